from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawler.matching.budget import (
    LOOKS_OF_A_PHRASE,
    MOST_CHARACTERS,
    MOST_LOOKS,
    MOST_SEARCHES,
    MOST_WEIGHINGS,
    Budget,
)
from crawler.matching.finding import MOST_HITS
from crawler.matching.folding import fold
from crawler.matching.matcher import MOST_MATCHES, Matcher
from crawler.matching.pieces import OVERLAP, PIECE, pieces
from crawler.matching.spelling import Speller
from crawler.matching.words import gap

ON = date(2026, 4, 1)
ANY_TEXT = st.text(st.characters(codec=None), max_size=120)
WORDS = st.lists(
    st.sampled_from(
        [
            *("python", "boa", "ivory", "carved", "tiger", "skull", "print", "faux"),
            *("P.", "regius", "i", "v", "o", "r", "y", "1vory", "t**th", "'s", "&"),
            *("Panthera", "tigris", "x", "sp.", "象牙", "鱷魚", "งาช้าง", "عاج", "🐘🦷"),
            *("слоновая", "кость", "gấu", "bông", "\u200b", "\x00", "\ud83d", "é"),
        ]
    ),
    max_size=25,
).map(" ".join)

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(st.one_of(ANY_TEXT, WORDS))
@example("\ud800")
@example("\x00")
@example("\u202eyrovi tnahpele")
@example("i\u0301\u0301" * 20)
@example("P.")
@example("x x x x x ")
@example("T1GER'T**TH:T1GR1:T**TH")
def test_any_text_gives_matches_that_slice_it(matcher: Matcher, text: str) -> None:
    for match in matcher.match(text, on=ON):
        assert text[match.start : match.end] == match.matched_text
        assert match.matched_text
        assert 0 <= match.score <= 100
        assert match.reason.endswith(".")


@relaxed
@given(WORDS)
def test_matching_is_deterministic(matcher: Matcher, text: str) -> None:
    assert matcher.match(text, on=ON) == matcher.match(text, on=ON)


@relaxed
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_listing_is_judged(
    matcher: Matcher, title: str, description: str, category: str
) -> None:
    judged = matcher.assess(title, description, on=ON, category=category)
    fields = {"title": title, "description": description}
    for match in judged.matches:
        text = fields[match.field]
        assert text[match.start : match.end] == match.matched_text
    if judged.priority == "high":
        assert judged.offer in {"likely", "possible"}
        assert judged.appendix == "I"


@relaxed
@given(
    st.lists(st.sampled_from(["grzbl", "fnord", "quuxly", "2019", "zzz"]), max_size=6),
    st.sampled_from(
        ["Psittacus erithacus", "elephant ivory tusk", "象牙", "P. regius"]
    ),
)
def test_unrelated_words_never_change_the_taxon(
    matcher: Matcher, noise: list[str], name: str
) -> None:
    plain = matcher.match(name, on=ON)[0]
    noisy = matcher.match(" ".join([*noise, name, *noise]), on=ON)[0]
    assert noisy.taxon == plain.taxon
    assert noisy.matched_text == plain.matched_text


TRICKS = [
    ".".join,
    " ".join,
    "\u200b".join,
    lambda word: f"#{word}",
    lambda word: word.upper(),
    lambda word: f"\u202b{word}\u202c",
    lambda word: word.translate({ord("a"): "а", ord("e"): "е", ord("o"): "о"}),
    lambda word: "".join(chr(ord(letter) + 0xFEE0) for letter in word),
]


@relaxed
@given(
    st.sampled_from(["ivory", "pangolin", "shahtoosh", "caviar", "rosewood"]),
    st.sampled_from(range(len(TRICKS))),
    st.text(st.characters(codec="utf-8", categories=["Zs", "Po", "Sm"]), max_size=5),
)
def test_a_disguise_changes_neither_taxon_nor_place(
    matcher: Matcher, word: str, trick: int, around: str
) -> None:
    text = f"{around} {TRICKS[trick](word)} {around}"
    plain, hidden = matcher.match(word, on=ON), matcher.match(text, on=ON)
    assert hidden
    assert hidden[0].taxon == plain[0].taxon
    for match in hidden:
        assert text[match.start : match.end] == match.matched_text


LONG = [
    "a" * 100_000,
    "python leather bag " * 5000,
    " ".join(f"zq{n}xv" for n in range(12_000)),
    "象牙" * 50_000,
    "🐘" * 100_000,
    "a b c d " * 12_000,
    "t**th " * 16_000,
    "1v0ry " * 16_000,
    "i\u0301" * 50_000,
    "\x00" * 100_000,
    "P. regius " * 10_000,
    "عاج فيل " * 12_000,
    "'s " * 30_000,
]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_a_title_of_100_000_characters_is_answered(matcher: Matcher, text: str) -> None:
    for match in matcher.match(text, on=ON):
        assert text[match.start : match.end] == match.matched_text


def test_a_name_is_found_wherever_it_stands_in_a_long_text(matcher: Matcher) -> None:
    filler = "plain words of a long description, "
    for place in range(0, 6000, 97):
        text = (filler * 300)[:place] + " Psittacus erithacus " + filler * 20
        best = matcher.match(text, on=ON)[0]
        assert text[best.start : best.end] == "Psittacus erithacus"


@given(st.text("ab 象", max_size=9000))
def test_pieces_hold_the_whole_text_and_overlap(text: str) -> None:
    seen = 0
    for place, piece in pieces(text):
        assert text[place : place + len(piece)] == piece
        assert place <= seen
        assert len(piece) <= PIECE
        assert not seen or seen - place <= OVERLAP or seen == place
        seen = place + len(piece)
    assert seen == len(text)


def test_the_matcher_needs_neither_scrapy_nor_a_database() -> None:
    code = (
        "import sys; from crawler.matching import Matcher; "
        "print(sorted({name.split('.')[0] for name in sys.modules}"
        " & {'scrapy', 'sqlite3', 'sqlite_utils', 'pandas', 'twisted'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@relaxed
@given(st.one_of(ANY_TEXT, WORDS))
@example("red x panda")
@example("P. regiusskin")
@example("gold  pan da")
def test_no_text_with_a_name_is_passed_over_by_the_quick_look(
    matcher: Matcher, text: str
) -> None:
    folded = fold(text)
    finder = matcher._finder
    if finder.words(folded, Budget()) is None:
        words = finder.all_words(folded, Budget())
        assert matcher._scene(folded, words, list, Budget()) is None


@relaxed
@given(st.lists(st.one_of(ANY_TEXT, WORDS), max_size=5))
def test_words_read_ahead_change_nothing(matcher: Matcher, texts: list[str]) -> None:
    plain = [matcher.match(text, on=ON) for text in texts]
    fresh = matcher.fresh()
    fresh.prepare(texts)
    assert [fresh.match(text, on=ON) for text in texts] == plain


def test_a_text_of_odd_words_is_read_alike_at_every_sight(small: Matcher) -> None:
    names = "Panthera tigrix, Python reguis, Dumrils boa, "
    odd = " ".join(f"quex{chr(97 + n % 26)}{'z' * (n // 26)}" for n in range(900))
    text = names + odd[:1500] + " Loxodonta africna"
    first = small.match(text, on=ON)
    assert [small.match(text, on=ON) for _ in range(3)] == [first] * 3
    assert first


def test_the_searches_of_one_text_are_counted(matcher: Matcher) -> None:
    speller = Speller(matcher.index)
    odd = [f"{chr(97 + n // 26)}qx{chr(97 + n % 26)}vvzz" for n in range(50)]
    budget = Budget(searches=20)
    read = speller.read_all([*odd, "python"], budget)
    assert sum(spelt.searched for spelt in read) == 20
    assert read[-1].readings  # a word as it stands in the list costs no search
    assert budget.searches == 0
    assert budget.cut
    again = Budget(searches=20)
    assert speller.read_all([*odd, "python"], again) == read


@relaxed
@given(WORDS, WORDS, WORDS)
@example("Elefant ivory carving, antique", "", "")
@example("iv*ry ｉｖｏｒｙ саiman", "1vory", "plush toys")
def test_the_steps_of_an_explanation_add_up_to_the_score(
    matcher: Matcher, title: str, description: str, category: str
) -> None:
    judged = matcher.assess(title, description, on=ON, category=category)
    texts = {"title": title, "description": description}
    for match in judged.matches:
        steps = match.explanation
        assert abs(sum(step.points for step in steps) - match.score) < 0.051
        assert [step.kind for step in steps if step.kind in {"name", "verdict"}] == [
            "name",
            "verdict",
        ]
        for step in steps:
            if step.start >= 0:
                assert texts[step.field][step.start : step.end] == step.words
        json.dumps(match.as_dict())


MADE_TO_BE_SLOW = [
    *LONG,
    "panthera " * 20_000,
    "red red red panda of the " * 4000,
    "tiger (" * 15_000,
    " ".join(f"p{chr(97 + n % 26)}nth{n // 26 % 10}ra" for n in range(9000)),
]


@pytest.mark.parametrize("text", MADE_TO_BE_SLOW, ids=range(len(MADE_TO_BE_SLOW)))
def test_the_work_of_a_text_made_to_be_slow_is_bounded(
    matcher: Matcher, text: str
) -> None:
    budget = Budget()
    found = matcher.match(text, on=ON, budget=budget)
    # A piece may go beyond what is left by its own words, none is begun without.
    piece = 1000 + LOOKS_OF_A_PHRASE * MOST_HITS
    assert budget.work <= MOST_SEARCHES + MOST_LOOKS + piece + MOST_WEIGHINGS
    assert len(found) <= MOST_MATCHES
    for match in found:
        cut = [step for step in match.explanation if step.kind == "cut"]
        assert bool(cut) == bool(budget.cut)
    again = Budget()
    assert matcher.match(text, on=ON, budget=again) == found
    assert (again.work, again.cut) == (budget.work, budget.cut)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("i\u0301" * 50_000, 2),  # without a name, over and over
        ("象牙" * 50_000, 2),  # no name of the third piece could be weighed
        ("oak tables and red chairs, " * 3_000, 30),  # cut at many places of the line
    ],
)
def test_no_more_of_a_long_text_is_read_than_can_tell_something(
    matcher: Matcher, monkeypatch: pytest.MonkeyPatch, text: str, most: int
) -> None:
    fresh, read = matcher.fresh(), []
    folded = fresh._read
    monkeypatch.setattr(
        fresh, "_read", lambda piece, left: read.append(piece) or folded(piece, left)
    )
    fresh.match(text)
    assert 0 < len(read) <= most


def test_what_is_left_out_of_a_long_text_is_told(matcher: Matcher) -> None:
    text = "Psittacus erithacus, " + "x" * MOST_CHARACTERS
    (match, *_) = matcher.match(text, on=ON)
    assert match.explanation[-1].kind == "cut"
    assert "beyond character 100,000" in match.explanation[-1].reason
    assert matcher.match(text[:50], on=ON)[0].explanation[-1].kind != "cut"


@given(st.text("ab *é象ก", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_words_between_two_places_are_counted(text: str, end: int, start: int) -> None:
    between = text[end:start]
    unspaced = sum(letter in "象ก" for letter in between)
    words = len(re.findall("[abé*]+", between))
    assert gap(text, end, start) == words + (unspaced + 1) // 2
