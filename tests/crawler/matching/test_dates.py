"""The Appendix is the one of the day of the offer."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.matching.matcher import Matcher

MOVES = [
    ("Psittacus erithacus", date(2017, 1, 1), "II"),
    ("Psittacus erithacus", date(2017, 1, 2), "I"),
    ("Manis javanica", date(2017, 1, 1), "II"),
    ("Manis javanica", date(2017, 1, 2), "I"),
    ("Kinixys homeana", date(2026, 3, 4), "II"),
    ("Kinixys homeana", date(2026, 3, 5), "I"),
    ("Panthera tigris", date(2026, 3, 5), "I"),
]


@pytest.mark.parametrize(("name", "day", "appendix"), MOVES)
def test_a_transfer_counts_from_its_day(
    matcher: Matcher, name: str, day: date, appendix: str
) -> None:
    best = matcher.match(name, on=day)[0]
    assert best.appendix == appendix


def test_a_taxon_not_listed_that_day_says_so(matcher: Matcher) -> None:
    best = matcher.match("Rhizoprionodon terraenovae jaw", on=date(2015, 6, 1))[0]
    assert (best.appendix, best.appendices) == ("", ())
    assert "is not listed on 2015-06-01" in best.reason


def test_a_listing_to_come_is_told_and_the_offer_kept(matcher: Matcher) -> None:
    best = matcher.match("Mustelus californicus jaw", on=date(2026, 4, 1))[0]
    assert best.appendix == ""
    assert "enters Appendix II on 2027-06-05" in best.reason
    assert best.offer == "likely"


def test_the_score_does_not_hang_on_the_day(matcher: Matcher) -> None:
    days = [date(2010, 1, 1), date(2020, 1, 1), date(2026, 4, 1)]
    scores = {matcher.match("Panthera tigris skull", on=day)[0].score for day in days}
    assert len(scores) == 1
