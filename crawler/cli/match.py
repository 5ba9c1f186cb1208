"""`citeswatch match`: titles in, one JSON object per line out."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from crawler.matching import Assessment, Match

# Control characters, and those that hide or turn round what stands beside them.
_UNSEEN = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LONGEST_LINE = 4 * 1024 * 1024
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


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day whose Appendices count, for example 2016-12-31 [default: today].",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Tell for people what was seen, what each word did to the score, and why "
    "the Appendix; with --json, as `explanation` in each match.",
)
@click.option(
    "--json", "as_lines", is_flag=True, help="One JSON object a line [the default]."
)
def match(file: IO[bytes], on: datetime | None, explain: bool, as_lines: bool) -> None:
    """Match titles, one per line of FILE or standard input.

    Prints one JSON object per title, in the same order. A title that names no
    listed taxon has an empty list of matches.

    Example: echo "carved elefant ivory" | citeswatch match --explain
    """
    from crawler.matching import Matcher
    from crawler.species import SpeciesFileError

    _say_what_is_slow()
    try:
        matcher = Matcher.load()
    except SpeciesFileError as error:
        raise click.ClickException(str(error)) from error
    day = on.date() if on else None
    piped = file.name in {"<stdin>", "-"} or not file.seekable()
    try:
        with _progress(file, piped) as lines:
            _match_lines(matcher, lines, day, _writer(explain, as_lines), flush=piped)
    except BrokenPipeError:
        # The reader has seen enough. Python would complain again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _writer(explain: bool, as_lines: bool) -> Callable[[str, Assessment], bytes]:
    """Give what writes the answer to one title."""
    if explain and not as_lines:
        from crawler.cli.explain_text import explained

        return lambda title, told: "\n".join([*explained(title, told), ""]).encode(
            errors="backslashreplace"
        )
    return lambda title, told: _line(as_json(title, told, explain=explain))


def _match_lines(
    matcher: Any,
    lines: Iterable[bytes],
    day: date | None,
    written: Callable[[str, Assessment], bytes],
    *,
    flush: bool,
) -> None:
    out = sys.stdout.buffer
    for number, raw in enumerate(lines, start=1):
        title = _decoded(raw, number)
        out.write(written(title, matcher.assess(title, on=day)))
        if flush:
            out.flush()
    out.flush()


def _line(values: dict[str, Any]) -> bytes:
    """Write JSON that reads well and cannot steer a terminal."""
    text = json.dumps(values, ensure_ascii=False)
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
    }


def _match_as_json(one: Match, explain: bool) -> dict[str, Any]:
    values = {field: getattr(one, field) for field in _MATCH_FIELDS}
    if explain:
        values["explanation"] = [step.as_dict() for step in one.explanation]
    return values


def _decoded(raw: bytes, number: int) -> str:
    """Read a line as UTF-8, a byte order mark and the line end apart."""
    if len(raw) >= _LONGEST_LINE:
        click.echo(f"line {number}: longer than 4 MiB, cut there", err=True)
    raw = raw.removesuffix(b"\n").removesuffix(b"\r")
    if number == 1:
        raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        click.echo(
            f"line {number}: byte 0x{raw[error.start]:02x} is not UTF-8; "
            "it is read as \N{REPLACEMENT CHARACTER}. Save the file as UTF-8.",
            err=True,
        )
        return raw.decode(errors="replace")


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Give the lines, none longer than memory bears: the rest of it is skipped."""
    while line := file.readline(_LONGEST_LINE):
        yield line
        while len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(_LONGEST_LINE)


def _progress(file: IO[bytes], piped: bool) -> Any:
    """Give the lines under a progress bar where somebody watches a file's work."""
    lines = _lines(file)
    if piped or not sys.stderr.isatty() or sys.stdout.isatty():
        return nullcontext(lines)
    count = sum(1 for _ in _lines(file))
    file.seek(0)
    return click.progressbar(
        lines, length=count, label="Matching", file=sys.stderr, update_min_steps=100
    )


def _say_what_is_slow() -> None:
    """Show the log lines of a first start, which compiles the list, on stderr."""
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("crawler.matching")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO if sys.stderr.isatty() else logging.WARNING)
