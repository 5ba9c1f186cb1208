"""Writing matches, with what the species list says of the matched taxa."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from crawler.matching.match import Match
from crawler.species.model import Taxon
from crawler.store.clean_text import storable
from crawler.store.listing_row import Row, readable_json
from crawler.store.write_taxa import Catalogue, copy_taxon, save_taxon

_COLUMNS = (
    "version, field, taxon_id, taxon, rank, taxon_group, appendix, appendices, kind,"
    ' name, language, matched_text, start, "end", score, offer, reason,'
    " species_list_version, explanation"
)
NEW_MATCH = f"""
    INSERT INTO matches ({_COLUMNS}, listing, matched_at)
    VALUES ({", ".join("?" * 21)})
"""  # noqa: S608 (our own column names)


RETIRE = f"""
    INSERT INTO past_matches ({_COLUMNS}, listing, matched_at)
    SELECT {_COLUMNS}, listing, matched_at FROM matches WHERE listing = ? ORDER BY id
"""  # noqa: S608 (our own column names)
UNMATCH = "DELETE FROM matches WHERE listing = ?"
_FORMER = f"""
    SELECT {_COLUMNS}, id, listing FROM matches
    WHERE listing IN (SELECT value FROM json_each(?)) ORDER BY id
"""  # noqa: S608 (our own column names)
_EXPLAIN = "UPDATE matches SET explanation = ? WHERE id = ?"


class Replacement(NamedTuple):
    """The matches that a listing is to have, and how many it had."""

    listing: Row
    matches: Sequence[Match]
    had: int


_Pair = tuple[Row, Any]
Noting = Callable[[Iterable[_Pair]], Iterator[Any]]
"""Gives what stands beside each listing, and may note which listing it is."""


def _noting_nothing(pairs: Iterable[_Pair]) -> Iterator[Any]:
    return (values for _, values in pairs)


class MatchWriter:
    """Writes matches and copies in the taxa that they name.

    *catalogue* is called when a taxon is met that the database does not know
    as of *species_list_version*.
    """

    def __init__(
        self,
        conn: sqlite3.Connection,
        catalogue: Callable[[], Catalogue] | None,
        species_list_version: str,
    ) -> None:
        self.conn = conn
        self.catalogue = catalogue
        self.species_list_version = species_list_version
        self._groups: dict[str, str] = {}

    def replace(
        self, wanted: Sequence[Replacement], noting: Noting = _noting_nothing
    ) -> list[Row]:
        """Give different listings their matches; the former ones become past.

        Gives the listings whose matches are other than before.
        """
        former = self._former(one.listing["id"] for one in wanted if one.had)
        explained, retired, added = list[_Pair](), list[_Pair](), list[_Pair]()
        replaced = []
        for one in noting((one.listing, one) for one in wanted):
            listing, had = one.listing, former.get(one.listing["id"], [])
            rows = [self.row(listing, match) for match in one.matches]
            if not rows and not one.had:
                continue
            if one.had and [row[:-3] for row in had] == [row[:-1] for row in rows]:
                explained += _otherwise_explained(listing, had, rows)
                continue
            if one.had:
                retired.append((listing, (listing["id"],)))
            ends = listing["id"], listing["seen_at"]
            added += [(listing, (*row, *ends)) for row in rows]
            replaced.append(listing)
        for statement, pairs in (
            (_EXPLAIN, explained),
            (RETIRE, retired),
            (UNMATCH, retired),
            (NEW_MATCH, added),
        ):
            if pairs:
                self.conn.executemany(statement, noting(pairs))
        return replaced

    def _former(self, listings: Iterable[int]) -> dict[int, list[tuple[Any, ...]]]:
        """Give the matches of listings, each with its own id and its listing's."""
        found = defaultdict[int, list[tuple[Any, ...]]](list)
        asked = list(listings)
        if asked:
            for row in self.conn.execute(_FORMER, (json.dumps(asked),)):
                found[row[-1]].append(row)
        return found

    def row(self, listing: Row, match: Match) -> tuple[object, ...]:
        """Give the values of a match, all but its listing and when it was matched."""
        group = self._ensure_taxon(match) if match.taxon_id else ""
        return (
            listing["version"],
            match.field,
            match.taxon_id or None,
            storable(match.taxon),
            match.rank,
            group,
            match.appendix,
            json.dumps(match.appendices),
            match.kind,
            storable(match.name),
            match.language,
            storable(match.matched_text),
            match.start,
            match.end,
            float(match.score),
            match.offer,
            storable(match.reason),
            self.species_list_version,
            _explanation(match),
        )

    def _ensure_taxon(self, match: Match) -> str:
        """Keep the taxon, and give its group."""
        if match.taxon_id not in self._groups:
            found = self.conn.execute(
                "SELECT taxon_group FROM taxa WHERE id = ? AND species_list_version = ?",
                (match.taxon_id, self.species_list_version),
            ).fetchone()
            self._groups[match.taxon_id] = found[0] if found else self._copy(match)
        return self._groups[match.taxon_id]

    def _copy(self, match: Match) -> str:
        catalogue = self.catalogue() if self.catalogue else None
        taxon = catalogue.taxon(match.taxon_id) if catalogue else None
        if catalogue is None or taxon is None:
            save_taxon(self.conn, _bare_taxon(match), "", self.species_list_version)
            return ""
        return copy_taxon(self.conn, taxon, catalogue, self.species_list_version)


def _otherwise_explained(
    listing: Row, had: list[tuple[Any, ...]], rows: list[tuple[object, ...]]
) -> Iterator[_Pair]:
    """Give the explanations that are other where nothing else has changed."""
    for (*_, explanation, number, _), row in zip(had, rows, strict=True):
        if explanation != row[-1]:
            yield listing, (row[-1], number)


def _explanation(match: Match) -> str:
    return storable(readable_json([step.as_dict() for step in match.explanation]))


def _bare_taxon(match: Match) -> Taxon:
    """Make a taxon of what a match alone says."""
    return Taxon(
        taxon_id=match.taxon_id,
        scientific_name=match.taxon,
        rank=match.rank,
        kingdom="",
        phylum="",
        class_="",
        order="",
        family="",
        genus="",
        parent_id="",
        accepted_id="",
        source="",
    )
