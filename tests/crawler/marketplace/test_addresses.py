"""Addresses of this machine and of private networks are told from public ones."""

import pytest

from crawler.marketplace.addresses import host_of, is_loopback, is_private_number


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", "shop.localhost"]
)
def test_this_machine_is_known_by_name_and_number(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.9",
        "169.254.169.254",
        "fd00::1",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "127.1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:0:0:0:0:80ff:fffe",
        "fe80::1",
        "::",
        "100.64.0.1",
        "017700000001",
        "224.0.0.1",
    ],
)
def test_a_number_that_is_not_public_is_private(host: str) -> None:
    assert is_private_number(host)


@pytest.mark.parametrize(
    "host",
    [
        "93.184.215.14",
        "example.org",
        "2606:4700::1111",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
    ],
)
def test_public_numbers_and_names_are_not_private(host: str) -> None:
    assert not is_private_number(host)


@pytest.mark.parametrize("url", ["", "http://[", "mailto:a@b.c", "//", "http://"])
def test_an_address_without_a_host_has_none(url: str) -> None:
    assert host_of(url) == ""
