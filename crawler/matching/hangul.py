"""Hangul syllables of which the letters are written one by one: `ㅅㅏㅇㅇㅏ`, `웅ㄷㅏㅁ`.

How letters make a syllable, and their numbers, is in chapter 3.12 of the Unicode Standard.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LOOSE = re.compile("(?:[가-힣][ㄱ-ㅎ]?)?[ㄱ-ㅎ](?=[ㅏ-ㅣ])[ㄱ-ㅎㅏ-ㅣ가-힣]*")
"""Letters that make syllables, with those around them; laughter (`ㅋㅋㅋ`) makes none.

A bounded beginning, or a long laughter would be looked through from each of its letters.
"""
_FIRST, _OF_A_VOWEL = ord("가"), 28
_ENDS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"


def syllables(run: str) -> Iterator[tuple[str, int]]:
    """Put loose letters together; gives each syllable, and where in *run* it begins.

    A consonant before a vowel begins a syllable, any other ends the open one before it.
    """
    syllable, place, at = "", 0, 0
    while at < len(run):
        letter, vowel = run[at], run[at + 1 : at + 2]
        begins = "ㄱ" <= letter <= "ㅎ" and "ㅏ" <= vowel <= "ㅣ"
        if not begins and _is_open(syllable) and letter in _ENDS:
            syllable = chr(ord(syllable) + _ENDS.index(letter))
        else:
            if syllable:
                yield syllable, place
            place = at
            syllable = unicodedata.normalize("NFKC", letter + vowel * begins)
        at += 1 + begins
    if syllable:
        yield syllable, place


def is_loose(letter: str) -> bool:
    """Say whether a letter is one of a syllable, and none by itself."""
    return "ㄱ" <= letter <= "ㅣ"


def _is_open(syllable: str) -> bool:
    """Say whether a syllable ends with its vowel."""
    whole = len(syllable) == 1 and "가" <= syllable <= "힣"
    return whole and not (ord(syllable) - _FIRST) % _OF_A_VOWEL
