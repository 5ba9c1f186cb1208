"""The pictures of offers for people to look at: painted anew, small, as JPEG files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crawler.evidence.chain import EvidenceError
from crawler.evidence.pictures import NotAPicture, harmless_copy
from crawler.evidence.reading import read_payload
from crawler.exports.offers import Record
from crawler.store import Store
from crawler.store.evidence_queries import kept_by_record

MOST = 4
"""Pictures of an offer that are shown; the WARC holds all."""
SIDE = 480


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture's copy, and the object of which it is one."""

    file: str
    evidence: int
    url: str
    sha256: str


def paint_pictures(
    evidence: Path, store: Store, record: Record, folder: Path, *, most: int = MOST
) -> tuple[list[Rendition], list[str]]:
    """Put copies of an offer's pictures into *folder*; say what could not be shown.

    File names are made of our own numbers alone.
    """
    painted: dict[str, Rendition] = {}
    faults: list[str] = []
    for kept in reversed(record["evidence"]):
        new = kept["kind"] == "picture" and kept["payload_sha256"] not in painted
        if not new or kept["deleted_at"] or len(painted) >= most:
            continue
        name = f"offer-{record['id']}-picture-{kept['id']}.jpg"
        found = kept_by_record(store.conn, kept["record_id"])
        try:
            if found is None:
                raise EvidenceError(f"object {kept['id']} is not kept")
            content = read_payload(evidence, store, found).decoded
            (folder / name).write_bytes(harmless_copy(content, SIDE))
        except (EvidenceError, NotAPicture) as error:
            faults.append(f"picture {kept['id']} cannot be shown: {error}")
        else:
            digest = kept["payload_sha256"]
            painted[digest] = Rendition(name, kept["id"], kept["url"], digest)
    return list(painted.values()), faults
