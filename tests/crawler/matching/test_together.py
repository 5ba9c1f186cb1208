"""Texts read together are folded, cut and looked over as each alone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawler.matching.apart import has_dots
from crawler.matching.budget import Budget
from crawler.matching.disguises import digit_spellings
from crawler.matching.folding import fold
from crawler.matching.gate import LONGEST_READ_AHEAD
from crawler.matching.letter_sums import Filter, Grid, grids
from crawler.matching.matcher import Matcher
from crawler.matching.together import (
    DOTS,
    IN_UNSPACED,
    PAIRS,
    SPELT_OUT,
    STARS,
    Line,
    lines_of,
)
from crawler.matching.word_rows import LONGEST_ROW
from crawler.matching.words import has_unspaced, word_texts

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SIGNS = "aeЖvоx×@$!|€#%?*'’`.·-/_^\n\0\ud800 ́́iİßﬁ象牙ㅏᄀ゙カガ🐘นาक्"
TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(codec=None), max_size=40),
        st.text(SIGNS, max_size=20),
        st.sampled_from(["", "i v o r y", "Men's ring", "3.5mm jack", "P.regius"]),
    ),
    max_size=12,
)
NOTHING = Filter.of(Grid.of(["x"], 3).whole()[:0], 8)


def read_together(texts: list[str], joined: Filter = NOTHING) -> list[Line]:
    return [line for lines in lines_of(texts, joined) for line in lines]


@relaxed
@given(TEXTS)
@example(["Éclair", "`s", "a`s é", "象x牙", "a#b", "iv!ory", "\n", "", "カ゛", "ﬁn"])
@example(["_", "a_b", "x" * 50, "é" * 50])
def test_texts_fold_and_part_as_each_alone(texts: list[str]) -> None:
    lines = read_together(texts)
    assert [line.source for line in lines] == texts
    for line in lines:
        assert line.folded == fold(line.source)
        assert line.text == line.folded.text
        assert line.words == word_texts(line.text)


@relaxed
@given(TEXTS)
@example(["i v o", "a.b", "a.b_c", "象", "r3d eyed", "4K", "l1", "iv*ry"])
def test_no_place_where_a_name_may_hide_is_missed(texts: list[str]) -> None:
    for line in read_together(texts):
        if list(map(len, line.words)).count(1) > 2:
            assert line.hides & SPELT_OUT
        if has_dots(line.folded):
            assert line.hides & DOTS
        if has_unspaced(line.text):
            assert line.hides & IN_UNSPACED
        if any("*" in word or digit_spellings(word) for word in line.words):
            assert line.hides & STARS


@relaxed
@given(TEXTS, st.data())
def test_two_words_that_are_one_are_seen(texts: list[str], data: st.DataObject) -> None:
    first, second = data.draw(st.lists(st.text("aivoж", min_size=1), min_size=2))[:2]
    grid = next(grids([first + second], 1, 40), None)
    joined = Filter.of(grid.whole(), 32) if grid else NOTHING
    place = data.draw(st.integers(0, len(texts)))
    texts.insert(place, f"Old {first.upper()}, {second} ring")
    assert read_together(texts, joined)[place].hides & PAIRS


def test_words_of_two_texts_are_no_pair() -> None:
    joined = Filter.of(Grid.of(["redwood"], 9).whole(), 32)
    apart, together = (
        [bool(line.hides & PAIRS) for line in read_together(texts, joined)]
        for texts in (["old red", "wood box"], ["old red wood", "box"])
    )
    assert apart == [False, False]
    assert together == [True, False]


@pytest.mark.parametrize("length", [1, 1999, 2000])
def test_many_long_texts_are_read_a_part_at_a_time(length: int) -> None:
    texts = [f"{number} ".ljust(length, "a")[:length] for number in range(200)]
    assert length * len(texts) > LONGEST_ROW or length == 1
    assert [line.text for line in read_together(texts)] == texts


@pytest.mark.parametrize(
    "text",
    [
        "Oak table with two chairs",
        "Ball python, male",
        "i v o r y figure",
        "tu.s.k carving",
        "iv*ry ring",
        "lizard skin bag",
        "象牙 手串",
        "Шкура медвежья",
        "P. regius",
        "t* giác",
        "R3d eyed tree frog",
        "",
        "quiet word " * (LONGEST_READ_AHEAD // 8),
    ],
)
def test_what_is_read_ahead_is_what_is_read_at_once(
    matcher: Matcher, text: str
) -> None:
    ahead = matcher.fresh()._finder.read_ahead(["Old chair", text, "x" * 1500])
    read = {line.source: words for line, words in ahead}
    alone = matcher.fresh()._finder.words(fold(text), Budget())
    if len(text) < LONGEST_READ_AHEAD:
        assert read[text] == alone
    else:
        assert text not in read
