"""Dates as marketplaces write them, read in their own order, language and zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import DateReader

SEEN = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)  # 14:30 in Paris

PAST = [
    ("2026-11-12", "fr", "DMY", "2026-11-12"),
    ("2026-11-12T10:00:00Z", "fr", "DMY", "2026-11-12T10:00:00Z"),
    ("2026-11-12T10:00:00+01:00", "fr", "DMY", "2026-11-12T09:00:00Z"),
    ("2026-11-12 10:00", "fr", "DMY", "2026-11-12T09:00:00Z"),
    ("12.11.2026", "de", "DMY", "2026-11-12"),
    ("12/11/2026", "en", "DMY", "2026-11-12"),
    ("11/12/2026", "en", "MDY", "2026-11-12"),
    ("11/02/2026", "en", "MDY", "2026-11-02"),
    ("2026/11/12", "ja", "MDY", "2026-11-12"),
    ("12-11-26", "nl", "DMY", "2026-11-12"),
    ("12.11.2026 18:05", "de", "DMY", "2026-11-12T17:05:00Z"),
    ("12.11.2026, 18:05 Uhr", "de", "DMY", "2026-11-12T17:05:00Z"),
    ("1794477600", "en", "DMY", "2026-11-12T10:00:00Z"),
    ("Thu, 12 Nov 2026 10:00:00 GMT", "en", "DMY", "2026-11-12T10:00:00Z"),
    ("2 hours ago", "en", "DMY", "2026-11-20T11:30:00Z"),
    ("il y a 2 heures", "fr", "DMY", "2026-11-20T11:30:00Z"),
    ("hier", "fr", "DMY", "2026-11-19"),
    ("gestern, 12:30", "de", "DMY", "2026-11-19T11:30:00Z"),
    ("hace 3 días", "es", "DMY", "2026-11-17"),
    ("2 jam yang lalu", "id", "DMY", "2026-11-20T11:30:00Z"),
    ("12 novembre", "fr", "DMY", "2026-11-12"),
    ("24 Dezember", "de", "DMY", "2025-12-24"),
    ("12 Nov 2026", "en", "DMY", "2026-11-12"),
    ("Nov 12, 2026", "en", "MDY", "2026-11-12"),
    ("today", "en", "DMY", "2026-11-20"),
]  # fmt: skip

UNREAD = [
    "",
    "May",
    "Monday",
    "2026",
    "May 2024",
    "1 month ago",
    "2 weeks ago",
    "soon",
    "31.02.2026",
    "32/13/2026",
    "2026-13-45",
    "2026-11-12Tnonsense",
    "12.11.1802",
    "21.11.2027",
    "9" * 200,
    "99999999999",
    "\x00",
]


def reader(language: str = "fr", order: str = "DMY") -> DateReader:
    return DateReader((language,), order, "Europe/Paris")


@pytest.mark.parametrize(("text", "language", "order", "read"), PAST)
def test_a_date_is_read_in_the_marketplaces_own_manner(
    text: str, language: str, order: str, read: str
) -> None:
    assert reader(language, order).read_past(text, SEEN) == read


@pytest.mark.parametrize("text", UNREAD)
def test_what_names_no_certain_past_day_is_left_unread(text: str) -> None:
    assert reader("en").read_past(text, SEEN) == ""


def test_an_end_may_lie_ahead_or_behind() -> None:
    assert reader().read_future("12.12.2026", SEEN) == "2026-12-12"
    assert reader().read_future("12.10.2026", SEEN) == "2026-10-12"
    assert reader("en").read_future("in 3 days", SEEN) == "2026-11-23"


def test_yesterday_is_yesterday_in_the_marketplaces_zone() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # already the 21st in Paris
    assert reader().read_past("hier", late) == "2026-11-20"


def test_a_language_that_is_not_known_falls_back_to_english() -> None:
    odd = DateReader(("tlh", "zh-Hant-TW"), "YMD", "Asia/Taipei")
    assert odd.read_past("2 hours ago", SEEN) == "2026-11-20T11:30:00Z"


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    for read in (reader("en").read_past, reader("en").read_future):
        found = read(text, SEEN)
        assert found == "" or 1995 <= int(found[:4]) <= 2200


@given(st.dates(date(1996, 1, 1), date(2026, 11, 20)))
def test_a_numeric_date_is_read_in_its_order(day: date) -> None:
    iso = day.isoformat()
    assert reader("en", "DMY").read_past(f"{day:%d.%m.%Y}", SEEN) == iso
    assert reader("en", "MDY").read_past(f"{day:%m/%d/%Y}", SEEN) == iso
    assert reader("en", "YMD").read_past(f"{day:%Y-%m-%d}", SEEN) == iso


@given(st.datetimes(datetime(1996, 1, 1), datetime(2026, 11, 20)))
def test_an_iso_time_keeps_its_instant(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    for shift in (timedelta(0), timedelta(hours=9)):
        text = (moment.astimezone(UTC) + shift).strftime("%Y-%m-%dT%H:%M:%S")
        zone = "Z" if not shift else "+09:00"
        read = reader().read_past(text + zone, SEEN)
        assert read == moment.strftime("%Y-%m-%dT%H:%M:%SZ")
