"""The demo's calendar: which day each of its weeks is shown on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Calendar:
    """The day of each week so far; a later week follows seven days apart.

    It begins in the past and ends today; weeks that are lived through after that
    are ahead of today, so that each has a week of its own in reports.
    """

    days: tuple[date, ...]

    @classmethod
    def ending(cls, today: date, weeks: int) -> Calendar:
        """Lay out *weeks* days, seven days apart, the last of them *today*."""
        return cls(tuple(today - WEEK * back for back in range(weeks - 1, -1, -1)))

    @classmethod
    def of(cls, days: Iterable[date]) -> Calendar:
        """Make a calendar of the given days, oldest first.

        Raises:
            ValueError: there is no day, or they do not follow one another.
        """
        ordered = tuple(days)
        if not ordered or list(ordered) != sorted(ordered):
            raise ValueError("a demo calendar needs one or more days, oldest first")
        return cls(ordered)

    def day(self, week: int) -> date:
        """Give the day on which *week* is shown."""
        if week < len(self.days):
            return self.days[week]
        return self.days[-1] + WEEK * (week - len(self.days) + 1)

    def with_day(self, week: int, day: date) -> Calendar:
        """Give the calendar in which *week*, the next one, is shown on *day*."""
        known = tuple(self.day(number) for number in range(week))
        return Calendar.of((*known, day))
