"""Requests stay on the marketplace's hosts; private addresses are for demos only."""

from pathlib import Path

import pytest
from twisted.internet.defer import Deferred, succeed
from twisted.python.failure import Failure

from crawler.marketplace import read_marketplace
from crawler.middlewares.stay_on_site import belongs
from crawler.resolver import PrivateAddress, PublicResolver

TOML = """\
title = "Shop"
home = "{home}"
family = "schema_org"
start_urls = ["{home}/results"]
domains = ["static.example"]
"""


def allowed(url: str, home: str = "https://www.shop.example") -> bool:
    return belongs(read_marketplace(TOML.format(home=home), Path("shop.toml")), url)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/item/1",
        "http://www.shop.example/item/1",
        "https://anna.shop.example/item/1",
        "https://SHOP.example./item/1",
        "https://static.example/x",
    ],
)
def test_the_sites_own_hosts_are_asked(url: str) -> None:
    assert allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/",
        "https://shop.example.evil.example/",
        "https://notshop.example/",
        "https://evil.example/@shop.example",
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "file:///etc/passwd",
        "ftp://shop.example/",
        "data:text/html,x",
        "javascript:alert(1)",
        "http://shop.example:22/",
        "http://shop.example:6379/",
        "https://shop.example:80/",
        "http://anna.shop.example:9200/",
        "http://shop.example:99999/",
        "http://shop.example@evil.example/",
        "http://evil.example\\@10.0.0.1/",
        "http://127。0。0。1/",
        "http://%31%32%37.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "gopher://shop.example/",
    ],
)
def test_nothing_else_is_asked(url: str) -> None:
    assert not allowed(url)


def test_a_port_that_the_file_names_is_asked() -> None:
    home = "https://shop.example:8443"
    assert allowed("https://shop.example:8443/item/1", home)
    assert not allowed("https://shop.example:8444/item/1", home)


def test_on_this_machine_a_port_is_a_site_of_its_own() -> None:
    home = "http://127.0.0.1:8701"
    assert allowed("http://127.0.0.1:8701/item/1", home)
    assert not allowed("http://127.0.0.1:8001/", home)
    assert not allowed("http://localhost:8701/", home)
    assert not allowed("http://10.0.0.1:8701/", home)


@pytest.mark.parametrize(
    ("name", "address", "passes"),
    [
        ("shop.example", "93.184.215.14", True),
        ("shop.example", "127.0.0.1", False),
        ("shop.example", "192.168.1.10", False),
        ("shop.example", "169.254.169.254", False),
        ("localhost", "127.0.0.1", True),
    ],
)
def test_a_public_name_never_resolves_to_a_private_address(
    monkeypatch: pytest.MonkeyPatch, name: str, address: str, passes: bool
) -> None:
    def known(*_: object) -> Deferred[str]:
        return succeed(address)

    monkeypatch.setattr("scrapy.resolver.CachingThreadedResolver.getHostByName", known)
    results: list[object] = []
    resolving = PublicResolver.__new__(PublicResolver).getHostByName(name)
    resolving.addBoth(results.append)
    if passes:
        assert results == [address]
    else:
        assert isinstance(results[0], Failure)
        assert results[0].check(PrivateAddress)
