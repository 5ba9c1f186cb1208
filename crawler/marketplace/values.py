"""Checks of single values in a marketplace's TOML; each error says the mend."""

from __future__ import annotations

import re
from difflib import get_close_matches
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from crawler.linear_patterns import compile_pattern
from crawler.selection import SelectorFault, compile_selector, is_xpath

NOT_A_NAME = (
    'a key does not stand in this file; write its name as "secret:shop_key" (lower-case '
    "letters, digits, _) and put the key itself into the environment variable "
    "CITESWATCH_SECRET_SHOP_KEY or the workspace's secrets.toml"
)


def check_url(url: str) -> str:
    """Accept an http or https address with a host and no password in it."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url!r} is no web address; write it with https://")
    if parts.username or parts.password:
        raise ValueError("a user name or password does not belong in an address")
    return url


def check_optional_url(url: str) -> str:
    """Accept a web address, or nothing."""
    return check_url(url) if url else url


def check_selector(written: str) -> str:
    """Accept a CSS or XPath selector that compiles."""
    try:
        if written:
            compile_selector(written)
    except SelectorFault as error:
        raise ValueError(
            f"{error}; try it with: citeswatch marketplace check"
        ) from None
    return written


def check_css(written: str) -> str:
    """Accept a CSS selector of elements, as a browser knows them."""
    check_selector(written)
    if is_xpath(written) or "::" in written:
        raise ValueError(f"{written!r}: a CSS selector of an element is needed here")
    return written


def check_pattern(pattern: str) -> str:
    """Accept a regular expression that no address can keep busy."""
    compile_pattern(pattern)
    return pattern


def check_currency(code: str) -> str:
    """Accept a code of ISO 4217."""
    from crawler.currencies import is_currency

    if code and not is_currency(code):
        raise ValueError(f"{code!r} is no ISO 4217 code; write it as EUR or USD")
    return code


def check_timezone(name: str) -> str:
    """Accept a name of the IANA time zone database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        near = get_close_matches(name, available_timezones(), 1)
        hint = f"; did you mean {near[0]!r}?" if near else "; write it as Europe/Paris"
        raise ValueError(f"{name!r} is no time zone{hint}") from None
    return name


def check_secret_name(written: str) -> str:
    """Accept `secret:NAME`; give NAME. A key itself is refused without repeating it."""
    if not written:
        return ""
    name = written.removeprefix("secret:")
    if name == written or not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", name):
        raise ValueError(NOT_A_NAME)
    return name


def check_product_page(template: str) -> str:
    """Accept a web address with {slug} in it."""
    if template and "{slug}" not in template:
        raise ValueError(f"{template!r} has no {{slug}} in it")
    return check_url(template) if template else template


def check_template(template: str) -> str:
    """Accept the address of a search with {query} in it, and nothing else to fill in."""
    if not template:
        return template
    if template.count("{query}") != 1 or "{" in template.replace("{query}", ""):
        raise ValueError(f"{template!r} must hold {{query}}, once, for the words")
    check_url(template.replace("{query}", "x"))
    if "{query}" in template.partition("//")[2].partition("/")[0]:
        raise ValueError("{query} does not belong into the host")
    return template
