"""A shop that we did not write is crawled through a TOML file, without a line of code."""

import json
import subprocess
import sys
from decimal import Decimal

import pytest

from crawler.store import Store

pytestmark = pytest.mark.real


def _citeswatch(*words):
    return subprocess.run(
        [sys.executable, "-m", "crawler", *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def crawled(workspace):
    done = _citeswatch("crawl", "--workspace", workspace.folder, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    (row,) = map(json.loads, done.stdout.splitlines())
    return row


@pytest.fixture(scope="module")
def stored(crawled, workspace):
    with Store.open(workspace.database, read_only=True) as store:
        store.conn.row_factory = None
        rows = store.conn.execute(
            """SELECT title, price_text, price_amount, currency, description, url,
                   listing_id, category_text, state, priority, appendix, taxon
               FROM listings"""
        ).fetchall()
    names = (
        "title price_text price_amount currency description url listing_id "
        "category_text state priority appendix taxon"
    )
    return [dict(zip(names.split(), row, strict=True)) for row in rows]


def test_the_crawl_runs_to_its_end_over_every_page_of_the_catalogue(crawled, products):
    assert crawled["outcome"] == "finished"
    assert not crawled["short"]
    assert crawled["listings"] == crawled["new"] == len(products) == 66
    # 66 products, 4 pages of the catalogue, robots.txt.
    assert crawled["pages"] >= 70


def test_every_product_is_found_once_with_its_title_and_price(stored, products):
    found = sorted(
        (one["title"], Decimal(str(one["price_amount"])).quantize(Decimal("0.01")))
        for one in stored
    )
    assert found == sorted(
        (product["title"], Decimal(product["price"])) for product in products.values()
    )
    assert {one["currency"] for one in stored} == {"GBP"}
    assert all(one["price_text"].startswith("£") for one in stored)


def test_two_products_of_the_same_name_stay_two(stored):
    twins = [one for one in stored if one["title"] == "Running shoes size 9"]
    assert len({one["listing_id"] for one in twins}) == 2


def test_descriptions_and_categories_are_read(stored, products):
    by_title = {product["title"]: product for product in products.values()}
    for one in stored:
        if one["title"] != "Running shoes size 9":
            expected = by_title[one["title"]]
            assert one["description"] == expected["description"]
            assert one["category_text"] == expected["category"]


def test_what_is_sold_out_is_not_on_offer(stored):
    states = {one["title"]: one["state"] for one in stored}
    assert states["Garden hose 25 m"] == "ended"
    assert states["Garden bench 150 cm"] == "active"


APPENDIX_I = ["R006", "R016", "R026", "R036", "R050", "R059"]


@pytest.mark.parametrize("upc", APPENDIX_I)
def test_appendix_i_offers_are_flagged(stored, products, upc):
    (one,) = [row for row in stored if row["title"] == products[upc]["title"]]
    assert (one["priority"], one["appendix"]) == ("high", "I")


def test_an_appendix_ii_offer_is_flagged_as_such(stored, products):
    (one,) = [row for row in stored if row["title"] == products["R042"]["title"]]
    assert (one["appendix"], one["taxon"]) == ("II", "Python regius")


def test_ordinary_goods_and_look_alikes_are_not_of_high_priority(stored, products):
    wildlife = {product["title"] for product in products.values() if product["taxon"]}
    high = {one["title"] for one in stored if one["priority"] == "high"}
    assert high <= wildlife


def test_a_second_crawl_finds_nothing_new(stored, workspace):
    done = _citeswatch("crawl", "--workspace", workspace.folder, "--json")
    (row,) = map(json.loads, done.stdout.splitlines())
    counts = {name: row[name] for name in ("new", "changed", "gone", "relisted")}
    assert counts == dict.fromkeys(counts, 0)


def test_marketplace_check_shows_the_fields_of_a_product(stored, workspace):
    one = next(row for row in stored if row["title"].startswith("Hyacinth macaw"))
    done = _citeswatch(
        "marketplace", "check", "--workspace", workspace.folder, "oscar", one["url"]
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Hyacinth macaw" in done.stdout
    assert ".product_main h1" in done.stdout
    assert "£9,500.00" in done.stdout
