"""Words that are known from the start read as words that are met."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from crawler.matching import spelling
from crawler.matching.index_arrays import from_arrays, to_arrays
from crawler.matching.known_words import with_known
from crawler.matching.matcher import Matcher
from crawler.matching.readings import NOTHING
from crawler.matching.spelling import Speller


def test_a_known_word_reads_as_one_that_is_met(matcher: Matcher) -> None:
    known, met = Speller(matcher.index), Speller(replace(matcher.index, known={}))
    words = random.Random(20261127).sample(list(matcher.index.known), 3000)
    known.learn(words)
    assert known.known == {word: met.read(word) for word in words}
    assert known.quiet == met.quiet & set(words)


def test_known_words_survive_the_way_through_the_arrays(small: Matcher) -> None:
    words = ["oak", "tusk", "dumrils", "pythonskin", "тигр", "boas"]
    index = with_known(small.index, words)
    assert list(index.known) == words
    assert index.known["oak"] == NOTHING
    assert from_arrays(dict(to_arrays(index))).known == index.known


@pytest.mark.parametrize("word", ["table", "vintage", "стол", "rouge", "tiger"])
def test_everyday_words_are_known(matcher: Matcher, word: str) -> None:
    assert word in matcher.index.known


def test_known_words_are_known_again_when_all_was_forgotten(
    small: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spelling, "_MOST_REMEMBERED", 2)
    speller = Speller(with_known(small.index, ["oak", "tiger"]))
    assert speller.read_few(["oak", "tiger"])[0] == NOTHING
    monkeypatch.setattr(speller, "_read_new", pytest.fail)
    assert speller.read_few(["tiger"])[0].gate
    assert speller.read_few(["tiger", "oak"])[1] == NOTHING
