"""The explanation of a title, for people: what was seen, and what each word did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crawler.cli.terminal_text import printable

if TYPE_CHECKING:
    from crawler.matching.match import Assessment, Match, Step

_MARKS = {"name": "=", "read": "=", "spelling": "=", "supports": "+", "doubts": "-"}
_KEY = "= name, + raises, - lowers"
_NOTHING = "Nothing in it names a listed taxon."
_SHOWN_MATCHES = 5


def explained(title: str, assessment: Assessment) -> Iterator[str]:
    """Give the lines that explain the judgement on a title."""
    yield printable(title) or "(no text)"
    if not assessment.matches:
        yield f"  {_NOTHING}"
        yield ""
        return
    appendix = (
        f"Appendix {assessment.appendix}" if assessment.appendix else "no Appendix"
    )
    yield f"  {assessment.offer} offer, {assessment.priority} priority, {appendix}"
    for match in assessment.matches[:_SHOWN_MATCHES]:
        yield ""
        yield from _match_lines(title, match)
    if len(assessment.matches) > _SHOWN_MATCHES:
        more = len(assessment.matches) - _SHOWN_MATCHES
        yield f"  and {more} more, which --json tells"
    yield ""


def _match_lines(title: str, match: Match) -> Iterator[str]:
    yield f"  {printable(match.taxon)} ({match.rank}): {match.offer}, {match.score:g}"
    if match.field == "title" and printable(title) == title:
        yield f"    {title}"
        yield f"    {_marks(title, match.explanation)}   {_KEY}"
    for step in match.explanation:
        yield from _step_lines(step)


def _marks(title: str, steps: tuple[Step, ...]) -> str:
    """Mark below each character what it did; wide ones get two marks."""
    from rich.cells import cell_len

    marks = [" "] * len(title)
    for kind in ("doubts", "supports", "name"):  # a name's mark covers the others
        for step in steps:
            if step.kind == kind and step.start >= 0:
                marks[step.start : step.end] = _MARKS[kind] * (step.end - step.start)
    return "".join(
        mark * cell_len(letter) for mark, letter in zip(marks, title, strict=True)
    ).rstrip()


def _step_lines(step: Step) -> Iterator[str]:
    points = f"{step.points:+g}" if step.points else ""
    if step.kind == "verdict":
        points = "="
    words = f'"{printable(step.words)}" ' if step.words else ""
    where = f"({step.start}-{step.end}) " if step.start >= 0 else ""
    yield f"    {points:>6}  {words}{where}{printable(step.reason)}"
    row = ", ".join(
        text
        for text in (printable(step.rule), step.source and f"source {step.source}")
        if text
    )
    if row:
        yield f"            {row}"
