"""What `citeswatch match` does with a batch of lines, in whichever process."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from crawler.corpora.reading import Names, Text, records, texts

if TYPE_CHECKING:
    from crawler.matching import Assessment, Match, Matcher

LONGEST_LINE = 4 * 1024 * 1024
"""Bytes of a line; the rest of a longer one is skipped."""
_MOST_LINES = 512
_READ_AT_ONCE = 1 << 18

# Control characters, and those that hide or turn round what stands beside them.
_UNSEEN = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_MATCH_FIELDS = (
    "taxon",
    "rank",
    "appendix",
    "appendices",
    "kind",
    "name",
    "language",
    "matched_text",
    "start",
    "end",
    "score",
    "reason",
    "offer",
    "taxon_id",
)


class Batch(NamedTuple):
    """Records of the input, the number of the first, and what is asked of them.

    `lines` are lines, rows or pages; `size` is the bytes that they took in the input.
    """

    first: int
    lines: list[Any]
    size: int
    on: date | None = None
    explain: bool = False
    for_people: bool = False
    form: str = "lines"
    names: Names = Names()


class Answers(NamedTuple):
    """What is printed for a batch, and what is said of its lines on stderr."""

    printed: bytes
    said: list[str]


@cache
def matcher() -> Matcher:
    """Load the matcher of this process, once."""
    from crawler.matching import Matcher

    loaded = Matcher.load()
    # The list stays for good: the garbage collector need not walk it again and
    # again, and processes that fork go on sharing it.
    gc.freeze()
    return loaded


def load() -> None:
    """Have the matcher ready before the first batch."""
    matcher()


def stamp(batch: Batch) -> str:
    """Say by what this process judges: another stamp may give another answer."""
    from crawler import __version__

    return f"citeswatch {__version__} with matcher {matcher().fingerprint}"


def batches(file: IO[bytes], asked: Batch, done: int = 0) -> Iterator[Batch]:
    """Cut the input into batches, without the first *done* records.

    Raises:
        CorpusError: it is cut short, or not of the form that it should be.
    """
    for batch in _all_batches(file, asked):
        over = min(max(done + 1 - batch.first, 0), len(batch.lines))
        if over < len(batch.lines) or not batch.lines:
            yield batch._replace(first=batch.first + over, lines=batch.lines[over:])


def _all_batches(file: IO[bytes], asked: Batch) -> Iterator[Batch]:
    if asked.form in ("lines", "jsonl"):
        yield from _of_lines(file, asked)
        return
    number = 1
    for found, size in records(file, asked.form, asked.names):
        yield asked._replace(first=number, lines=found, size=size)
        number += len(found)


def _of_lines(file: IO[bytes], asked: Batch) -> Iterator[Batch]:
    """Cut a file or a stream into batches of lines.

    A batch holds what can be read without waiting: a person who types gets an
    answer to each line.
    """
    number, ended = 1, False
    read = getattr(file, "read1", file.read)
    held = bytearray()
    skipping = False
    while not ended:
        data = read(_READ_AT_ONCE)
        ended = not data
        size = len(data)
        if skipping:
            _, newline, data = data.partition(b"\n")
            skipping = not newline and not ended
        held += data
        lines = bytes(held).split(b"\n")
        held = bytearray(lines.pop())
        if len(held) >= LONGEST_LINE or (ended and held):
            lines.append(bytes(held[:LONGEST_LINE]))
            skipping = len(held) >= LONGEST_LINE and not ended
            held = bytearray()
        for place in range(0, len(lines), _MOST_LINES):
            part = lines[place : place + _MOST_LINES]
            share = size if place == 0 else 0
            yield asked._replace(first=number, lines=part, size=share)
            number += len(part)


def answer(batch: Batch) -> Answers:
    """Match the records of a batch."""
    from crawler.cli.explain_text import explained

    said: list[str] = []
    found = list(_texts(batch, said))
    known = matcher()
    known.prepare(part for text in found for part in (text.title, text.description))
    printed = []
    for text in found:
        judged = known.assess(text.title, text.description, on=batch.on)
        if batch.for_people:
            told = "\n".join([*explained(text.title, judged), ""])
            printed.append(told.encode(errors="backslashreplace"))
        else:
            own = {} if batch.form == "lines" else {"id": text.id}
            values = as_json(text.title, judged, explain=batch.explain)
            printed.append(_line({**own, **values}))
    return Answers(b"".join(printed), said)


def _texts(batch: Batch, said: list[str]) -> Iterator[Text]:
    """Read the records; what cannot be read is told, and left out."""
    for number, raw in enumerate(batch.lines, batch.first):
        if batch.form == "lines":
            yield Text(None, _decoded(raw, number, said))
        elif batch.form == "jsonl" and not raw.strip():
            continue
        else:
            text = texts(raw, batch.form, batch.names)
            if isinstance(text, str):
                said.append(f"record {number}: {text}; it is left out")
            else:
                yield text


def _line(values: dict[str, Any]) -> bytes:
    """Write JSON that reads well and cannot steer a terminal."""
    text = json.dumps(values, ensure_ascii=False, default=str)
    safe = _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return safe.encode() + b"\n"


def as_json(
    title: str, assessment: Assessment, *, explain: bool = False
) -> dict[str, Any]:
    """Give what is said of one title as plain values, in the documented order."""
    return {
        "title": title,
        "offer": assessment.offer,
        "priority": assessment.priority,
        "appendix": assessment.appendix,
        "matches": [_match_as_json(one, explain) for one in assessment.matches],
        "claims": [claim.as_dict() for claim in assessment.claims],
    }


def _match_as_json(one: Match, explain: bool) -> dict[str, Any]:
    values = {field: getattr(one, field) for field in _MATCH_FIELDS}
    if explain:
        values["explanation"] = [step.as_dict() for step in one.explanation]
    return values


def _decoded(raw: bytes, number: int, said: list[str]) -> str:
    """Read a line as UTF-8, a byte order mark and the line end apart."""
    if len(raw) >= LONGEST_LINE:
        said.append(f"line {number}: longer than 4 MiB, cut there")
    raw = raw.removesuffix(b"\r")
    if number == 1:
        raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        said.append(
            f"line {number}: byte 0x{raw[error.start]:02x} is not UTF-8; "
            "it is read as \N{REPLACEMENT CHARACTER}. Save the file as UTF-8."
        )
        return raw.decode(errors="replace")
