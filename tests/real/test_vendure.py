"""A headless shop that we did not write is read through its GraphQL interface."""

import json
import subprocess
import sys
from decimal import Decimal

import pytest

from crawler.store import Store

pytestmark = pytest.mark.real


def _citeswatch(workspace, *words):
    return subprocess.run(
        [sys.executable, "-m", "crawler", *words, "--workspace", workspace.folder],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )


def _crawl(workspace, panel):
    done = _citeswatch(workspace, "crawl", "--panel", panel, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    (row,) = map(json.loads, done.stdout.splitlines())
    return row


def _rows(workspace, sql):
    with Store.open(workspace.database, read_only=True) as store:
        return [tuple(row) for row in store.conn.execute(sql)]


@pytest.fixture(scope="module")
def crawled(vendure_workspace):
    return _crawl(vendure_workspace, "catalogue")


def test_the_whole_shop_is_read_over_its_pages(crawled, vendure_goods):
    assert crawled["outcome"] == "finished"
    assert crawled["listings"] == crawled["new"] == len(vendure_goods) == 132
    assert crawled["pages"] == 2, "pages of 100 products"


def test_each_product_is_found_with_its_title_price_and_text(
    crawled, vendure_workspace, vendure_goods
):
    found = _rows(
        vendure_workspace,
        "SELECT title, price_amount, description, currency FROM listings",
    )
    prices = sorted(
        (title, Decimal(str(amount)).quantize(Decimal("0.01")), text)
        for title, amount, text, _ in found
    )
    assert prices == sorted(
        (row["title"], Decimal(row["price"]), row["description"])
        for row in vendure_goods
    )
    assert {currency for *_, currency in found} == {"USD"}


@pytest.mark.parametrize("upc", ["R006", "R016", "R026", "R036", "R050", "R059"])
def test_appendix_i_offers_are_flagged(crawled, vendure_workspace, products, upc):
    high = _rows(
        vendure_workspace,
        "SELECT title FROM listings WHERE priority = 'high' AND appendix = 'I'",
    )
    assert (products[upc]["title"],) in high


def test_the_search_of_the_shop_answers_a_fixed_panel(crawled, vendure_workspace):
    file = vendure_workspace.folder / "panels" / "vendure.csv"
    file.parent.mkdir()
    file.write_text(
        "text,language,taxon,appendix,kind\n"
        "macaw,en,Anodorhynchus hyacinthinus,I,common\n"
        "nosuchthing,en,Manis,I,common\n"
    )
    row = _crawl(vendure_workspace, "fixed")
    assert row["outcome"] == "finished"
    assert row["gone"] == 0
    queries = _rows(
        vendure_workspace, "SELECT text, listings, new, ended FROM queries ORDER BY id"
    )
    assert queries[0][0] == "macaw"
    assert queries[0][1] >= 2
    assert queries[0][2:] == (0, "done")
    assert queries[1] == ("nosuchthing", 0, 0, "done")


def test_a_second_crawl_finds_nothing_new(crawled, vendure_workspace):
    row = _crawl(vendure_workspace, "catalogue")
    counts = {name: row[name] for name in ("new", "changed", "gone", "relisted")}
    assert counts == dict.fromkeys(counts, 0)


def test_marketplace_check_shows_where_each_field_stood(crawled, vendure_workspace):
    done = _citeswatch(vendure_workspace, "marketplace", "check", "vendure")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "GraphQL: priceWithTax" in done.stdout
    assert "100 read from the page itself" in done.stdout
