"""Reads a text for how goods are sent and where to: words of 19 languages, country names.

A way that is not told is not told: nothing is guessed from the kind of goods.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

WORDS = Path(__file__).with_name("words.csv")
METHODS = ("post", "courier", "hand", "freight", "concealed")
REACHES = ("worldwide", "domestic")
LANGUAGES = (
    *("en", "fr", "es", "pt", "de", "it", "nl", "pl", "ru", "uk"),
    *("zh_Hans", "zh_Hant", "ja", "ko", "th", "vi", "id", "ar", "tr", "hi"),
)
_NO_COUNTRY = {"EU", "EZ", "UN", "ZZ"}
_SHORTEST_NAME = 4
"""Latin letters of a country's name: Chad, Iran, Cuba; shorter ones are words."""
_WORDS_TOO = {"jersey", "georgia", "turkey", "chile", "china", "guinea", "niger", "man"}
"""Names of countries that are goods or other places: left out in running text."""


@dataclass(frozen=True)
class Shipping:
    """What a text says of sending: methods, ISO 3166-1 alpha-2 countries, the reach."""

    methods: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    reach: str = ""


def read_shipping(text: str) -> Shipping:
    """Read *text*, such as published shipping terms; the order is that of METHODS."""
    folded = _fold(text)
    told = {meaning for meaning, _ in _hits(folded, *_words())}
    countries = {code for code, _ in _hits(folded, *_countries())}
    reach = next((reach for reach in REACHES if reach in told), "")
    methods = tuple(method for method in METHODS if method in told)
    return Shipping(methods, tuple(sorted(countries)), reach)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _hits(
    text: str, search: AhoCorasick, meanings: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for number, start, end in search.find_matches_as_indexes(text):
        if _stands_alone(text, start, end):
            yield meanings[number], text[start:end]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether words stand at word boundaries; scripts without blanks have none."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_joins(before, text[start]) or _joins(after, text[end - 1]))


def _joins(outside: str, inside: str) -> bool:
    return bool(outside) and all(
        letter.isalnum() and not _without_blanks(letter) for letter in (outside, inside)
    )


def _without_blanks(letter: str) -> bool:
    name = unicodedata.name(letter, "")
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI", "HANGUL"))


@cache
def _words() -> tuple[AhoCorasick, tuple[str, ...]]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        rows = [(_fold(row["text"]), row["meaning"]) for row in csv.DictReader(file)]
    return _search(rows)


@cache
def _countries() -> tuple[AhoCorasick, tuple[str, ...]]:
    """Take the names of countries from CLDR (Babel), and ISO's own (pycountry)."""
    import pycountry
    from babel import Locale

    names: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                names.setdefault(_fold(name), code)
    for country in pycountry.countries:
        names.setdefault(_fold(country.name), country.alpha_2)
    return _search([(name, code) for name, code in names.items() if _is_clear(name)])


def _is_clear(name: str) -> bool:
    short = len(name) < _SHORTEST_NAME and name.isascii()
    return not short and len(name) > 1 and name not in _WORDS_TOO


def _search(rows: list[tuple[str, str]]) -> tuple[AhoCorasick, tuple[str, ...]]:
    texts = [text for text, _ in rows]
    search = AhoCorasick(texts, matchkind=MatchKind.LeftmostLongest)
    return search, tuple(meaning for _, meaning in rows)
