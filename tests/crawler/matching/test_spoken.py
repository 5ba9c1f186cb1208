"""Everyday words are words of a language: what spoils a name in one text, not in another."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.matching.matcher import Matcher
from crawler.matching.spoken import is_everyday, languages_of

ON = date(2026, 11, 1)

HOMES = {
    "roth": "de",
    "schöne": "de",
    "pflanze": "de",
    "white": "en",
    "division": "en es fr",
    "rex": "da en hu id nl",
}

# Each holds a word that is everyday speech elsewhere, among words of its own language.
IN_ITS_LANGUAGE = [
    ("kartal tuy", "Accipitridae"),
    ("bagh ka dant purana", "Panthera tigris"),
    ("Young audax eagle, for sale", "Aquila audax"),
    ("orchid nobile white", "Dendrobium nobile"),
    ("orangutan bayi", "Pongo pygmaeus"),
]

# The same words in the language where they are everyday speech.
IN_ANOTHER = [
    ("Peta Bandar Lampung lipat", "Primates"),
    ("orchidea nobile bianca in vaso", "Dendrobium nobile"),
]

# Names of frequent words that stand together in one way only.
NO_CHANCE = [
    ("Asian black bear", "Ursus thibetanus"),
    ("vẹt xám châu Phi", "Psittacus erithacus"),
    ("Roter Panda", "Ailurus fulgens"),
]


def raised(matcher: Matcher, title: str) -> set[str]:
    matches = matcher.match(title, on=ON)
    return {match.taxon for match in matches if match.offer != "unlikely"}


@pytest.mark.parametrize(("title", "taxon"), [*IN_ITS_LANGUAGE, *NO_CHANCE])
def test_a_name_is_not_spoilt_by_an_everyday_word_of_another_language(
    matcher: Matcher, title: str, taxon: str
) -> None:
    assert taxon in raised(matcher, title)


@pytest.mark.parametrize(("title", "taxon"), IN_ANOTHER)
def test_an_everyday_word_of_the_language_of_the_text_is_itself(
    matcher: Matcher, title: str, taxon: str
) -> None:
    assert taxon not in {match.taxon for match in matcher.match(title, on=ON)}


def test_two_frequent_words_of_one_language_may_meet_by_chance(
    matcher: Matcher,
) -> None:
    assert not raised(matcher, "golf ball")


def test_a_beginning_of_a_compound_is_a_word_of_its_language(matcher: Matcher) -> None:
    assert not raised(matcher, "Königspython Actionfilm")
    assert raised(
        matcher, "Königspython, Vermieter gesucht"
    )  # `ver` is Spanish: to see


def test_a_text_is_in_the_language_of_most_of_its_words() -> None:
    assert languages_of(["roth", "pflanze", "x"], HOMES) == {"de"}
    assert languages_of(["roth", "rex"], HOMES) == frozenset()
    assert languages_of(["roth", "rex"], HOMES, least=1) == {"de"}


def test_a_word_is_everyday_speech_where_the_words_around_are_of_its_language() -> None:
    assert is_everyday("roth", ["schöne", "pflanze"], HOMES)
    assert not is_everyday("roth", ["rex", "division"], HOMES)
    assert not is_everyday("paph", ["schöne"], HOMES)


def test_where_nothing_tells_the_language_a_word_of_any_is_everyday_speech() -> None:
    assert is_everyday("roth", ["paph", "rex"], HOMES)


def test_an_english_word_and_one_of_many_languages_are_met_anywhere() -> None:
    assert is_everyday("white", ["schöne", "pflanze"], HOMES)
    assert is_everyday("rex", ["schöne", "pflanze"], HOMES)
