"""The queries for a site: Appendix I first, in its languages, words that sellers use."""

from datetime import date

import pytest

from crawler.panel.generating import Generator, generator_of
from crawler.panel.planning import turn
from crawler.panel.query import Plan, Query
from crawler.species.species_list import packaged_folder


@pytest.fixture(scope="module")
def generator() -> Generator:
    return generator_of(packaged_folder(), date(2026, 11, 26))


def test_goods_of_appendix_i_come_first_in_the_sites_language(
    generator: Generator,
) -> None:
    made = generator.queries(["de"])
    first = made[:40]
    assert {one.appendix for one in first} == {"I"}
    assert {one.language for one in first} <= {"de"}
    assert {one.kind for one in first} == {"specimen"}
    assert "Elfenbein" in {one.text for one in first}


def test_appendix_i_goes_before_the_others(generator: Generator) -> None:
    grades = [one.appendix for one in generator.queries(["fr", "en"])]
    assert grades == sorted(grades, key=lambda grade: grade != "I")
    assert set(grades) == {"I", "II", "III"}


def test_a_query_that_narrows_another_down_comes_late(generator: Generator) -> None:
    texts = [one.text for one in generator.queries(["de"])]
    assert texts.index("Elfenbein") < 100
    assert texts.index("Elfenbein geschnitzt") > 500


@pytest.mark.parametrize("languages", [["th"], ["pt-BR"], ["zh", "en"], ["ar"]])
def test_each_text_is_asked_once_and_names_a_listed_taxon(
    generator: Generator, languages: list[str]
) -> None:
    made = generator.queries(languages)
    assert len({one.text.casefold() for one in made}) == len(made)
    assert all(one.taxon and one.appendix for one in made)
    spoken = {one.language.partition("-")[0] for one in made} - {"la"}
    assert spoken == {one.partition("-")[0] for one in languages}


def test_a_species_has_at_most_two_common_names_in_a_language(
    generator: Generator,
) -> None:
    tigers = [
        one.text
        for one in generator.queries(["en"])
        if one.taxon == "Panthera tigris" and one.kind == "common"
    ]
    assert len(tigers) <= 2


def test_words_too_frequent_to_search_for_are_left_out(generator: Generator) -> None:
    texts = {one.text.casefold() for one in generator.queries(["en"])}
    assert not texts & generator.lexicon.frequent


FIRST = [Query(f"a{n}", "en", "Taxon a", "I", "common") for n in range(8)]
REST = [Query(f"b{n}", "en", "Taxon b", "II", "common") for n in range(40)]


def texts(queries: list[Query]) -> list[str]:
    return [one.text for one in queries]


def test_three_quarters_of_a_budget_go_to_appendix_i() -> None:
    assert texts(turn(FIRST + REST, 4, {})) == ["a0", "a1", "a2", "b0"]


def test_what_was_asked_longest_ago_is_next() -> None:
    asked = {"a0": "2026-11-03", "a1": "2026-11-01", "b0": "2026-11-02"}
    every = FIRST[:2] + REST[:1]
    assert texts(turn(every, 2, asked)) == ["a1", "a0"]
    assert texts(turn(FIRST[:3] + REST[:2], 4, asked)) == ["a2", "a1", "a0", "b1"]


def test_a_budget_is_spent_whole_while_there_are_queries() -> None:
    assert len(turn(FIRST + REST, 20, {})) == 20
    assert len(turn(FIRST[:2] + REST, 20, {})) == 20
    assert len(turn(FIRST + REST[:2], 40, {})) == 10


def test_sweeps_come_round_to_every_query() -> None:
    asked: dict[str, str] = {}
    every = FIRST + REST
    for day in range(12):
        for one in turn(every, 4, asked):
            asked[one.text] = f"2026-11-{day + 1:02}"
    assert {one.text for one in FIRST} <= asked.keys()
    for day in range(12, 60):
        for one in turn(every, 4, asked):
            asked[one.text] = f"2026-12-{day:02}"
    assert asked.keys() == {one.text for one in every}


def test_the_checksum_of_a_panel_tells_words_and_depth() -> None:
    plan = Plan("fixed", tuple(FIRST), 3)
    assert plan.sha256 == Plan("fixed", tuple(FIRST), 3).sha256
    assert plan.sha256 != Plan("fixed", tuple(FIRST[::-1]), 3).sha256
    assert plan.sha256 != Plan("fixed", tuple(FIRST), 4).sha256
