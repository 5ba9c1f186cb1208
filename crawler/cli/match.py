"""`citeswatch match`: titles in, one JSON object per line out."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click

from crawler.cli import match_work
from crawler.cli.match_work import Batch

_LARGE = 512 * 1024
"""Bytes of a file from which it is worth starting further processes."""


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
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help="Processes that work side by side [default: one for each processor core "
    "for a large file, else one].",
)
def match(
    file: IO[bytes],
    on: datetime | None,
    explain: bool,
    as_lines: bool,
    jobs: int | None,
) -> None:
    """Match titles, one per line of FILE or standard input.

    Prints one JSON object per title, in the same order. A title that names no
    listed taxon has an empty list of matches.

    Example: echo "carved elefant ivory" | citeswatch match --explain
    """
    from crawler.species import SpeciesFileError

    _say_what_is_slow()
    try:
        match_work.load()
    except SpeciesFileError as error:
        raise click.ClickException(str(error)) from error
    day = on.date() if on else None
    asked = Batch(1, [], 0, day, explain, for_people=explain and not as_lines)
    size = _size(file)
    try:
        _match_file(file, asked, size, jobs or _jobs_for(size))
    except BrokenPipeError:
        # The reader has seen enough. Python would complain again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _match_file(file: IO[bytes], asked: Batch, size: int, jobs: int) -> None:
    from crawler.cores import WorkerDied, in_order

    out, written = sys.stdout.buffer, 0
    work = in_order(
        match_work.answer, match_work.batches(file, asked), jobs, match_work.load
    )
    try:
        with _progress(size) as bar:
            for batch, answers in work:
                for text in answers.said:
                    click.echo(text, err=True)
                out.write(answers.printed)
                out.flush()
                written += len(batch.lines)
                if bar is not None:
                    bar.update(batch.size)
    except WorkerDied as error:
        raise click.ClickException(
            f"{error}; the answers to the first {written} lines are whole, those from "
            f"line {written + 1} on are missing: run it again, with fewer --jobs if "
            "the memory was full"
        ) from error
    finally:
        work.close()


def _size(file: IO[bytes]) -> int:
    """Give the bytes of a file, 0 for a stream whose end nobody knows."""
    path = Path(file.name) if isinstance(file.name, str) else None
    return path.stat().st_size if path and path.is_file() else 0


def _jobs_for(size: int) -> int:
    from crawler.cores import cores

    return cores() if size >= _LARGE else 1


def _progress(size: int) -> Any:
    """Give a progress bar where somebody watches a file's work."""
    if not size or not sys.stderr.isatty() or sys.stdout.isatty():
        return nullcontext()
    return click.progressbar(length=size, label="Matching", file=sys.stderr)


def _say_what_is_slow() -> None:
    """Show the log lines of a first start, which compiles the list, on stderr."""
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("crawler.matching")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO if sys.stderr.isatty() else logging.WARNING)
