"""One kept object: a WARC record with its checksums and its place in the chain."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from typing import Any, Literal

Kind = Literal[
    "about", "request", "page", "picture", "style", "screenshot", "print", "details"
]
Reason = Literal["", "first_match", "changed", "asked"]
FIRST = "0" * 64
"""Stands for the object before the first."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an object apart from its place; all of it is chained.

    `payload_sha256` is over the body as it came over the wire, `record_sha256`
    over the record as it stands in the WARC file. `repeats` is the id of the
    record that holds an equal payload, when this one only refers to it.
    """

    captured_at: str
    marketplace: str
    listing_id: str
    content_sha256: str
    crawl: int | None
    kind: Kind
    reason: Reason
    url: str
    status: int
    content_type: str
    payload_bytes: int
    payload_sha256: str
    repeats: str
    warc: str
    record_id: str
    record_bytes: int
    record_sha256: str
    clock: str
    software_version: str
    species_list_version: str


@dataclass(frozen=True, slots=True)
class Link:
    """An object in the chain: number, facts, and the checksum that binds them."""

    id: int
    facts: Facts
    previous_sha256: str
    sha256: str

    def as_line(self) -> str:
        """Give the line of the manifest, without its end."""
        row: dict[str, Any] = {"id": self.id}
        row |= {name: getattr(self.facts, name) for name in FACTS}
        row |= {"previous_sha256": self.previous_sha256, "sha256": self.sha256}
        return json.dumps(row, ensure_ascii=False)


FACTS = tuple(field.name for field in fields(Facts))


def chained(number: int, facts: Facts, previous: str) -> Link:
    """Put *facts* at place *number*, after the object with checksum *previous*."""
    return Link(number, facts, previous, digest(number, facts, previous))


def digest(number: int, facts: Facts, previous: str) -> str:
    """Sum up an object and all before it."""
    # As JSON, for fields joined by a mark could move it from one to the next.
    values = [getattr(facts, name) for name in FACTS]
    text = json.dumps([previous, number, *values], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_line(line: str) -> Link:
    """Read a line of the manifest.

    Raises:
        ValueError: the line is no object.
    """
    try:
        row = json.loads(line)
        facts = Facts(**{name: row[name] for name in FACTS})
        return Link(row["id"], facts, row["previous_sha256"], row["sha256"])
    except (TypeError, KeyError) as error:
        raise ValueError(f"not a line of the manifest: {error}") from error
