"""When a site asks us to come again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.middlewares.come_later import LONGEST_KNOWN, seconds_asked

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", 0),
        ("Thu, 26 Nov 2026 02:10:00 GMT", 600),
        ("Thu, 26 Nov 2026 01:00:00 GMT", 0),
        ("Thu, 26 Nov 2026 02:10:00", 600),
        ("99999999999999999", LONGEST_KNOWN),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
    ],
)
def test_the_header_is_read(header: str, seconds: float) -> None:
    response = Response("https://x.example", headers={"Retry-After": header})
    assert seconds_asked(response, NOW) == seconds


@given(st.binary(max_size=60))
def test_any_header_gives_a_time_that_can_be_waited(header: bytes) -> None:
    response = Response("https://x.example", headers={"Retry-After": header})
    assert 0 <= seconds_asked(response, NOW) <= LONGEST_KNOWN
