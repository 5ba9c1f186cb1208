"""The demo world is the same each time, and changes from week to week as planned."""

from collections import Counter
from datetime import date, timedelta

import pytest

from crawler.demo.calendar import Calendar
from crawler.demo.catalogue import planted, sites
from crawler.demo.truth import (
    changes,
    planted_lookalikes,
    planted_wildlife,
    readable_offers,
)
from crawler.demo.world import World

TODAY = date(2026, 11, 24)
WORLD = World(Calendar.ending(TODAY, 3))
SITES = sorted(sites())


@pytest.mark.parametrize("site", SITES)
def test_the_same_seed_and_week_give_the_same_offers(site):
    again = World(Calendar.ending(TODAY, 3))
    assert again.offers(site, 2) == WORLD.offers(site, 2)
    other = World(Calendar.ending(TODAY, 3), seed=7)
    assert other.offers(site, 2) != WORLD.offers(site, 2)


@pytest.mark.parametrize("site", SITES)
def test_a_marketplace_has_several_hundred_offers_with_numbers_of_their_own(site):
    for week in range(4):
        offers = WORLD.offers(site, week)
        assert 300 <= len(offers) <= 450
        assert len({offer.number for offer in offers}) == len(offers)


def test_one_offer_in_fifty_or_so_is_wildlife():
    for week in range(4):
        total = sum(len(readable_offers(WORLD, site, week)) for site in SITES)
        assert 40 <= total / len(planted_wildlife(WORLD, week)) <= 60


def test_the_offers_are_in_ten_languages_and_four_currencies():
    offers = [offer for site in SITES for offer in WORLD.offers(site, 0)]
    by_language = Counter(offer.language for offer in offers)
    assert set(by_language) == {
        "ar",
        "de",
        "en",
        "es",
        "fr",
        "id",
        "ja",
        "pt",
        "ru",
        "th",
        "zh",
    }
    assert min(by_language.values()) >= 40
    assert len({facts.currency for facts in sites().values()}) == 4


def test_all_three_appendices_and_many_kinds_of_specimen_are_planted():
    wildlife = planted_wildlife(WORLD, 2).values()
    by_appendix = Counter(offer.appendix for offer in wildlife)
    assert by_appendix["I"] >= 15
    assert by_appendix["II"] >= 4
    assert by_appendix["III"] >= 2
    assert len(planted_lookalikes(WORLD, 2)) >= 25


def test_nothing_is_posted_after_the_day_on_which_it_is_shown():
    for week in range(4):
        day = WORLD.calendar.day(week)
        for site in SITES:
            assert all(offer.posted <= day for offer in WORLD.offers(site, week))


def test_a_week_shown_early_has_its_true_day():
    calendar = WORLD.calendar.with_day(3, TODAY)
    assert calendar.day(3) == TODAY
    assert calendar.day(4) == TODAY + timedelta(days=7)
    early = World(calendar)
    for site in SITES:
        assert all(offer.posted <= TODAY for offer in early.offers(site, 3))
        # The weeks before do not change by it.
        assert early.offers(site, 2) == WORLD.offers(site, 2)


def test_a_calendar_without_days_or_out_of_order_is_refused():
    with pytest.raises(ValueError, match="oldest first"):
        Calendar.of([])
    with pytest.raises(ValueError, match="oldest first"):
        Calendar.of([TODAY, TODAY - timedelta(days=1)])


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("week", [2, 3])
def test_each_week_brings_new_changed_gone_and_relisted_offers(site, week):
    counts = changes(WORLD, site, week)
    assert min(counts[event] for event in ("new", "changed", "gone", "relisted")) > 0
    assert counts["seen"] > 0.7 * counts.total()


@pytest.mark.parametrize("site", SITES)
def test_the_counted_changes_add_up_to_the_offers(site):
    before, now = (len(readable_offers(WORLD, site, week)) for week in (1, 2))
    closed = sum(offer.ended for offer in WORLD.offers(site, 1))
    counts = changes(WORLD, site, 2)
    assert sum(counts[e] for e in ("new", "seen", "changed", "relisted")) == now
    stayed = counts["seen"] + counts["changed"]
    assert stayed + counts["gone"] + closed == before


def test_a_relisted_lot_has_a_new_number_and_the_same_words():
    closed = {offer.number: offer for offer in WORLD.offers("demo_auction", 1)}
    relisted = [offer for offer in WORLD.offers("demo_auction", 2) if offer.relists]
    fresh = [offer for offer in relisted if offer.relists in closed]
    assert fresh
    for offer in fresh:
        first = closed[offer.relists]
        assert first.ended
        assert not offer.ended
        assert offer.number != first.number
        assert (offer.title, offer.description) == (first.title, first.description)
        assert offer.seller == first.seller


@pytest.mark.parametrize("key", ["X01", "X02", "X03"])
def test_a_crosspost_has_the_words_of_the_first_on_another_marketplace(key):
    copy = planted()[key]
    first = planted()[copy.copy_of]
    assert copy.site != first.site
    assert (copy.title, copy.description) == (first.title, first.description)


def test_planted_weeks_are_kept_to():
    wildlife = {
        week: {offer.key for offer in planted_wildlife(WORLD, week).values()}
        for week in range(4)
    }
    assert "W04" in wildlife[0] - wildlife[1]  # sold after the first week
    assert "W06" in wildlife[1] - wildlife[0]  # comes in the second
    assert "W22" in wildlife[0] & wildlife[2] - wildlife[1]  # away for a week
    assert {
        number
        for (_, number), one in planted_wildlife(WORLD, 1).items()
        if one.key == "W25"
    }.isdisjoint(
        number
        for (_, number), one in planted_wildlife(WORLD, 2).items()
        if one.key == "W25"
    )  # relisted under another number


def test_a_small_world_keeps_everything_planted():
    small = World(Calendar.ending(TODAY, 3), small=True)
    assert planted_wildlife(small, 1).keys() == planted_wildlife(WORLD, 1).keys()
    total = sum(len(small.offers(site, 1)) for site in SITES)
    assert 300 < total < 450
