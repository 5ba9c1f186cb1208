"""Cron expressions: read, explained to systemd, and turned into due times.

The five fields are minute, hour, day of the month, month and day of the week, as in
crontab(5). Weekdays are numbered from Sunday = 0 = 7, as there; APScheduler numbers
them from Monday, so they are handed to it by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
}
FIELDS = {
    "minute": (0, 59),
    "hour": (0, 23),
    "day": (1, 31),
    "month": (1, 12),
    "day of the week": (0, 7),
}
MOST_DUE = 10_000


class CronError(ValueError):
    """A cron expression that cannot be used; the text says which part and why."""


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression, each field as the numbers it stands for; None: any."""

    minutes: tuple[int, ...] | None
    hours: tuple[int, ...] | None
    days: tuple[int, ...] | None
    months: tuple[int, ...] | None
    weekdays: tuple[int, ...] | None

    def trigger(self, zone: str) -> CronTrigger:
        """Give APScheduler's trigger in the IANA time zone *zone*."""
        return CronTrigger(
            minute=_listed(self.minutes),
            hour=_listed(self.hours),
            day=_listed(self.days),
            month=_listed(self.months),
            day_of_week=_named(self.weekdays) or "*",
            timezone=zone,
        )

    def on_calendar(self, zone: str) -> str:
        """Give the same for `OnCalendar=` of a systemd timer."""
        weekdays = _named(self.weekdays).title()
        date = f"*-{_listed(self.months)}-{_listed(self.days)}"
        time = f"{_listed(self.hours)}:{_listed(self.minutes)}:00"
        return " ".join(part for part in (weekdays, date, time, zone) if part)


def read_cron(expression: str) -> Cron:
    """Read a cron expression.

    Raises:
        CronError: it is none.
    """
    words = MACROS.get(expression.strip(), expression).split()
    if len(words) != len(FIELDS):
        raise CronError(
            f"{expression!r} has {len(words)} fields; five are needed: minute, hour, "
            'day, month, day of the week, for example "30 2 * * *"'
        )
    read = [
        _field(word, name, *bounds)
        for word, (name, bounds) in zip(words, FIELDS.items(), strict=True)
    ]
    minutes, hours, days, months, weekdays = read
    if days and weekdays:
        raise CronError(
            f"{expression!r} names days of the month and of the week; cron reads that "
            "as either, systemd as both: keep one, or write two schedules"
        )
    if weekdays:
        weekdays = tuple(sorted({number % 7 for number in weekdays}))
    cron = Cron(minutes, hours, days, months, weekdays)
    if next_due(cron, "UTC", datetime(2026, 1, 1, tzinfo=UTC)) is None:
        raise CronError(f"{expression!r} never comes: there is no such day")
    return cron


def next_due(cron: Cron, zone: str, after: datetime) -> datetime | None:
    """Give the first due time after *after*, UTC; None: there is none."""
    moment = after.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
    due: datetime | None = cron.trigger(zone).get_next_fire_time(None, moment)
    return due.astimezone(UTC) if due else None


def due_between(
    cron: Cron, zone: str, after: datetime, until: datetime
) -> list[datetime]:
    """List the due times after *after* up to *until*, UTC, the last 10,000 at most."""
    found: list[datetime] = []
    due = next_due(cron, zone, after)
    while due is not None and due <= until:
        found.append(due)
        due = next_due(cron, zone, due)
        if len(found) > 2 * MOST_DUE:
            del found[:MOST_DUE]
    return found[-MOST_DUE:]


def _field(word: str, name: str, low: int, high: int) -> tuple[int, ...] | None:
    numbers: set[int] = set()
    for part in word.split(","):
        span, slash, step = part.partition("/")
        first, last = _span(span, name, low, high)
        if slash and "-" not in span and span != "*":
            last = high
        if slash and not (step.isdecimal() and int(step) > 0):
            raise CronError(f"{name}: {part!r}: the step after / is no number above 0")
        numbers.update(range(first, last + 1, int(step) if slash else 1))
    full = numbers >= set(range(low, high + 1)) - ({7} if high == 7 else set())
    return None if full else tuple(sorted(numbers))


def _span(span: str, name: str, low: int, high: int) -> tuple[int, int]:
    if span == "*":
        return low, high
    first, dash, last = span.partition("-")
    start = _number(first, name, low, high)
    end = _number(last, name, low, high) if dash else start
    if end < start:
        raise CronError(f"{name}: {span!r}: the end comes before the beginning")
    return start, end


def _number(word: str, name: str, low: int, high: int) -> int:
    names = {"month": MONTHS, "day of the week": WEEKDAYS}.get(name, ())
    if word.lower() in names:
        return names.index(word.lower()) + low
    if not (word.isascii() and word.isdecimal() and low <= int(word) <= high):
        raise CronError(f"{name}: {word!r} is no number from {low} to {high}")
    return int(word)


def _listed(numbers: tuple[int, ...] | None) -> str:
    return "*" if numbers is None else ",".join(f"{number:02}" for number in numbers)


def _named(weekdays: tuple[int, ...] | None) -> str:
    if weekdays is None:
        return ""
    return ",".join(WEEKDAYS[number] for number in weekdays)
