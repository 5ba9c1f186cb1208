"""Which addresses a crawl has met is kept in little memory, and exactly."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.utils.test import get_crawler

from crawler.address_set import AddressSet
from crawler.requests_met import RequestsMet


@given(st.lists(st.text(alphabet=st.characters(codec=None), max_size=20)))
def test_holds_the_same_addresses_as_a_set(addresses: list[str]) -> None:
    met, plain = AddressSet(), set[str]()
    for address in addresses:
        assert (address in met) == (address in plain)
        assert met.add(address) == (address not in plain)
        plain.add(address)
    assert len(met) == len(plain)
    assert all(address in met for address in plain)


def test_a_crawl_that_goes_on_tells_it_what_was_met() -> None:
    met = AddressSet()
    met.update(["https://a.example/1", "https://a.example/2", "https://a.example/1"])
    assert len(met) == 2
    assert "https://a.example/2" in met
    assert "https://a.example/3" not in met


def test_a_request_made_before_is_known_whatever_the_order_of_its_query() -> None:
    settings = {"DUPEFILTER_CLASS": "crawler.requests_met.RequestsMet"}
    requests = RequestsMet.from_crawler(get_crawler(settings_dict=settings))
    first = Request("https://a.example/search?q=tiger&page=2")
    assert not requests.request_seen(first)
    assert requests.request_seen(first)
    assert requests.request_seen(Request("https://a.example/search?page=2&q=tiger"))
    assert not requests.request_seen(first.replace(method="POST", body=b"{}"))


def test_no_file_is_written_into_a_job_directory(tmp_path: Path) -> None:
    requests = RequestsMet.from_crawler(
        get_crawler(settings_dict={"JOBDIR": str(tmp_path)})
    )
    requests.request_seen(Request("https://a.example/"))
    requests.close("finished")
    assert not list(tmp_path.iterdir())
