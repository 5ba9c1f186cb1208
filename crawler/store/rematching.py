"""Stored listings matched again: what is read, what is written, how far it got."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from crawler.matching.match import Assessment
from crawler.store.listing_row import Row, bearing_taxon, claims_text
from crawler.store.search_words import Indexed, WordChanges
from crawler.store.write_matches import MatchWriter, Replacement

_COLUMNS = (
    "id, marketplace, listing_id, version, title, description, category_text,"
    " last_seen_at, offer, priority, appendix, taxon, match_count, claims"
)
_WHERE = """id > ? AND last_seen_at >= ?
    AND (? = '[]' OR marketplace IN (SELECT value FROM json_each(?)))"""
JUDGED = ("offer", "priority", "appendix", "taxon", "match_count")


class StoredListing(NamedTuple):
    """A listing's present text, and the judgement on it."""

    id: int
    marketplace: str
    listing_id: str
    version: int
    title: str
    description: str
    category_text: str
    last_seen_at: str
    offer: str
    priority: str
    appendix: str
    taxon: str
    match_count: int
    claims: str

    @property
    def read(self) -> tuple[int, str, int]:
        """What a crawl that sees the listing may make other."""
        return self.version, self.last_seen_at, self.match_count


class Wanted(NamedTuple):
    """Which listings: of these marketplaces (none: all), seen on that day or later."""

    marketplaces: tuple[str, ...] = ()
    since: str = ""

    def values(self, after: int) -> tuple[object, ...]:
        """Give the values of the query's marks."""
        names = json.dumps(self.marketplaces)
        return after, self.since, names, names


class Move(NamedTuple):
    """A listing that is judged otherwise than before.

    `change` is `new` (it had no match), `lost`, or what differs: `appendix`,
    `offer`, `taxon`.
    """

    listing: StoredListing
    change: str
    after: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        listing = self.listing
        return {
            "change": self.change,
            "marketplace": listing.marketplace,
            "listing_id": listing.listing_id,
            "title": listing.title,
            "before": {name: getattr(listing, name) for name in JUDGED},
            "after": self.after,
        }


def count_listings(conn: sqlite3.Connection, wanted: Wanted, after: int = 0) -> int:
    """Count the listings that are wanted and come after the listing *after*."""
    (count,) = conn.execute(
        f"SELECT COUNT(*) FROM listings WHERE {_WHERE}",  # noqa: S608
        wanted.values(after),
    ).fetchone()
    return int(count)


def rows_after(
    conn: sqlite3.Connection, wanted: Wanted, after: int, most: int
) -> list[tuple[Any, ...]]:
    """Give the next listings, in the order of their ids: rows for `StoredListing`."""
    return conn.execute(
        f"SELECT {_COLUMNS} FROM listings WHERE {_WHERE} ORDER BY id LIMIT ?",  # noqa: S608
        (*wanted.values(after), most),
    ).fetchall()


def judgement(assessment: Assessment) -> dict[str, Any]:
    """Give the columns of a listing that an assessment sets."""
    matches = assessment.matches
    return {
        "offer": assessment.offer if matches else "",
        "priority": assessment.priority if matches else "",
        "appendix": assessment.appendix,
        "taxon": bearing_taxon(matches, assessment.appendix),
        "match_count": len(matches),
    }


def move_of(listing: StoredListing, assessment: Assessment) -> Move | None:
    """Tell how the judgement on a listing moves, None if it stays."""
    after = judgement(assessment)
    if bool(listing.match_count) != bool(after["match_count"]):
        return Move(listing, "lost" if listing.match_count else "new", after)
    for name in ("appendix", "offer", "taxon"):
        if getattr(listing, name) != after[name]:
            return Move(listing, name, after)
    return None


def is_to_be_written(listing: StoredListing, assessment: Assessment) -> bool:
    """Tell whether a judgement may change anything of what is stored."""
    return bool(
        assessment.matches
        or listing.match_count
        or claims_text(assessment.claims) != listing.claims
    )


def write_again(
    conn: sqlite3.Connection,
    matches: MatchWriter,
    judged: Sequence[tuple[StoredListing, Assessment]],
    now: str,
) -> tuple[list[Move], Counter[str]]:
    """Write judgements, inside the caller's transaction; former matches become past.

    A listing that a crawl has seen meanwhile is left as the crawl judged it.
    """
    here = _as_they_are(conn, [listing.id for listing, _ in judged])
    counts = Counter[str]()
    as_read = []
    for listing, assessment in judged:
        if here.get(listing.id, ())[:3] == listing.read:
            as_read.append((listing, assessment))
    if meanwhile := len(judged) - len(as_read):
        counts["seen meanwhile"] = meanwhile
    _set_claims(conn, as_read, here)
    replaced = _replace_matches(conn, matches, as_read, now)
    if replaced:
        counts["matches replaced"] = replaced
    moves = [move for one in as_read if (move := move_of(*one))]
    counts.update(move.change for move in moves)
    return moves, counts


def _as_they_are(
    conn: sqlite3.Connection, listings: list[int]
) -> dict[int, tuple[object, ...]]:
    """Give of listings what tells whether they were seen since, and their claims."""
    rows = conn.execute(
        """SELECT l.id, l.version, l.last_seen_at, l.match_count, l.claims, v.claims
           FROM listings l JOIN listing_versions v ON v.id = l.version
           WHERE l.id IN (SELECT value FROM json_each(?))""",
        (json.dumps(listings),),
    )
    return {number: tuple(found) for number, *found in rows}


def _replace_matches(
    conn: sqlite3.Connection,
    matches: MatchWriter,
    judged: Sequence[tuple[StoredListing, Assessment]],
    now: str,
) -> int:
    """Write matches and what follows from them; count the listings that it changes."""
    by_number = {listing.id: (listing, assessment) for listing, assessment in judged}
    replaced = matches.replace(
        [
            Replacement(
                {"id": listing.id, "version": listing.version, "seen_at": now},
                assessment.matches,
                listing.match_count,
            )
            for listing, assessment in judged
            if assessment.matches or listing.match_count
        ]
    )
    words, rows = WordChanges(conn), []
    for row in replaced:
        listing, assessment = by_number[row["id"]]
        texts = listing.title, listing.description
        had = Indexed(*texts, bool(listing.match_count))
        words.replace(listing.id, had, Indexed(*texts, bool(assessment.matches)))
        rows.append({**row, **judgement(assessment)})
    _set_judgements(conn, rows)
    words.write()
    return len(replaced)


def _set_judgements(conn: sqlite3.Connection, rows: list[Row]) -> None:
    conn.executemany(
        """UPDATE listings SET offer = :offer, priority = :priority,
            appendix = :appendix, taxon = :taxon, match_count = :match_count
            WHERE id = :id""",
        rows,
    )
    conn.executemany(
        """UPDATE listing_versions SET offer = :offer, priority = :priority,
            appendix = :appendix, taxon = :taxon WHERE id = :version""",
        rows,
    )


def _set_claims(
    conn: sqlite3.Connection,
    judged: Sequence[tuple[StoredListing, Assessment]],
    here: dict[int, tuple[object, ...]],
) -> None:
    of_listings, of_texts = [], []
    for listing, assessment in judged:
        claims = claims_text(assessment.claims)
        *_, of_listing, of_text = here[listing.id]
        if of_listing != claims:
            of_listings.append((claims, listing.id))
        if of_text != claims:
            of_texts.append((claims, listing.version))
    conn.executemany("UPDATE listings SET claims = ? WHERE id = ?", of_listings)
    conn.executemany("UPDATE listing_versions SET claims = ? WHERE id = ?", of_texts)


class Progress(NamedTuple):
    """A run that matches again, and the last listing that it has done."""

    id: int
    last_listing: int
    counts: Counter[str]


def begin_or_resume(
    conn: sqlite3.Connection, wanted: Wanted, matcher: str, version: str, now: str
) -> Progress:
    """Go on with a run of the same matcher over the same listings that was cut off."""
    asked = json.dumps(wanted._asdict(), sort_keys=True)
    found = conn.execute(
        """SELECT id, last_listing, counts FROM rematches
           WHERE asked = ? AND matcher = ? AND finished_at IS NULL
           ORDER BY id DESC LIMIT 1""",
        (asked, matcher),
    ).fetchone()
    if found:
        return Progress(found[0], found[1], Counter(json.loads(found[2])))
    cursor = conn.execute(
        """INSERT INTO rematches (started_at, asked, matcher, species_list_version)
           VALUES (?, ?, ?, ?)""",
        (now, asked, matcher, version),
    )
    return Progress(int(cursor.lastrowid or 0), 0, Counter())


def note_progress(conn: sqlite3.Connection, progress: Progress) -> None:
    """Keep how far a run has come, in the transaction of its batch."""
    conn.execute(
        "UPDATE rematches SET last_listing = ?, counts = ? WHERE id = ?",
        (progress.last_listing, json.dumps(dict(progress.counts)), progress.id),
    )


def finish(conn: sqlite3.Connection, progress: Progress, now: str) -> None:
    """Say that a run has done all its listings."""
    conn.execute(
        "UPDATE rematches SET finished_at = ? WHERE id = ?", (now, progress.id)
    )
