"""Patterns of a marketplace's file meet addresses that a site wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.linear_patterns import PatternFault, compile_pattern

# Each keeps Python's own engine busy for longer than any crawl lasts.
CATASTROPHES = [
    ("(a+)+$", "a" * 2000 + "!"),
    ("(a|aa)+$", "a" * 2000 + "!"),
    ("(.*)*x", "b" * 2000),
    (".*.*.*.*.*=", "b" * 2000),
    (r"(\d+-?)+/item", "1" * 2000),
]


@pytest.mark.parametrize(("pattern", "text"), CATASTROPHES)
def test_no_address_keeps_a_pattern_busy(pattern: str, text: str) -> None:
    assert compile_pattern(pattern).search(text) is None


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(?=a)", "is no regular expression: invalid perl operator"),
        (r"(a)\1", "is no regular expression: invalid escape sequence"),
        ("(a", r"is no regular expression: missing \)"),
        ("a{100000}", "is no regular expression: invalid repetition size"),
    ],
)
def test_what_cannot_be_matched_in_linear_time_is_refused(
    pattern: str, said: str
) -> None:
    with pytest.raises(PatternFault, match=said):
        compile_pattern(pattern)


@given(st.text(max_size=40))
def test_any_text_is_a_pattern_or_a_fault(written: str) -> None:
    try:
        compile_pattern(written).search("https://shop.example/item/1")
    except PatternFault as fault:
        assert "is no regular expression" in str(fault)


def test_groups_are_given_as_text() -> None:
    found = compile_pattern(r"/(ü\w*)/(\d+)").search("https://x.example/über/77")
    assert found.groups() == ("über", "77")
