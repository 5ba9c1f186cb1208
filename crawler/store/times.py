"""Times as the database keeps them: UTC, ISO 8601, to the second, ending in Z.

One spelling, so that the order of the texts is the order of the times.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from time import monotonic

Clock = Callable[[], datetime]
"""Gives the time now, in UTC."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def utc_text(moment: datetime) -> str:
    """Spell *moment*; a time without a zone is taken as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return _spell(moment if moment.tzinfo is UTC else moment.astimezone(UTC))


@lru_cache(maxsize=64)
def _spell(moment: datetime) -> str:
    """Spell a time in UTC: the listings of a page have one."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def date_or_time_text(text: str) -> str:
    """Spell an ISO 8601 date or time our way; other text comes back unchanged."""
    if not text or _DATE.fullmatch(text):
        return text
    try:
        return utc_text(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return text


def has_passed(text: str, now: str) -> bool:
    """Whether the published end *text* lies before *now* (as `utc_text` gives).

    A date without a time ends with its day. Text that is no date never passes.
    """
    if not text:
        return False
    if _DATE.fullmatch(text):
        return f"{text}T23:59:59Z" < now
    return bool(_DATE.match(text)) and text <= now


def date_text(day: date | None) -> str | None:
    """Spell a date, None for an open end."""
    return None if day is None else day.isoformat()


def clock_from(start: str) -> Clock:
    """Give a clock that starts now at the ISO 8601 time *start* ("": the real one).

    Raises:
        ValueError: *start* is no ISO 8601 time.
    """
    if not start:
        return lambda: datetime.now(UTC)
    zero, began = datetime.fromisoformat(start), monotonic()
    if zero.tzinfo is None:
        zero = zero.replace(tzinfo=UTC)
    return lambda: zero + timedelta(seconds=monotonic() - began)
