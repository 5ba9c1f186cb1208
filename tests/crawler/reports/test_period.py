from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reports.period import (
    PeriodError,
    monday_of,
    parse_period,
    week_of,
    weeks_between,
)

PERIODS = [
    ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ("2026-W45", date(2026, 11, 2), date(2026, 11, 8)),
    ("2026-w45", date(2026, 11, 2), date(2026, 11, 8)),
    ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
    ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
    ("2026-W45..2026-W48", date(2026, 11, 2), date(2026, 11, 29)),
    ("2026-11..2027-02", date(2026, 11, 1), date(2027, 2, 28)),
    ("2026-11-03..2026-11-03", date(2026, 11, 3), date(2026, 11, 3)),
    ("2025..2026-W01", date(2025, 1, 1), date(2026, 1, 4)),
]

NO_PERIODS = [
    ("", "is not a period"),
    ("last week", "is not a period"),
    ("2026-13", "not on the calendar"),
    ("2026-W60", "not on the calendar"),
    ("2025-W53", "not on the calendar"),
    ("2026-02-30", "not on the calendar"),
    ("0000", "not on the calendar"),
    ("٢٠٢٦", "is not a period"),
    ("2026..", "is not a period"),
    ("2026-W48..2026-W45", "ends before it begins"),
    ("../../etc", "is not a period"),
]


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_a_period_covers_whole_days(text: str, first: date, last: date) -> None:
    period = parse_period(text)
    assert (period.first, period.last) == (first, last)
    assert not period.is_all


def test_all_is_open_until_the_store_fills_it() -> None:
    period = parse_period("ALL")
    assert period.is_all
    filled = period.between(date(2026, 1, 5), date(2026, 2, 1))
    assert (filled.text, filled.first, filled.last) == (
        "all",
        date(2026, 1, 5),
        date(2026, 2, 1),
    )


@pytest.mark.parametrize(("text", "complaint"), NO_PERIODS)
def test_what_is_no_period_is_refused_with_its_reason(
    text: str, complaint: str
) -> None:
    with pytest.raises(PeriodError, match=complaint):
        parse_period(text)


@given(st.text(max_size=30))
def test_any_text_gives_a_period_or_a_clear_refusal(text: str) -> None:
    try:
        period = parse_period(text)
    except PeriodError as error:
        assert str(error)
    else:
        assert period.is_all or period.first <= period.last  # type: ignore[operator]


@given(st.dates(min_value=date(1, 1, 8)))
def test_a_day_lies_in_its_week(day: date) -> None:
    assert 0 <= (day - monday_of(week_of(day))).days < 7


def test_weeks_run_across_the_turn_of_the_year() -> None:
    weeks = weeks_between(date(2026, 12, 24), date(2027, 1, 5))
    assert weeks == ["2026-W52", "2026-W53", "2027-W01"]


def test_a_span_that_ends_before_it_begins_has_no_weeks() -> None:
    assert weeks_between(date(2026, 12, 24), date(2026, 12, 10)) == []
