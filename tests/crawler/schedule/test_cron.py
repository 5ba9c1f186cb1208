"""Cron expressions, as crontab(5) means them and as systemd reads ours."""

import re
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule.cron import CronError, due_between, next_due, read_cron

THURSDAY = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
SYSTEMD = shutil.which("systemd-analyze")


@pytest.mark.parametrize(
    ("expression", "zone", "due"),
    [
        ("30 2 * * *", "UTC", "2026-11-26T02:30"),
        ("30 2 * * *", "Africa/Nairobi", "2026-11-26T23:30"),
        ("30 2 * * *", "Asia/Kathmandu", "2026-11-26T20:45"),
        ("*/20 * * * *", "UTC", "2026-11-26T01:20"),
        ("0 6 * * 0", "UTC", "2026-11-29T06:00"),  # 0 is Sunday, as in crontab(5)
        ("0 6 * * 7", "UTC", "2026-11-29T06:00"),
        ("0 6 * * mon", "UTC", "2026-11-30T06:00"),
        ("0 6 * * 1-5", "UTC", "2026-11-26T06:00"),
        ("0 6 * * 6,7", "UTC", "2026-11-28T06:00"),
        ("15 4 1,15 * *", "UTC", "2026-12-01T04:15"),
        ("0 0 29 2 *", "UTC", "2028-02-29T00:00"),
        ("5/30 3 * * *", "UTC", "2026-11-26T03:05"),
        ("@weekly", "UTC", "2026-11-29T00:00"),
        # The night on which half past two does not come: the next night's.
        ("30 2 * 3 sun", "Europe/Berlin", "2027-03-07T01:30"),
    ],
)
def test_an_expression_is_due(expression: str, zone: str, due: str) -> None:
    coming = next_due(read_cron(expression), zone, THURSDAY)
    assert coming is not None
    assert coming == datetime.fromisoformat(f"{due}:00+00:00")


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("30 2 * *", "has 4 fields; five are needed"),
        ("60 2 * * *", "minute: '60' is no number from 0 to 59"),
        ("0 24 * * *", "hour: '24' is no number from 0 to 23"),
        ("0 0 0 * *", "day: '0' is no number from 1 to 31"),
        ("0 0 * * someday", "day of the week: 'someday' is no number from 0 to 7"),
        ("*/0 * * * *", "the step after / is no number above 0"),
        ("0 5-2 * * *", "hour: '5-2': the end comes before the beginning"),
        ("0 0 1 * 1", "keep one, or write two schedules"),
        ("0 0 31 2 *", "never comes: there is no such day"),
        ("٣ 2 * * *", "minute: '٣' is no number"),
        ("", "has 0 fields"),
    ],
)
def test_what_is_no_expression_is_told_with_the_part(
    expression: str, said: str
) -> None:
    with pytest.raises(CronError) as caught:
        read_cron(expression)
    assert said in str(caught.value)


def test_due_times_between_two_moments_are_each_given_once() -> None:
    until = datetime(2026, 11, 29, 2, 30, tzinfo=UTC)
    due = due_between(read_cron("30 2 * * *"), "UTC", THURSDAY, until)
    assert [f"{moment:%d %H:%M}" for moment in due] == [
        *("26 02:30", "27 02:30", "28 02:30", "29 02:30")
    ]


@given(st.lists(st.text("0123456789*/,-abc ", max_size=8), max_size=6).map(" ".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        cron = read_cron(text)
    except CronError:
        return
    assert next_due(cron, "UTC", THURSDAY) is not None


@pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("zone", ["UTC", "Africa/Nairobi", "America/Sao_Paulo"])
@pytest.mark.parametrize(
    "expression",
    ["30 2 * * *", "*/20 * * * *", "0 6 * * 0", "0 6 * * 1-5", "15 4 1,15 * *"],
)
def test_systemd_comes_to_the_same_times(expression: str, zone: str) -> None:
    cron = read_cron(expression)
    command = [
        *(str(SYSTEMD), "calendar", "--iterations=3"),
        *(f"--base-time={THURSDAY:%Y-%m-%d %H:%M:%S} UTC", cron.on_calendar(zone)),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, env={"TZ": "UTC"}, check=True
    )
    theirs = re.findall(r": \w{3} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", done.stdout)
    ours, moment = [], THURSDAY
    for _ in range(3):
        moment = next_due(cron, zone, moment) or moment
        ours.append(f"{moment:%Y-%m-%d %H:%M:%S}")
    assert theirs[-3:] == ours
