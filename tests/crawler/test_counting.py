"""A number and its noun agree."""

import pytest

from crawler.counting import counted, counted_or_none


@pytest.mark.parametrize(
    ("number", "told", "or_none"),
    [
        (0, "0 offers", "no offers"),
        (1, "1 offer", "1 offer"),
        (2, "2 offers", "2 offers"),
        (1200, "1,200 offers", "1,200 offers"),
    ],
)
def test_one_has_no_s(number: int, told: str, or_none: str) -> None:
    assert counted(number, "offer") == told
    assert counted_or_none(number, "offer") == or_none
