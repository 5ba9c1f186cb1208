"""What is asked of the chain of evidence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.evidence.objects import FACTS, FIRST, Link
from crawler.store.write_evidence import link_of

_LINK = ", ".join(f"e.{name}" for name in ("id", *FACTS, "previous_sha256", "sha256"))
PAYLOADS = ("page", "picture", "style", "screenshot", "print")


@dataclass(frozen=True, slots=True)
class Kept:
    """An object with the place of its record."""

    link: Link
    at_byte: int
    deleted_at: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """A trusted time stamp of an object and all before it."""

    id: int
    evidence: int
    head_sha256: str
    authority: str
    stamped_at: str
    token: bytes


def head(conn: sqlite3.Connection) -> tuple[int, str]:
    """Give number and checksum of the last object; 0 and zeros if there is none."""
    row = conn.execute(
        "SELECT id, sha256 FROM evidence ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return (row[0], row[1]) if row else (0, FIRST)


def all_kept(conn: sqlite3.Connection) -> Iterator[Kept]:
    """Give every object, in the order of the chain."""
    yield from _kept(conn, "", ())


def kept_of(conn: sqlite3.Connection, marketplace: str, listing_id: str) -> list[Kept]:
    """Give what is kept of a listing, in the order of the chain."""
    where = "WHERE e.marketplace = ? AND e.listing_id = ?"
    return list(_kept(conn, where, (marketplace, listing_id)))


def kept_by_record(conn: sqlite3.Connection, record_id: str) -> Kept | None:
    """Give the object whose record has this id."""
    return next(_kept(conn, "WHERE e.record_id = ?", (record_id,)), None)


def about_files(conn: sqlite3.Connection, warcs: Iterable[str]) -> list[Kept]:
    """Give the first record of each file: what it says of itself."""
    names = list(warcs)
    marks = ", ".join("?" * len(names))
    return list(_kept(conn, f"WHERE e.kind = 'about' AND e.warc IN ({marks})", names))


def captured_marketplaces(conn: sqlite3.Connection) -> list[str]:
    """Name the marketplaces of which a page is kept."""
    rows = conn.execute("SELECT DISTINCT marketplace FROM evidence WHERE kind = 'page'")
    return [name for (name,) in rows]


def captured_texts(conn: sqlite3.Connection, marketplace: str) -> dict[str, set[str]]:
    """Give the texts (checksums) of each listing whose page is kept."""
    found: dict[str, set[str]] = {}
    for listing_id, content in conn.execute(
        """SELECT listing_id, content_sha256 FROM evidence
           WHERE marketplace = ? AND kind = 'page' AND reason <> 'asked'
             AND deleted_at IS NULL""",
        (marketplace,),
    ):
        found.setdefault(listing_id, set()).add(content)
    return found


def equal_payload(
    conn: sqlite3.Connection, payload_sha256: str
) -> tuple[str, str, str] | None:
    """Give record, address and time of the record that holds an equal payload."""
    row = conn.execute(
        """SELECT record_id, url, captured_at FROM evidence
           WHERE payload_sha256 = ? AND repeats = '' AND deleted_at IS NULL
             AND kind IN ('page', 'picture', 'style') ORDER BY id LIMIT 1""",
        (payload_sha256,),
    ).fetchone()
    return tuple(row) if row else None


def stamps(conn: sqlite3.Connection) -> list[Stamp]:
    """Give every time stamp, oldest first."""
    return [
        Stamp(*row)
        for row in conn.execute(
            """SELECT id, evidence, head_sha256, authority, stamped_at, token
               FROM evidence_stamps ORDER BY id"""
        )
    ]


def counts(conn: sqlite3.Connection) -> list[tuple[str, str, int, int, str, str]]:
    """Sum up the kept listings: marketplace, listing, objects, bytes, first, last."""
    return conn.execute(
        """SELECT marketplace, listing_id, SUM(kind <> 'request'), SUM(record_bytes),
               MIN(captured_at), MAX(captured_at)
           FROM evidence WHERE listing_id <> '' AND deleted_at IS NULL
           GROUP BY marketplace, listing_id ORDER BY MAX(id) DESC"""
    ).fetchall()


def _kept(
    conn: sqlite3.Connection, where: str, values: Iterable[object]
) -> Iterator[Kept]:
    rows = conn.execute(
        f"""SELECT {_LINK}, e.at_byte, e.deleted_at FROM evidence e
            {where} ORDER BY e.id""",  # noqa: S608 (our own words)
        tuple(values),
    )
    for row in rows:
        *link, at_byte, deleted_at = row
        yield Kept(link_of(tuple(link)), at_byte, deleted_at or "")


def warc_files(conn: sqlite3.Connection) -> list[str]:
    """Name every file that holds an object."""
    rows = conn.execute("SELECT DISTINCT warc FROM evidence ORDER BY warc")
    return [name for (name,) in rows]


def kept_in_file(conn: sqlite3.Connection, warc: str) -> list[Kept]:
    """Give the objects of a file, in the order of the chain."""
    return list(_kept(conn, "WHERE e.warc = ?", (warc,)))


def link_by_id(conn: sqlite3.Connection, number: int) -> Link | None:
    """Give an object by its place in the chain."""
    kept = next(_kept(conn, "WHERE e.id = ?", (number,)), None)
    return kept.link if kept else None


def knows_checksum(conn: sqlite3.Connection, digest: str) -> bool:
    """Whether an object of the chain has the checksum *digest*."""
    row = conn.execute("SELECT 1 FROM evidence WHERE sha256 = ?", (digest,)).fetchone()
    return row is not None


def repeated_records(conn: sqlite3.Connection, going: Iterable[int]) -> set[str]:
    """Give the ids of records that are repeated by one that is not *going*."""
    gone = set(going)
    rows = conn.execute(
        """SELECT id, repeats FROM evidence
           WHERE repeats <> '' AND deleted_at IS NULL"""
    )
    return {record for number, record in rows if number not in gone}
