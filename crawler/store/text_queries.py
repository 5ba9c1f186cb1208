"""What the report asks of the flagged texts: words, judgement, the match behind it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class VersionRow(NamedTuple):
    """One flagged text of a listing, with the match that bears the judgement."""

    id: int
    title: str
    price_text: str
    currency: str
    offer: str
    appendix: str
    taxon: str
    taxon_group: str
    reason: str
    price_amount: float | None
    explanation: str
    claims: str


AT_ONCE = 5_000
# What is asked for is all in the index of flagged texts: the table is not read.
_ASKED = """FROM json_each(?) i
    CROSS JOIN listing_versions v INDEXED BY listing_versions_flagged
        ON v.listing = json_extract(i.value, '$[1]')
        AND v.id = json_extract(i.value, '$[0]') AND v.offer IN ('likely', 'possible')"""


def appendices_of(
    conn: sqlite3.Connection, pairs: Iterable[tuple[int, int]]
) -> dict[int, str]:
    """Give the Appendix of flagged versions, by their ids; *pairs* as `versions_of`."""
    asked = json.dumps([(version, listing) for listing, version in pairs])
    rows = conn.execute(f"SELECT v.id, v.appendix {_ASKED}", (asked,))
    return dict(rows.fetchall())


def versions_of(
    conn: sqlite3.Connection, pairs: Iterable[tuple[int, int]]
) -> Iterator[VersionRow]:
    """Give flagged versions, by id, each with its best match of its taxon.

    *pairs* are the id of a listing and that of its version.
    """
    ordered = sorted((version, listing) for listing, version in pairs)
    for begin in range(0, len(ordered), AT_ONCE):
        some = json.dumps(ordered[begin : begin + AT_ONCE])
        for row in conn.execute(_VERSIONS, (some,)):
            yield VersionRow(*row)


_FOUND = """
    SELECT w.id AS wanted, m.appendix = w.appendix AS same_appendix,
           m.offer = w.offer AS same_offer, m.score, m.id, m.taxon_group, m.reason,
           m.explanation
    FROM wanted w CROSS JOIN {0} m
        ON m.listing = w.listing AND m.version = w.id AND m.taxon = w.taxon
"""
_VERSIONS = f"""
    WITH wanted AS MATERIALIZED (
        SELECT v.id, v.listing, v.title, v.price_text, v.currency, v.offer, v.appendix,
               v.taxon, v.price_amount, v.claims
        {_ASKED}
    ),
    found AS ({_FOUND.format("matches")} UNION ALL {_FOUND.format("past_matches")}),
    ranked AS MATERIALIZED (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY wanted
            ORDER BY same_appendix DESC, same_offer DESC, score DESC, id) AS place
        FROM found
    )
    SELECT w.id, w.title, w.price_text, w.currency, w.offer, w.appendix, w.taxon,
           COALESCE(r.taxon_group, ''), COALESCE(r.reason, ''),
           w.price_amount, COALESCE(r.explanation, '[]'), w.claims
    FROM wanted w LEFT JOIN ranked r ON r.wanted = w.id AND r.place = 1
    ORDER BY w.id
"""  # noqa: S608 (our own words)
