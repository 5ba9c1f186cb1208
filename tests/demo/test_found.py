"""`citeswatch demo`, whole: what was planted is found, what was not is left alone."""

import pytest

from crawler.demo.catalogue import names_of, planted
from crawler.demo.truth import (
    changes,
    planted_lookalikes,
    planted_wildlife,
    readable_offers,
)
from tests.demo.demo_command import SITES, WEEKS


def _of(stored, offers):
    """Give (truth, stored row) of each planted offer."""
    return [(one, stored[site, str(number)]) for (site, number), one in offers.items()]


def _crawls(database, site):
    query = """SELECT c.id, e.* FROM crawls c JOIN effort e ON e.crawl_id = c.id
               WHERE c.marketplace = ? ORDER BY c.id"""
    return database.execute(query, (site,)).fetchall()


@pytest.mark.parametrize("site", SITES)
def test_every_week_is_crawled_to_its_end(database, world, site):
    crawls = _crawls(database, site)
    assert len(crawls) == WEEKS
    assert all(crawl["complete"] for crawl in crawls)
    clocks = database.execute("SELECT DISTINCT clock FROM crawls").fetchall()
    assert [row["clock"] for row in clocks] == ["demo"]


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("week", range(WEEKS))
def test_every_readable_listing_is_seen_and_no_other(database, world, site, week):
    crawl = _crawls(database, site)[week]
    seen = {
        int(row["listing_id"])
        for row in database.execute(
            """SELECT l.listing_id FROM sightings s JOIN listings l ON l.id = s.listing
               WHERE s.crawl = ? AND s.event <> 'gone'""",
            (crawl["id"],),
        )
    }
    readable = {offer.number for offer in readable_offers(world, site, week)}
    assert seen >= readable
    assert seen <= {offer.number for offer in world.offers(site, week)}


UNREADABLE = {
    # A page that answers 500, one without a title, one of another kind; HTML cut
    # off or with broken JSON-LD still has Open Graph on the classifieds site.
    "demo_classifieds": 3,
    "demo_shop": 4,
    "demo_storefront": 0,
    "demo_auction": 4,
}


@pytest.mark.parametrize("site", SITES)
def test_every_page_that_cannot_be_read_is_counted_as_an_error(database, world, site):
    errors = [crawl["errors"] for crawl in _crawls(database, site)]
    assert errors == [UNREADABLE[site]] * WEEKS


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("week", range(1, WEEKS))
def test_new_changed_gone_and_relisted_are_counted_exactly(database, world, site, week):
    crawl = _crawls(database, site)[week]
    expected = changes(world, site, week)
    for event in ("new", "changed", "gone", "relisted"):
        assert crawl[f"listings_{event}"] == expected[event], event


def test_planted_appendix_i_offers_are_flagged_with_their_taxon(stored, world):
    missed = [
        (one.key, one.title, row["taxon"], row["offer"], row["appendix"])
        for one, row in _of(stored, planted_wildlife(world, WEEKS - 1))
        if one.appendix == "I"
        and not (row["priority"] == "high" and row["taxon"] in one.taxa)
    ]
    assert missed == []


def test_planted_appendix_ii_and_iii_offers_are_matched_as_such(stored, world):
    missed = [
        (one.key, one.title, row["taxon"], row["offer"], row["appendix"])
        for one, row in _of(stored, planted_wildlife(world, WEEKS - 1))
        if one.appendix != "I"
        and not (row["appendix"] == one.appendix and row["taxon"] in one.taxa)
    ]
    assert missed == []


@pytest.mark.parametrize("key", ["W17", "W18"])
def test_a_misspelt_offer_is_flagged(stored, world, key):
    offers = planted_wildlife(world, WEEKS - 1)
    ((one, row),) = [pair for pair in _of(stored, offers) if pair[0].key == key]
    assert (row["priority"], row["appendix"]) == ("high", "I"), one.title


def test_no_look_alike_is_of_high_priority(stored, world):
    wrong = [
        (one.title, row["taxon"])
        for one, row in _of(stored, planted_lookalikes(world, WEEKS - 1))
        if row["priority"] == "high"
    ]
    assert wrong == []


def test_no_ordinary_goods_are_of_high_priority(stored, world):
    ordinary = {
        (site, str(offer.number))
        for site in SITES
        for offer in world.offers(site, WEEKS - 1)
        if not offer.key
    }
    wrong = [
        (stored[key]["title"], stored[key]["taxon"])
        for key in ordinary & stored.keys()
        if stored[key]["priority"] == "high"
    ]
    assert wrong == []


@pytest.mark.parametrize("key", ["X01", "X02", "X03"])
def test_a_copy_on_another_marketplace_is_linked(stored, world, key):
    by_key = {
        offer.key: stored[site, str(offer.number)]
        for site in SITES
        for offer in world.offers(site, WEEKS - 1)
        if offer.key in {key, planted()[key].copy_of}
    }
    copy, first = by_key[key], by_key[planted()[key].copy_of]
    assert copy["same_as"] == first["id"] or first["same_as"] == copy["id"]


def test_a_lot_that_closed_and_came_back_points_to_itself(stored, world):
    offers = world.offers("demo_auction", WEEKS - 1)
    (back,) = [offer for offer in offers if offer.key == "W25"]
    row = stored["demo_auction", str(back.number)]
    former = stored["demo_auction", str(back.relists)]
    assert row["relisted_from"] == former["id"]
    assert former["state"] == "ended"


def test_what_robots_txt_shuts_is_never_fetched(database, said, folder):
    for site in SITES:
        log = (folder / "logs" / f"{site}.log").read_text()
        assert log.count("GET /robots.txt") == WEEKS
        assert "/members/" not in log
    forbidden = database.execute(
        """SELECT c.marketplace, MIN(e.robots_forbidden) FROM effort e
           JOIN crawls c ON c.id = e.crawl_id GROUP BY c.marketplace"""
    ).fetchall()
    shut = dict(map(tuple, forbidden))
    for site in ("demo_classifieds", "demo_shop", "demo_auction"):
        assert shut[site] > 0, "the links into the shut area were not even tried"


def test_no_seller_is_in_the_database_by_name(said, folder):
    content = (folder / "citeswatch.db").read_bytes()
    handles = [name for site in SITES for name in names_of("seller")[site]]
    assert [name for name in handles if name.encode() in content] == []
