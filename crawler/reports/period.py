"""The period of a report: a year, a month, an ISO week, a day, or a range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

EXAMPLES = "2026, 2026-11, 2026-W45, 2026-11-24, 2026-W45..2026-W48 or all"


class PeriodError(ValueError):
    """The text names no period; the message says what would."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole UTC days, both ends inclusive; None is open.

    `text` is what the user asked for and names the report.
    """

    text: str
    first: date | None
    last: date | None

    @property
    def is_all(self) -> bool:
        """Whether the period is everything in the store."""
        return self.first is None or self.last is None

    def between(self, first: date, last: date) -> Period:
        """Fill the open ends of the period with *first* and *last*."""
        return Period(self.text, self.first or first, self.last or last)


def parse_period(text: str) -> Period:
    """Read a period such as `2026-W45..2026-W48`.

    Raises:
        PeriodError: *text* is no period, or ends before it begins.
    """
    text = text.strip()
    if text.casefold() == "all":
        return Period("all", None, None)
    begin, dots, end = text.partition("..")
    first = _span(begin)[0]
    last = _span(end)[1] if dots else _span(begin)[1]
    if last < first:
        raise PeriodError(f"the period {text} ends before it begins")
    return Period(text.upper(), first, last)


def week_of(day: date) -> str:
    """Name the ISO 8601 week of *day*, for example `2026-W48`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def monday_of(week: str) -> date:
    """Give the first day of an ISO week."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def weeks_between(first: date, last: date) -> list[str]:
    """List the ISO weeks that hold the days from *first* to *last*."""
    monday = first - timedelta(days=first.weekday())
    count = (last - monday).days // 7 + 1
    return [week_of(monday + timedelta(weeks=n)) for n in range(max(count, 0))]


def _span(text: str) -> tuple[date, date]:
    """Give the first and the last day that *text* names."""
    asked, text = text.strip(), text.strip().upper()
    try:
        if re.fullmatch(r"\d{4}", text, re.ASCII):
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            return _month(int(text[:4]), int(text[5:]))
        if re.fullmatch(r"\d{4}-W\d{2}", text, re.ASCII):
            monday = monday_of(text)
            return monday, monday + timedelta(days=6)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            day = date.fromisoformat(text)
            return day, day
    except (ValueError, OverflowError) as error:
        raise PeriodError(f"{asked!r} is not on the calendar: {error}") from error
    raise PeriodError(f"{asked!r} is not a period; write for example {EXAMPLES}")


def _month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return first, following - timedelta(days=1)
