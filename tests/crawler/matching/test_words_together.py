"""What is ruled out for many words together is what one by one would find to be nothing."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from crawler.matching.deletions import allowed_distance
from crawler.matching.disguises import (
    digits,
    look_alikes,
    perhaps_barred,
    repeated,
)
from crawler.matching.folding import fold
from crawler.matching.joinable import Joinable
from crawler.matching.joined import joined_phrase, split_places
from crawler.matching.letter_sums import LONGEST, Filter, Grid, grids
from crawler.matching.matcher import Matcher
from crawler.matching.near_words import near_words
from crawler.matching.plain_words import plainly_written
from crawler.matching.readings import Reading
from crawler.matching.spelling import Speller
from crawler.matching.word_rows import Row, rows
from crawler.matching.words import word_texts

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TOKENS = st.lists(
    st.one_of(
        st.text("abcivory016235*", min_size=1, max_size=14),
        st.text("саіvoryжшaбδο", min_size=1, max_size=14),
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=45).map(
            lambda text: (word_texts(fold(text).text) or ["x"])[0]
        ),
    ),
    min_size=1,
    max_size=60,
)


@relaxed
@given(TOKENS)
@example(
    [
        "1vory",
        "2vory",
        "v0ry",
        "саiman",
        "ivoryyy",
        "iiivory",
        "iv*ry",
        "жук",
        "12v",
        "j4k0",
    ]
)
def test_a_plain_word_is_no_disguise_of_any_word(tokens: list[str]) -> None:
    def all_words(word: str, cost: int, how: str) -> list[Reading]:
        return [Reading(word, cost, how, 1)]

    for token in plainly_written(tokens):
        assert "*" not in token
        if token.isalpha():
            if not token.isascii():
                assert look_alikes(token, all_words) == []
            assert repeated(token, all_words) == []
        else:
            assert digits(token, all_words) == []


@pytest.mark.parametrize(
    ("token", "plain"),
    [
        ("teapot", True),
        ("2019", True),
        ("260ml", True),
        ("15cm", True),
        ("10ml", True),
        ("1080p", True),
        ("4k", True),
        ("500gram", False),
        ("b0a4", False),
        ("j4k0", False),
        ("x26abc", True),
        ("чайник", True),
        ("1vory", False),
        ("rhinooo", False),
        ("саiman", False),
        ("жук", True),
        ("сахар", False),
        ("сос", False),
        ("iv*ry", False),
    ],
)
def test_most_words_of_a_title_are_plain(token: str, plain: bool) -> None:
    assert (token in plainly_written(["oak", token])) is plain


def test_no_joined_words_are_passed_over(matcher: Matcher) -> None:
    index, chosen = matcher.index, random.Random(20261126)
    phrases = [text for text in chosen.sample(index.phrases, 1500) if " " in text]
    words = [*chosen.sample(index.words, 1500), *chosen.sample(list(index.forms), 1500)]
    tokens = {text.replace(" ", "") for text in phrases}
    tokens |= {"".join(text.split()[:2]) for text in phrases} | {"redfooted"}
    tokens |= {
        f"{chosen.choice(words)}{end}"
        for end in ("pop", "man", "vel", "jas", "zahnstock") * 99
    }
    tokens |= {chosen.choice(words) + chosen.choice(words) for _ in range(1000)}
    tokens |= {f"real{chosen.choice(words)}{chosen.choice(words)}" for _ in range(400)}
    may_be = index.joinable.among(tokens)
    whole = {token for token in tokens if joined_phrase(index, token)}
    joined = whole | {token for token in tokens if split_places(index, token)}
    assert len(joined) > 500
    assert whole <= may_be.phrases
    assert joined <= may_be.phrases | may_be.parted


def test_a_bar_for_a_letter_is_seen_among_many_words() -> None:
    words = ["lvory", "eiephant", "ivory", "lamp", "oak", "tlger"]
    known, forms = {"ivory": 1, "elephant": 1}, {"tiger": "tiger", "oak": "oak"}
    assert set(perhaps_barred(words, known, forms)) == {"lvory", "eiephant", "tlger"}
    assert perhaps_barred([], known) == []


def test_few_ordinary_words_need_a_closer_look(matcher: Matcher) -> None:
    index = matcher.index
    ordinary = [word for word in index.lexicon.ordinary if 6 <= len(word) < 12]
    assert len(set().union(*index.joinable.among(ordinary))) < len(ordinary) / 5


def test_an_empty_list_joins_nothing() -> None:
    assert Joinable.build([], [], [], []).among(["africangreyparrot"]) == (set(), set())


@relaxed
@given(st.lists(st.text("abcdéж象", min_size=1, max_size=LONGEST), max_size=20))
def test_a_word_hashes_alike_wherever_it_is_laid_out(words: list[str]) -> None:
    hashes = {}
    for grid in grids(words, 1, LONGEST):
        hashes.update(zip(grid.words, grid.whole().tolist(), strict=True))
    for row in rows(words, 1):
        for word, one in zip(row.words, row.whole().tolist(), strict=True):
            assert one == hashes[word]
    for word in words:
        alone = Grid.of([word], len(word))
        assert alone.whole().tolist() == [hashes[word]]
        longer = Grid.of([f"{word}xyz"[:LONGEST]], LONGEST)
        beginning = longer.beginnings(len(word), len(word))
        assert beginning.tolist() == [[hashes[word]]]
        if len(word) + 2 <= LONGEST:
            preceded = Grid.of([f"ab{word}"], len(word) + 2)
            assert preceded.ends(2, 2).tolist() == [[hashes[word]]]


@relaxed
@given(st.lists(st.text("abж", min_size=2, max_size=9), min_size=1, max_size=9))
def test_parts_of_words_hash_as_words(words: list[str]) -> None:
    row = Row.of(words)
    for number, word in enumerate(words):
        for cut in range(1, len(word)):
            place = row.starts[number : number + 1] + cut
            begun = row.hashes(row.starts[number : number + 1], place)
            ended = row.hashes(place, row.ends[number : number + 1])
            assert begun == Grid.of([word[:cut]], 9).whole()
            assert ended == Grid.of([word[cut:]], 9).whole()


def test_a_filter_never_denies_what_it_holds() -> None:
    words = [f"word{number}" for number in range(5000)]
    hashes = Grid.of([word.ljust(8, "x") for word in words], 8).whole()
    kept = Filter.of(hashes[:2500], 8)
    assert kept.may_hold(hashes[:2500]).all()
    assert kept.may_hold(hashes[2500:]).mean() < 0.2


def test_near_words_are_those_within_their_distance(matcher: Matcher) -> None:
    index, chosen = matcher.index, random.Random(20261126)
    words = [word for word in index.words if re.fullmatch("[a-z]{5,20}", word)]
    tokens = {word[:3] + word[4:] for word in chosen.sample(words, 15)}
    found = near_words(index.deletions, index.words, tokens)
    for token in tokens:
        near = {
            (word, OSA.distance(token, word))
            for word in words
            if abs(len(word) - len(token)) < 3
            and OSA.distance(token, word, score_cutoff=2) <= allowed_distance(len(word))
        }
        assert near <= set(found.get(token, []))


def test_many_words_are_read_as_each_alone(matcher: Matcher) -> None:
    index, chosen = matcher.index, random.Random(7)
    texts = {
        *chosen.sample(index.words, 300),
        *chosen.sample(list(index.forms), 300),
        *chosen.sample(list(index.lexicon.ordinary), 300),
        *(text.replace(" ", "") for text in chosen.sample(index.phrases, 300)),
        *(word[:2] + word[3:] for word in chosen.sample(index.words, 300)),
        *("1vory", "iv*ry", "саiman", "rhinooo", "500ml", "2019", "ivorys", "сос"),
        *("caviarbeluga250g", "peyotitos", "lvory", "Narwalzahnstock".lower()),
        *(
            "ocelotjas",
            "lynxvel",
            "willamsii",
            "фрагмипедиум",
            "ariocarpo",
            "мексику",
            "тигриная",
            "rysie",
            "fildisinden",
        ),
        *("amazonepop", "redfooted", "pangolim250g", "lycast4", "kakatu3a"),
    }
    texts = {text for text in texts if len(text) > 1}
    together, alone = Speller(index), Speller(index)
    together.learn(texts)
    for text in texts:
        assert together.known[text] == alone.read(text), text
        assert (text in together.quiet) is (text in alone.quiet), text
