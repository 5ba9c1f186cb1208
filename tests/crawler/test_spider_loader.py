"""From files to spiders: a family's class with the marketplace's facts."""

from pathlib import Path

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.families.schema_org import SchemaOrgSpider
from crawler.families.selectors import SelectorsSpider
from crawler.marketplace import MarketplaceError, find_marketplaces, marketplace_folder
from crawler.spider_loader import FAMILIES, MarketplaceLoader, family_of, load_spider
from tests.crawler.families.pages import URL, page

TOML = """\
title = "Forum"
home = "https://forum.example"
family = "selectors"
start_urls = ["https://forum.example/for-sale"]
[follow]
listings = "a.item"
[select]
title = "h1"
[politeness]
delay = 3
concurrency = 1
"""
TOKEN = '[auth]\nclient_id = "secret:a"\nclient_secret = "secret:b"\n'
NEEDED = {
    "feed": '[sources]\nfeeds = ["https://forum.example/feed"]\n',
    "saleor_graphql": '[api]\nchannel = "pl"\n',
    "ebay_browse": f'[api]\nsite = "EBAY_DE"\n{TOKEN}',
    "etsy_open_api": '[auth]\napi_key = "secret:a"\n',
    "mercado_libre": f'[api]\nsite = "MLB"\n{TOKEN}',
}
ODD = '''\
"""Forum prefixes what it sells with [S]."""

from collections.abc import Iterator

from scrapy.http import Response

from crawler.families.selectors import SelectorsSpider
from crawler.items import Listing


class ForumSpider(SelectorsSpider):
    def read_listings(self, response: Response) -> Iterator[Listing]:
        for listing in super().read_listings(response):
            listing.title = listing.title.removeprefix("[S] ")
            yield listing
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "forum.toml").write_text(TOML)
    (tmp_path / "broken.toml").write_text('title = "x"\n')
    return tmp_path


def loader(folder: Path) -> MarketplaceLoader:
    settings = Settings({"CITESWATCH_MARKETPLACES": str(folder)})
    return MarketplaceLoader.from_settings(settings)


def test_a_file_becomes_a_spider_of_its_family(folder: Path) -> None:
    spider = loader(folder).load("forum")
    assert issubclass(spider, SelectorsSpider)
    assert (spider.name, spider.__name__) == ("forum", "ForumSpider")
    assert spider.marketplace.home == "https://forum.example"


def test_two_marketplaces_of_a_family_do_not_share_facts(folder: Path) -> None:
    (folder / "other.toml").write_text(TOML.replace("forum.example", "other.example"))
    first, second = (loader(folder).load(name) for name in ("forum", "other"))
    assert first.marketplace.home != second.marketplace.home  # type: ignore[attr-defined]


def test_the_pace_of_the_file_is_the_pace_of_the_crawl(folder: Path) -> None:
    settings = Settings()
    loader(folder).load("forum").update_settings(settings)
    assert settings.getfloat("DOWNLOAD_DELAY") == 3
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings.getbool("AUTOTHROTTLE_ENABLED")


def test_a_wrong_file_does_not_hide_the_others(folder: Path) -> None:
    found = loader(folder)
    assert found.list() == ["broken", "forum"]
    assert found.load("forum").name == "forum"
    with pytest.raises(MarketplaceError, match=r"broken\.toml:1: family: missing"):
        found.load("broken")


def test_a_name_without_a_file_is_no_spider(folder: Path) -> None:
    with pytest.raises(KeyError):
        loader(folder).load("nowhere")


def test_a_spider_is_found_by_the_host_of_a_request(folder: Path) -> None:
    found = loader(folder)
    assert found.find_by_request(Request("https://www.forum.example/x")) == ["forum"]
    assert found.find_by_request(Request("https://else.example/x")) == []


def test_an_odd_site_has_its_code_beside_its_facts(folder: Path) -> None:
    (folder / "forum.py").write_text(ODD)
    spider = loader(folder).load("forum")
    [listing] = spider().read_listings(page("<h1>[S] Ball python</h1>", URL))  # type: ignore[attr-defined]
    assert listing.title == "Ball python"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import nothing_of_that_name\n", r"forum\.py:1: ModuleNotFoundError"),
        ("x = 1\ny = 1 / 0\n", r"forum\.py:2: ZeroDivisionError"),
        ("class X(:\n", r"forum\.py:1: SyntaxError"),
        ("x = 1\n", "holds 0 spider classes; it must hold one"),
        (
            "from crawler.families.selectors import SelectorsSpider\n",
            "holds 0 spider classes",
        ),
    ],
)
def test_code_that_cannot_be_used_is_told_with_its_line(
    folder: Path, code: str, said: str
) -> None:
    (folder / "forum.py").write_text(code)
    with pytest.raises(MarketplaceError, match=said):
        loader(folder).load("forum")


def test_without_a_folder_the_checkouts_marketplaces_are_meant() -> None:
    found = MarketplaceLoader.from_settings(Settings())
    assert found.list() == list(find_marketplaces(marketplace_folder(None)))


@pytest.mark.parametrize("name", find_marketplaces(marketplace_folder(None)))
def test_every_marketplace_of_the_checkout_can_be_crawled(name: str) -> None:
    spider = load_spider(find_marketplaces(marketplace_folder(None))[name])
    assert spider().name == name


def test_every_family_of_the_model_has_a_spider(folder: Path) -> None:
    text = (folder / "forum.toml").read_text()
    for family in FAMILIES:
        facts = text.replace("selectors", family, 1) + NEEDED.get(family, "")
        (folder / "forum.toml").write_text(facts)
        spider = load_spider(folder / "forum.toml")
        assert issubclass(spider, family_of(spider.marketplace))
    assert issubclass(SchemaOrgSpider, load_spider(folder / "forum.toml").__mro__[-2])
