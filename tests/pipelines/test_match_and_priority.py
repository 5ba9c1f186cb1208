"""500 and 510: names are matched and the listing gets its priority."""

import pytest

from crawler.match_process.desk import matcher_here
from crawler.matching.match import Match
from crawler.species.species_list import packaged_folder
from pipelines.match_species import MatchSpeciesPipeline
from pipelines.set_priority import SetPriorityPipeline, priority
from tests.pipelines.steps import listing, take


def match(appendix: str = "I", offer: str = "likely") -> Match:
    return Match(
        taxon="Python regius",
        taxon_id="1",
        rank="species",
        appendix=appendix,
        appendices=(appendix,),
        kind="common",
        name="ball python",
        language="en",
        matched_text="Ball python",
        start=0,
        end=11,
        score=100.0,
        offer=offer,  # type: ignore[arg-type]
        reason="x",
    )


def test_a_name_in_the_title_is_matched_with_its_place() -> None:
    one = listing(title="Python regius female cb24")
    assert take(MatchSpeciesPipeline, one) == {"match/some": 1}
    [best, *_] = one.matches
    assert best.taxon == "Python regius"
    assert one.title[best.start : best.end] == best.matched_text
    assert (one.appendix, one.offer != "") == ("II", True)


def test_ordinary_goods_have_no_match_and_no_judgement() -> None:
    one = listing(title="Wooden chair with four legs")
    assert take(MatchSpeciesPipeline, one) == {"match/none": 1}
    assert (one.matches, one.offer, one.appendix) == ([], "", "")


@pytest.mark.parametrize(
    ("offer", "appendix", "expected"),
    [
        ("likely", "I", "high"),
        ("possible", "I", "high"),
        ("unlikely", "I", "low"),
        ("likely", "II", "normal"),
        ("possible", "III", "normal"),
        ("likely", "", "normal"),
        ("unlikely", "II", "low"),
    ],
)
def test_a_likely_or_possible_appendix_i_offer_comes_first(
    offer: str, appendix: str, expected: str
) -> None:
    assert priority(offer, appendix) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Elephant ivory carving 19th century",
        "Python regius female cb24",
        "Jaguar XF brake pads",
        "Tiger print dress",
        "Rhino horn libation cup",
    ],
)
def test_a_listing_gets_the_priority_that_the_matcher_alone_would_give(
    title: str,
) -> None:
    judged = matcher_here(packaged_folder()).assess(title)
    if judged.matches:
        assert priority(judged.offer, judged.appendix) == judged.priority


def test_what_is_flagged_is_counted() -> None:
    one = listing(matches=[match()], offer="likely", appendix="I")
    assert take(SetPriorityPipeline, one) == {
        "flagged/high": 1,
        "flagged/appendix_I": 1,
    }
    assert one.priority == "high"


def test_a_listing_without_a_match_has_no_priority() -> None:
    one = listing()
    assert not take(SetPriorityPipeline, one)
    assert one.priority == ""
