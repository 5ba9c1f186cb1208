"""`marketplace new` knows widespread software by its marks and asks its interface."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.marketplace import load_marketplace
from crawler.workspace import make_workspace
from tests.crawler.crawl.loopback import Site
from tests.crawler.crawl.running import citeswatch
from tests.crawler.families.test_discourse import CATEGORY, TOPIC
from tests.crawler.families.test_graphql import MAGENTO, magento
from tests.crawler.families.test_stock_pages import XENFORO, XENFORO_LIST
from tests.crawler.families.test_woocommerce import PRODUCT

JSON = "application/json"
BARE = "<html><head>{}</head><body><h1>Welcome</h1></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


def new(folder: Path, name: str, url: str) -> tuple[int, str, Path]:
    unit = make_workspace(folder / "unit")
    where = ("--workspace", str(unit.folder))
    done = citeswatch("marketplace", "new", name, url, *where)
    path = unit.marketplaces / f"{name}.toml"
    return done.returncode, done.stdout + done.stderr, path


def test_a_shop_on_woocommerce_is_read_through_its_interface(
    site: Site, tmp_path: Path
) -> None:
    mark = '<link rel=stylesheet href="/wp-content/plugins/woocommerce/a.css">'
    site.add("/", BARE.format(mark))
    site.add("/wp-json/wc/store/v1/products", json.dumps([PRODUCT]), kind=JSON)
    code, said, path = new(tmp_path, "woo", site.home)
    assert code == 0, said
    assert "A crawl would find listings here." in said
    assert "store API: prices.price" in said
    assert "the site does not give it this way" in said
    assert "CSS selector" not in said, "there is no page to point into"
    facts = load_marketplace(path)
    assert (facts.family, facts.start_urls) == ("woocommerce", [])


def test_a_shop_whose_interface_is_closed_is_read_by_its_pages(
    site: Site, tmp_path: Path
) -> None:
    mark = '<link rel=stylesheet href="/wp-content/plugins/woocommerce/a.css">'
    site.add("/", BARE.format(mark))
    site.add("/wp-json/wc/store/v1/products", "{}", kind=JSON, status=404)
    _, _, path = new(tmp_path, "woo", site.home)
    assert 'family = "selectors"' in path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_shop_on_magento_is_asked_by_post_checked_and_frozen(
    site: Site, tmp_path: Path
) -> None:
    site.add("/", BARE.format('<script type="text/x-magento-init">{}</script>'))
    site.add("/graphql", json.dumps(magento(*[MAGENTO] * 9)), kind=JSON)
    code, said, path = new(tmp_path, "magento", site.home)
    assert code == 0, said
    assert load_marketplace(path).family == "magento_graphql"
    assert site.bodies[-1].startswith(b'{"query": "query Offers(')
    where = ("--workspace", str(path.parents[1]))
    done = citeswatch("marketplace", "freeze", "magento", *where)
    assert done.returncode == 0, done.stderr
    [kept] = (path.parent / "frozen" / "magento").glob("*.expected.json")
    listings = json.loads(kept.read_text(encoding="utf-8"))["listings"]
    assert len(listings) == 5, "a few items show the shape"


def test_a_board_on_discourse_is_read_as_json(site: Site, tmp_path: Path) -> None:
    mark = '<meta name="generator" content="Discourse 3.4">'
    site.add("/c/for-sale/12", BARE.format(mark))
    site.add("/c/for-sale/12.json", json.dumps(CATEGORY), kind=JSON)
    site.add("/t/801.json", json.dumps(TOPIC), kind=JSON)
    code, said, path = new(tmp_path, "board", f"{site.home}c/for-sale/12")
    assert code == 0, said
    assert load_marketplace(path).family == "discourse"
    assert "2 links" in said


def test_a_board_on_xenforo_is_read_as_its_stock_style_shows_it(
    site: Site, tmp_path: Path
) -> None:
    site.add("/forums/fs.3/", XENFORO_LIST)
    site.add("/threads/monitor-pair.5512/", XENFORO)
    code, said, path = new(tmp_path, "board", f"{site.home}forums/fs.3/")
    assert code == 0, said
    facts = load_marketplace(path)
    assert facts.family == "xenforo"
    assert "[select]" not in path.read_text(encoding="utf-8")
