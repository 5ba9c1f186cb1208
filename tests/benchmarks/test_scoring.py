"""The scorer counts as a person does by hand on a set of nine titles."""

from __future__ import annotations

import pytest

from benchmarks import score_tables
from benchmarks.scoring import (
    Answer,
    Judged,
    above,
    best_threshold,
    figures,
    figures_by,
    share,
)
from benchmarks.title_sets import Title

TIGER = Answer("Panthera tigris", "I")
LION = Answer("Panthera leo", "II")
CAT = Answer("Felidae", "II")


def _title(
    offer_class: str, taxa: str = "", appendices: str = "", **more: str
) -> Title:
    return Title(
        "a title",
        more.pop("language", "en"),
        tuple(filter(None, taxa.split("|"))),
        tuple(filter(None, appendices.split("/"))),
        offer_class=offer_class,
        **more,
    )


OFFERS = [
    Judged(_title("offer", "Panthera tigris", "I"), (TIGER,)),
    Judged(_title("offer", "Panthera tigris", "I", language="de"), (CAT, TIGER)),
    Judged(_title("offer", "Panthera tigris", "I", language="de"), (CAT,)),
    Judged(_title("offer", "Panthera leo|Panthera", "I"), (LION,)),
    Judged(_title("offer", "Felidae", "I/II"), ()),
]
OTHERS = [
    Judged(_title("trap", trap="brand"), (TIGER,)),
    Judged(_title("trap", trap="toy"), ()),
    Judged(_title("ordinary"), ()),
    Judged(_title("code_word"), (), code_words=True),
]


def test_every_figure_is_what_counting_by_hand_gives() -> None:
    found = figures([*OFFERS, *OTHERS])
    counted = {
        name: (value["hits"], value["of"])
        for name, value in found.items()
        if isinstance(value, dict)
    }
    assert counted == {
        "precision": (3, 5),  # five titles raised, three of them offers and found
        "recall": (3, 5),
        "raised, any taxon": (4, 5),
        "taxon first": (2, 3),
        "right Appendix": (2, 3),  # the lion's II is not the expected I
        "recall, Appendix I": (3, 4),
        "false alarms, traps": (1, 2),
        "false alarms, ordinary": (0, 1),
        "code words seen": (1, 1),
        "code words raised": (0, 1),
    }
    assert found["F1"] == 0.6


def test_a_wrong_taxon_is_neither_found_nor_first() -> None:
    (judged,) = [one for one in OFFERS if one.answers == (CAT,)]
    assert judged.right is None
    assert not judged.first
    assert not judged.right_appendix


def test_any_expected_taxon_is_right_but_not_one_above_it() -> None:
    title = _title("offer", "Panthera tigris|Panthera", "I")
    assert Judged(title, (Answer("Panthera", "I"),)).right
    assert not Judged(title, (CAT,)).right


def test_each_language_is_counted_apart() -> None:
    by = figures_by(OFFERS, lambda title: title.language)
    assert {name: row["recall"]["hits"] for name, row in by.items()} == {
        "en": 2,
        "de": 1,
    }


def test_titles_without_a_value_make_no_line() -> None:
    assert list(figures_by(OTHERS, lambda title: title.trap)) == ["brand", "toy"]


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_published_examples(
    hits: int, of: int, low: float, high: float
) -> None:
    found = share(hits, of)
    assert (found["low"], found["high"]) == (low, high)


def test_of_nothing_there_is_no_share() -> None:
    assert share(0, 0)["share"] is None
    assert score_tables.cell(share(0, 0)) == ""


def test_the_threshold_is_the_one_with_the_best_f1() -> None:
    offer, trap = OFFERS[0], OTHERS[0]
    scored = [(offer, 95), (offer, 80), (trap, 70), (trap, 60)]
    assert best_threshold(list(scored), range(50, 101)) == 80
    assert above(trap, 70, 80).answers == ()
    assert above(offer, 80, 80) is offer


def test_a_table_tells_share_interval_and_count() -> None:
    lines = list(score_tables.overall("dev", {"ours": figures(OFFERS)}))
    assert "  recall" in lines[3]
    assert lines[3].endswith("60.0 % (23.1-88.2) of 5")
