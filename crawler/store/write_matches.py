"""Writing matches, with what the species list says of the matched taxa."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from crawler.matching.match import Match
from crawler.species.model import Taxon
from crawler.store.clean_text import storable
from crawler.store.listing_row import Row
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

    def replace(self, listing: Row, matches: Sequence[Match], *, had: int) -> bool:
        """Make *matches* those of the listing; the former ones become past.

        *had* is how many the listing had. Gives whether anything changed.
        """
        if not matches and not had:
            return False
        rows = [self.row(listing, match) for match in matches]
        if had:
            former = self.conn.execute(
                f"SELECT {_COLUMNS}, id FROM matches WHERE listing = ? ORDER BY id",  # noqa: S608
                (listing["id"],),
            ).fetchall()
            if [row[:-2] for row in former] == [row[:-1] for row in rows]:
                self._explain(former, rows)
                return False
            self._retire(listing["id"])
        self.conn.executemany(
            NEW_MATCH, [(*row, listing["id"], listing["seen_at"]) for row in rows]
        )
        return True

    def _explain(
        self, former: list[tuple[Any, ...]], rows: list[tuple[object, ...]]
    ) -> None:
        """Renew the explanations where nothing else has changed."""
        self.conn.executemany(
            "UPDATE matches SET explanation = ? WHERE id = ?",
            [
                (row[-1], known[-1])
                for known, row in zip(former, rows, strict=True)
                if known[-2] != row[-1]
            ],
        )

    def _retire(self, listing_id: object) -> None:
        self.conn.execute(RETIRE, (listing_id,))
        self.conn.execute(UNMATCH, (listing_id,))

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


def _explanation(match: Match) -> str:
    steps = [step.as_dict() for step in match.explanation]
    return storable(json.dumps(steps, ensure_ascii=False))


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
