"""Reading a published date in the marketplace's own order, language and time zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from dateparser.date import DateDataParser
from dateparser.languages.loader import default_loader

EARLIEST = date(1995, 1, 1)  # before this nothing was offered on the web
LONGEST = 80
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)
_NUMERIC = re.compile(
    r"(\d{1,4})[./\-](\d{1,2})[./\-](\d{1,4})\.?(?:,?\s+(?:\D{0,3}\s)?(\d{1,2}):(\d{2})(?::\d{2})?)?",
    re.ASCII,
)
_UNIX = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)
_RFC_2822 = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}")
# dateparser also tells these spans, but they do not name a day.
_VAGUE = frozenset(("week", "month", "year"))


class DateReader:
    """Reads the dates of one marketplace; each reading never raises.

    The result is an ISO 8601 date, or a UTC time when a time was published, or ""
    when the text names no day for certain.
    """

    def __init__(
        self, languages: tuple[str, ...], date_order: str, timezone: str
    ) -> None:
        self.languages = _known_languages(languages)
        self.date_order = date_order
        self.zone = ZoneInfo(timezone)
        self.timezone = timezone

    def read_past(self, text: str, seen_at: datetime) -> str:
        """Read when something was, as seen at *seen_at*; a later day is no reading."""
        moment = self._read(text, seen_at, "past")
        if not moment or _day(moment) > (seen_at + timedelta(days=1)).date():
            return ""
        return _text(moment)

    def read_future(self, text: str, seen_at: datetime) -> str:
        """Read when something ends; it may also have ended."""
        moment = self._read(text, seen_at, "future")
        return _text(moment) if moment else ""

    def _read(
        self, text: str, seen_at: datetime, prefer: str
    ) -> datetime | date | None:
        text = text.strip()
        if not text or len(text) > LONGEST:
            return None
        try:
            moment = self._exact(text) or self._in_words(text, seen_at, prefer)
            if moment is None or not EARLIEST <= _day(moment) <= date(2200, 1, 1):
                return None
        except (ValueError, OverflowError, RecursionError):
            return None
        return moment

    def _exact(self, text: str) -> datetime | date | None:
        """Read spellings that leave nothing to guess, without dateparser."""
        if _ISO.fullmatch(text):
            if len(text) == 10:
                return date.fromisoformat(text)
            return self._zoned(datetime.fromisoformat(text))
        if found := _NUMERIC.fullmatch(text):
            return self._numeric(found)
        if _UNIX.fullmatch(text):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        if _RFC_2822.match(text):
            return self._zoned(parsedate_to_datetime(text))
        return None

    def _numeric(self, found: re.Match[str]) -> datetime | date:
        first, second, third = (int(part) for part in found.group(1, 2, 3))
        order = "YMD" if len(found[1]) == 4 else self.date_order
        year, month, day = {
            "DMY": (third, second, first),
            "MDY": (third, first, second),
            "YMD": (first, second, third),
        }[order]
        read = date(year + 2000 if year < 100 else year, month, day)
        if found[4] is None:
            return read
        moment = datetime(read.year, read.month, read.day, int(found[4]), int(found[5]))
        return self._zoned(moment)

    def _in_words(
        self, text: str, seen_at: datetime, prefer: str
    ) -> datetime | date | None:
        # To the minute, so that a page of "2 hours ago" is read once.
        base = seen_at.astimezone(self.zone).replace(second=0, microsecond=0)
        manner = _Manner(self.languages, self.date_order, self.timezone, prefer)
        return _words(text, base.replace(tzinfo=None), manner)

    def _zoned(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)


class _Manner(NamedTuple):
    languages: tuple[str, ...]
    date_order: str
    timezone: str
    prefer: str


@lru_cache(maxsize=8192)
def _words(text: str, base: datetime, manner: _Manner) -> datetime | date | None:
    read = _parser(base, manner).get_date_data(text)
    if read.date_obj is None or read.period in _VAGUE:
        return None
    moment: datetime = read.date_obj
    return moment if read.period == "time" else moment.date()


@lru_cache(maxsize=64)
def _parser(base: datetime, manner: _Manner) -> Any:
    return DateDataParser(
        languages=list(manner.languages),
        settings={
            "DATE_ORDER": manner.date_order,
            "PREFER_LOCALE_DATE_ORDER": False,
            "RELATIVE_BASE": base,
            "TIMEZONE": manner.timezone,
            "RETURN_AS_TIMEZONE_AWARE": True,
            "RETURN_TIME_AS_PERIOD": True,
            "PREFER_DATES_FROM": manner.prefer,
            "REQUIRE_PARTS": ["day", "month"],
        },
    )


def _known_languages(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Give the marketplace's languages that dateparser knows, and English last."""
    known = set(default_loader.get_locale_map())
    tried = (name for one in languages for name in (one, one.partition("-")[0]))
    return tuple(dict.fromkeys([*(one for one in tried if one in known), "en"]))


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _text(moment: datetime | date) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()
