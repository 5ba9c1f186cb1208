"""Why a listing was flagged, told in the reader's language from the matcher's steps."""

from __future__ import annotations

import json

import pytest

from crawler.matching.lexicon import read_lexicon
from crawler.matching.matcher import Matcher
from crawler.reports.why import why
from crawler.species.species_list import packaged_folder
from crawler.translation.words import Words
from tests.crawler.matching.conftest import TODAY, small_list


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(small_list(), read_lexicon(packaged_folder()), today=TODAY)


def _told(matcher: Matcher, title: str, language: str) -> str:
    (match, *_) = matcher.match(title, on=TODAY)
    steps = json.dumps([step.as_dict() for step in match.explanation])
    return why(steps, Words("reports", language))


@pytest.mark.parametrize(
    ("title", "language", "said"),
    [
        (
            "African elephant ivory carving",
            "fr",
            ['"African elephant" est le nom "african elephant" (anglais)', "à l’appui"],
        ),
        (
            "African elephant ivory carving",
            "es",
            ['"African elephant" es el nombre "african elephant" (inglés)', "a favor"],
        ),
        (
            "Loxodonta africana, live",
            "fr",
            ['"Loxodonta africana" est le nom scientifique "Loxodonta africana"'],
        ),
        ("tiger plush toy for children", "es", ['"tiger"', "en contra"]),
        ("tiger plush toy for children", "fr", ['"tiger"', "font douter"]),
    ],
)
def test_the_words_that_name_and_those_for_and_against_are_told(
    matcher: Matcher, title: str, language: str, said: list[str]
) -> None:
    told = _told(matcher, title, language)
    for text in said:
        assert text in told
    assert " is " not in told


@pytest.mark.parametrize("kept", ["", "[]", '[{"kind": "name", "points": 1}]'])
def test_without_steps_nothing_is_told(kept: str) -> None:
    assert why(kept, Words("reports", "fr")) == ""
