"""Opening a bag that somebody sent: safely, and only if it is whole.

Nothing in it is believed: neither names nor sizes nor checksums that are not looked at.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import shutil
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

import bagit

from crawler.evidence.chain import EvidenceError
from crawler.evidence.objects import FIRST, Link, digest, read_line
from crawler.evidence.reading import open_record
from crawler.exports.offers import record_sha256
from crawler.sharing.signing import SignatureFault, check

SIGNATURE = "signature.json"
MOST_FILES = 100_000
MOST_BYTES = 20 * 1024**3
MOST_TIMES = 1000
"""How many times its packed size a file may have; more is a bomb."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}")
_PIECE = 1024 * 1024
_UNREADABLE = (
    *(zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError),
    *(zlib.error, lzma.LZMAError),
)
_ODD_JSON = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What a document of another shape than ours, or one nested without end, leads to."""


class BagError(Exception):
    """A bag is refused; the text says why."""


@dataclass(slots=True)
class BagVerdict:
    """What was found in a bag."""

    folder: Path
    offers: int = 0
    objects: int = 0
    signed_by: str = ""
    faults: list[str] = field(default_factory=list)


def unpack(bag: Path, folder: Path) -> Path:
    """Unpack the zip file *bag* into the new folder *folder*; give the bag's folder.

    Nothing of a bag that is refused stays.

    Raises:
        BagError: it is no zip, or holds what a bag of ours never holds.
    """
    folder.mkdir(parents=True)
    try:
        with zipfile.ZipFile(bag) as packed:
            entries = packed.infolist()
            top = _top(bag, entries)
            left = MOST_BYTES
            for entry in entries:
                left -= _extract(packed, entry, folder, left)
    except _UNREADABLE as error:
        shutil.rmtree(folder)
        raise BagError(f"{bag} is no zip file that can be read: {error}") from error
    except BaseException:
        shutil.rmtree(folder)
        raise
    return folder / top


def _top(bag: Path, entries: list[zipfile.ZipInfo]) -> str:
    """Give the one folder that holds all *entries*, if nothing is wrong with them."""
    if len(entries) > MOST_FILES:
        raise BagError(f"{bag} holds more than {MOST_FILES:,} files")
    tops = {_checked(entry).parts[0] for entry in entries}
    if len(tops) != 1:
        raise BagError(f"{bag} holds no single folder, as a bag must")
    names = Counter(entry.filename.casefold().rstrip("/") for entry in entries)
    files = {one.filename.casefold() for one in entries if not one.is_dir()}
    above = {str(path) for name in names for path in PurePosixPath(name).parents}
    if max(names.values()) > 1 or files & above:
        raise BagError(f"{bag} holds two files of one name")
    return tops.pop()


def _checked(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Give the path of *entry* if it stays inside, and is a plain file.

    The names of our bags are plain; whatever is not is refused, not mended.
    """
    path = PurePosixPath(entry.filename)
    # Which some packers leave out, for a file is a file.
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BagError(f"{entry.filename!r} is a link or the like, not a file")
    parts = entry.filename.rstrip("/").split("/")
    if path.is_absolute() or not all(map(_NAME.fullmatch, parts)):
        raise BagError(f"{entry.filename!r} is no name that a bag of ours holds")
    if entry.file_size > MOST_TIMES * max(entry.compress_size, 1000):
        raise BagError(f"{entry.filename!r} would unpack to {entry.file_size:,} bytes")
    return path


def _extract(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, left: int
) -> int:
    """Unpack one file, and never more of it than it claims, nor than is left."""
    place = folder / entry.filename
    if entry.is_dir():
        place.mkdir(parents=True, exist_ok=True)
        return 0
    place.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with packed.open(entry) as source, place.open("xb") as target:
        while piece := source.read(_PIECE):
            written += len(piece)
            if written > min(entry.file_size, left):
                raise BagError(f"{entry.filename!r} unpacks to more than it may")
            target.write(piece)
    return written


def verify_bag(folder: Path, signer: str = "") -> BagVerdict:
    """See that the bag in *folder* is whole: files, offers, objects, signature.

    *signer* is the public key that the bag must be signed with.

    Raises:
        BagError: it is no bag at all.
    """
    verdict = BagVerdict(folder)
    try:
        bag = bagit.Bag(str(folder))
        if (folder / "fetch.txt").exists():
            raise BagError("the bag asks for files from elsewhere (fetch.txt): refused")
        bag.validate()
    except bagit.BagValidationError as error:
        verdict.faults += [str(one) for one in error.details] or [str(error)]
    except (bagit.BagError, ValueError, LookupError, OSError, zlib.error) as error:
        # Its tag files may claim any encoding that Python knows, zlib too.
        raise BagError(f"{folder} is no BagIt bag: {error}") from error
    verdict.faults += _signature_faults(folder, signer, verdict)
    verdict.faults += _offer_faults(folder / "data" / "offers" / "offers.json", verdict)
    evidence = folder / "data" / "evidence"
    if evidence.is_dir():
        verdict.faults += _evidence_faults(evidence, verdict)
    return verdict


def _signature_faults(folder: Path, signer: str, verdict: BagVerdict) -> Iterator[str]:
    path = folder / SIGNATURE
    if not path.is_file():
        if signer:
            yield "the bag is not signed"
        return
    try:
        told = json.loads(path.read_text("utf-8"))
        content = (folder / "manifest-sha256.txt").read_bytes()
        check(signer or told["public_key"], told["signature"], content)
        verdict.signed_by = signer or told["public_key"]
    except (SignatureFault, OSError, *_ODD_JSON) as error:
        yield f"the bag was not signed by whom it should be: {error}"


def _offer_faults(path: Path, verdict: BagVerdict) -> Iterator[str]:
    try:
        document = json.loads(path.read_text("utf-8"))
        for record in document["offers"]:
            verdict.offers += 1
            if record["sha256"] != record_sha256(record):
                yield f"offer {record['id']} was changed after it was exported"
    except (OSError, *_ODD_JSON) as error:
        yield f"{path.name} cannot be read: {error}"


def _evidence_faults(folder: Path, verdict: BagVerdict) -> Iterator[str]:
    try:
        lines = (folder / "manifest.jsonl").read_bytes().splitlines()
        read = [line.decode("utf-8", "surrogatepass") for line in lines]
        links = [
            (read_line(line), bool(json.loads(line).get("deleted_at"))) for line in read
        ]
        with (folder / "evidence.warc.gz").open("rb") as warc:
            yield from _object_faults(links, warc, verdict)
    except (OSError, *_ODD_JSON) as error:
        yield f"the evidence cannot be read: {error}"


def _object_faults(
    links: list[tuple[Link, bool]], warc: IO[bytes], verdict: BagVerdict
) -> Iterator[str]:
    before: Link | None = None
    for link, was_deleted in links:
        verdict.objects += 1
        if link.sha256 != digest(link.id, link.facts, link.previous_sha256):
            yield f"object {link.id} was changed after it was captured (manifest)"
        follows = before.sha256 if before else FIRST
        next_in_chain = before.id + 1 if before else 1
        if link.id == next_in_chain and link.previous_sha256 != follows:
            yield f"object {link.id} does not follow the one before it"
        before = link
        if not was_deleted:
            yield from _record_faults(link, warc)
    if warc.read(1):
        yield "the WARC file holds more than its manifest says"


def _record_faults(link: Link, warc: IO[bytes]) -> Iterator[str]:
    content = warc.read(link.facts.record_bytes)
    if hashlib.sha256(content).hexdigest() != link.facts.record_sha256:
        yield f"object {link.id} is not in the WARC file as it was captured"
        return
    try:
        open_record(content)
    except EvidenceError as error:
        yield f"object {link.id}: {error}"
