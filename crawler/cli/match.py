"""`citeswatch match`: titles in, one JSON object per line out."""

from __future__ import annotations

import errno
import json
import os
import shlex
import sys
from collections.abc import Generator
from contextlib import ExitStack, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from crawler.cli import match_work
from crawler.cli.machines import machines_of, machines_options, reached
from crawler.cli.match_work import Answers, Batch
from crawler.corpora.reading import FORMS, CorpusError, Names, form_of
from crawler.corpora.whole_file import WholeFile

if TYPE_CHECKING:
    from crawler.bulk.machines import Address

_FIELD = "Field or column of JSON Lines and Parquet."
_LARGE = 512 * 1024
"""Bytes of a file from which it is worth starting further processes."""
_NO_FILE = {errno.ENOENT, errno.ENAMETOOLONG}


class _TitlesFile(click.File):
    """A file of titles; who gives a title for it is told how to match that."""

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> IO[Any]:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            if getattr(error.__context__, "errno", None) not in _NO_FILE:
                raise
            told = (
                f"{error.message}\nTo match a title, not a file of titles: "
                f"echo {shlex.quote(str(value))} | citeswatch match --explain"
            )
            raise click.BadParameter(told, ctx, param) from error


@click.command()
@click.argument("file", type=_TitlesFile("rb"), default="-")
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
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="What FILE holds [default: by its name: .jsonl, .parquet, .warc, .warc.gz, else "
    "a title a line].",
)
@click.option("--title", default="title", show_default=True, help=_FIELD)
@click.option("--description", default="description", show_default=True, help=_FIELD)
@click.option("--id", "own", default="id", show_default=True, help=_FIELD)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file, which appears when it is whole. Interrupted, the same "
    "command goes on where it stopped.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help="Processes that work side by side [default: one for each processor core "
    "for a large file, else one].",
)
@machines_options
def match(
    file: IO[bytes],
    on: datetime | None,
    explain: bool,
    as_lines: bool,
    *,
    form: str | None,
    title: str,
    description: str,
    own: str,
    output: Path | None,
    jobs: int | None,
    **cluster: Any,
) -> None:
    """Match titles, one per line of FILE or standard input, or a corpus of offers.

    Prints one JSON object per title, in the same order. A title that names no
    listed taxon has an empty list of matches. Of JSON Lines, Parquet and web archives
    the description is matched too.

    Example: echo "carved elefant ivory" | citeswatch match --explain
    """
    from crawler.corpora.whole_file import OutputError
    from crawler.species import SpeciesFileError

    machines = machines_of(jobs=jobs, **cluster)
    form = form or form_of(str(getattr(file, "name", "")))
    _say_what_is_slow()
    try:
        match_work.load()
    except SpeciesFileError as error:
        raise click.ClickException(str(error)) from error
    asked = Batch(
        *(1, [], 0, on.date() if on else None, explain),
        for_people=explain and not as_lines,
        form=form,
        names=Names(title, description, own),
    )
    try:
        with ExitStack() as stack:
            out, asked = _output(stack, output, file, asked)
            work = _work(
                stack, file, asked, done=out.done, jobs=jobs, machines=machines
            )
            _match_file(work, out, _size(file))
    except BrokenPipeError:
        # The reader has seen enough. Python would complain again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (CorpusError, OutputError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        name = output or file.name
        raise click.ClickException(f"{name}: {error.strerror or error}") from error


def _work(
    stack: ExitStack,
    file: IO[bytes],
    asked: Batch,
    *,
    done: int,
    jobs: int | None,
    machines: Address | None,
) -> Generator[tuple[Batch, Answers]]:
    """Give what answers the batches, here or on other machines."""
    from crawler.cores import in_order

    batches = match_work.batches(file, asked, done)
    if machines is None:
        processes = jobs or _jobs_for(_size(file))
        work = in_order(match_work.answer, batches, processes, match_work.load)
    else:
        client, in_order_on = reached(stack, machines)
        work = in_order_on(
            client,
            match_work.answer,
            batches,
            stamp=match_work.stamp,
            expected=match_work.stamp(asked),
        )
    stack.callback(work.close)
    return work


def _match_file(work: Generator[tuple[Batch, Answers]], out: Output, size: int) -> None:
    from crawler.cores import WorkerDied

    try:
        with _progress(size, to_file=isinstance(out, WholeFile)) as bar:
            for batch, answers in work:
                for text in answers.said:
                    click.echo(text, err=True)
                out.add(answers.printed, len(batch.lines))
                if bar is not None:
                    bar.update(batch.size)
        out.end()
    except WorkerDied as error:
        raise click.ClickException(f"{error}; {out.whole}") from error


class _Printed:
    """Answers that are printed as they come."""

    done = 0

    def add(self, data: bytes, records: int) -> None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        self.done += records

    def end(self) -> None:
        """All is printed."""

    @property
    def whole(self) -> str:
        return (
            f"the answers to the first {self.done} lines are whole, those from line "
            f"{self.done + 1} on are missing: run it again, with fewer --jobs if the "
            "memory was full"
        )


Output = _Printed | WholeFile


def _output(
    stack: ExitStack, output: Path | None, file: IO[bytes], asked: Batch
) -> tuple[Output, Batch]:
    """Give where answers go, and what is asked: work that goes on keeps its day."""
    if output is None:
        return _Printed(), asked
    told = {
        "input": _identity(file),
        "asked": json.loads(json.dumps(asked._asdict(), default=str)),
        "by": match_work.stamp(asked),
    }
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    out = WholeFile(output, told, {"day": today})
    stack.callback(out.close)
    day = asked.on or date.fromisoformat(out.kept["day"])
    return out, asked._replace(on=day)


def _identity(file: IO[bytes]) -> list[Any]:
    """Tell an input from another, or from itself when it was changed."""
    name = getattr(file, "name", None)
    path = Path(name) if isinstance(name, str) else None
    if path is None or not path.is_file():
        raise click.UsageError("--output needs FILE: standard input cannot go on")
    facts = path.stat()
    return [str(path.resolve()), facts.st_size, facts.st_mtime_ns]


def _size(file: IO[bytes]) -> int:
    """Give the bytes of a file, 0 for a stream whose end nobody knows."""
    name = getattr(file, "name", None)
    path = Path(name) if isinstance(name, str) else None
    return path.stat().st_size if path and path.is_file() else 0


def _jobs_for(size: int) -> int:
    from crawler.cores import cores

    return cores() if size >= _LARGE else 1


def _progress(size: int, *, to_file: bool) -> Any:
    """Give a progress bar where somebody watches a file's work."""
    beside = not to_file and sys.stdout.isatty()
    if not size or not sys.stderr.isatty() or beside:
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
