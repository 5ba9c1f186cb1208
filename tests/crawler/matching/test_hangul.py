"""Hangul syllables taken apart into their letters, as sellers hide a word."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.matching.folding import fold
from crawler.matching.matcher import Matcher

ON = date(2026, 11, 1)
FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
LAST = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3))


def apart(text: str) -> str:
    """Write each syllable as its two or three letters."""
    found = ""
    for letter in text:
        first, rest = divmod(ord(letter) - 0xAC00, 21 * 28)
        vowel, last = divmod(rest, 28)
        found += FIRST[first] + chr(ord("ㅏ") + vowel) + LAST[last]
    return found


@given(SYLLABLES.filter(bool))
def test_letters_make_the_syllables_that_they_were(text: str) -> None:
    assert fold(apart(text)).text == fold(text).text


@given(SYLLABLES.filter(bool))
def test_each_syllable_stands_where_its_letters_are(text: str) -> None:
    folded = fold(apart(text))
    stretches = [folded.span(place, place + 1) for place in range(len(text))]
    written = [folded.source[start:end] for start, end in stretches]
    assert written == [apart(letter) for letter in text]


@pytest.mark.parametrize(
    ("title", "taxon", "words"),
    [
        ("ㅅㅏㅇㅇㅏ 조각 골동", "Elephas maximus", "ㅅㅏㅇㅇㅏ 조각"),
        ("사ㅇㅇㅏ 조각 골동", "Elephas maximus", "사ㅇㅇㅏ 조각"),
        ("웅ㄷㅏㅁ 분말 진품", "Ursidae", "웅ㄷㅏㅁ 분말"),
        ("ㅊㅓㄴㅅㅏㄴㄱㅏㅂ 비늘", "Manis", "ㅊㅓㄴㅅㅏㄴㄱㅏㅂ 비늘"),
        ("호랑2 가죽 진품", "Panthera tigris", "호랑2 가죽"),
        ("4향 원료", "Moschus", "4향"),
    ],
)
def test_a_name_in_loose_letters_is_found_where_it_stands(
    matcher: Matcher, title: str, taxon: str, words: str
) -> None:
    found = {
        match.taxon: match.matched_text
        for match in matcher.match(title, on=ON)
        if match.offer != "unlikely"
    }
    assert words.startswith(found[taxon])


@pytest.mark.parametrize("title", ["앵무새장 2층", "사자 4마리 인형", "4자 교정기"])
def test_a_number_is_no_syllable(matcher: Matcher, title: str) -> None:
    matches = matcher.match(title, on=ON)
    assert not {match.taxon for match in matches if match.offer != "unlikely"}


@pytest.mark.parametrize("text", ["ㅋㅋㅋ 급처", "ㅠㅠ 눈물", "ㅇㅋ 가능"])
def test_laughter_and_tears_are_no_syllables(text: str) -> None:
    assert len(fold(text).text) == len(text)
