"""Every fault in a marketplace's file is told with its place and its mend."""

from pathlib import Path

import pytest

from crawler.marketplace import MarketplaceError, load_marketplace, suggest_names
from crawler.marketplace.model import Marketplace

GOOD = """\
title = "Reptile forum"
home = "https://forum.example"
family = "selectors"
start_urls = ["https://forum.example/for-sale"]

[follow]
listings = "a.item"

[select]
title = "h1"
"""


def write(folder: Path, text: str, name: str = "reptile_forum.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(MarketplaceError) as error:
        load_marketplace(write(folder, text))
    return [
        line.rpartition("reptile_forum.toml")[2]
        for line in str(error.value).split("\n")
    ]


def test_a_file_gives_the_facts_and_its_stem_is_the_name(tmp_path: Path) -> None:
    facts = load_marketplace(write(tmp_path, GOOD))
    assert facts.name == "reptile_forum"
    assert facts.select.title == "h1"
    assert facts.hosts == {"forum.example"}
    assert facts.politeness.delay == 1.0


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("tilte = 'x'", ':1: tilte: unknown key; did you mean "title"?'),
        ("colour = 'red'", ":1: colour: unknown key; known here: title, home"),
        ("single_page = true", ":1: single_page: unknown key; it belongs under [follow]"),
        ("currency = 'EURO'", ":1: currency: 'EURO' is no ISO 4217 code; write it as EUR"),
        ("timezone = 'Europe/Pari'", "'Europe/Pari' is no time zone; did you mean 'Europe/Paris'?"),
        ("date_order = 'DYM'", ":1: date_order: input should be 'DMY', 'MDY' or 'YMD' (it is 'DYM')"),
        ("country = 'Kenya'", ":1: country: string should match pattern"),
        ("languages = ['English']", ":1: languages.0: string should match pattern"),
        ("min_listings = -1", ":1: min_listings: input should be greater than or equal to 0"),
        ("listing_id_pattern = '(\\d+'", "is no regular expression: missing )"),
        ("name = 'other'", ":1: name: the file's name is the marketplace's name; remove the key"),
    ],
)  # fmt: skip
def test_a_wrong_key_at_the_top_is_told_with_line_and_mend(
    tmp_path: Path, change: str, fault: str
) -> None:
    [told] = faults(tmp_path, f"{change}\n{GOOD}")
    assert fault in told


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("min_listings = 9", ":11: select.min_listings: unknown key; it belongs at the top"),
        ("tittle = 'h1'", ':11: select.tittle: unknown key; did you mean "title"?'),
        ("price = 'div..x'", ":11: select.price: 'div..x' is not CSS: Expected ident"),
        ("price = '//div['", ":11: select.price: '//div[' is not XPath: Invalid expression"),
        ("[politeness]\ndelay = 0.1", ":12: politeness.delay: at least 0.5 seconds on a real site"),
        ("[politeness]\nautothrottle = false", ":12: politeness.autothrottle: may be off only"),
        ("[policy]\nterms_reviewed_on = 'soon'", ":12: policy.terms_reviewed_on: input should be"),
        ("[lookup.colour]\nrot = 'red'", ":11: lookup.colour: no such field; fields are title"),
        ("each = 'li'", ":11: select.each: offers are read either from the results page"),
        ("[sources]\nfeeds = ['ftp://x']", ":12: sources.feeds.0: 'ftp://x' is no web address"),
        ("price = \"//a[document('file:///etc/passwd')]\"", ":11: select.price: "),
        ("[sources]\nlisting_pattern = '(?=x)'", ":12: sources.listing_pattern: '(?=x)' is no regular expression: invalid"),
        ("[sources]\nlisting_pattern = '['", ":12: sources.listing_pattern: '[' is no regular"),
    ],
)  # fmt: skip
def test_a_wrong_key_in_a_table_is_told_with_line_and_mend(
    tmp_path: Path, change: str, fault: str
) -> None:
    [told] = faults(tmp_path, f"{GOOD}{change}\n")
    assert fault in told


EBAY = """\
title = "eBay"
home = "https://www.ebay.de/"
family = "ebay_browse"
[api]
site = "EBAY_DE"
categories = ["1"]
[auth]
client_id = "secret:ebay_id"
client_secret = "secret:ebay_secret"
"""


def test_a_key_is_named_in_the_file(tmp_path: Path) -> None:
    facts = load_marketplace(write(tmp_path, EBAY))
    assert facts.auth.client_id == "ebay_id"
    assert facts.endpoint == "https://api.ebay.com"
    assert "api.ebay.com" in facts.hosts


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("secret:ebay_secret", "PRD-4f9a", ":9: auth.client_secret: a key does not stand in this file; write its name as"),
        ('client_secret = "secret:ebay_secret"', "", ":7: auth.client_secret: missing; name it as"),
        ("[auth]", '[auth]\napi_key = "secret:x"', ":8: auth.api_key: family 'ebay_browse' uses no such key"),
        ('site = "EBAY_DE"', "", ':4: api.site: which national site? for example site = "EBAY_DE"'),
        ("[api]", '[api]\nendpoint = "https://api.evil.example"', ":5: api.endpoint: keys of ebay_browse are sent to api.ebay.com or"),
        ("[api]", '[api]\nendpoint = "http://api.ebay.com"', ":5: api.endpoint: a key is sent over https only"),
        ("[api]", '[api]\nproduct_page = "https://x.example/p"', ":5: api.product_page: 'https://x.example/p' has no {slug} in it"),
    ],
)  # fmt: skip
def test_a_wrong_key_of_an_interface_is_told_and_never_repeated(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    [told] = faults(tmp_path, EBAY.replace(old, new, 1))
    assert fault in told
    assert "PRD-4f9a" not in told


def test_every_fault_is_told_at_once_and_in_the_order_of_the_file(
    tmp_path: Path,
) -> None:
    told = faults(tmp_path, "famly = 'x'\ncurrency = 'EURO'\n")
    assert [line.split(":")[1] for line in told] == ["1", "1", "1", "1", "2"]
    assert ':1: title: missing; add title = "…"' in told


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    [told] = faults(tmp_path, 'title = "x"\nhome = https://forum.example\n')
    assert told.startswith(":2: not valid TOML")
    assert "a text stands in quotes" in told


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "market.toml"
    path.write_bytes(b'title = "x"\nhome = "\xff"\n')
    with pytest.raises(MarketplaceError, match=r"market.toml:2: not UTF-8"):
        load_marketplace(path)


@pytest.mark.parametrize("name", ["Reptile.toml", "2fast.toml", "a-b.toml", "a b.toml"])
def test_a_name_is_lower_snake_case(tmp_path: Path, name: str) -> None:
    with pytest.raises(MarketplaceError, match="a name is lower-case letters"):
        load_marketplace(write(tmp_path, GOOD, name))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MarketplaceError, match="cannot be read: No such file"):
        load_marketplace(tmp_path / "nowhere.toml")


def test_a_site_with_nothing_to_begin_with_is_told(tmp_path: Path) -> None:
    text = GOOD.replace("start_urls", "# start_urls")
    [told] = faults(tmp_path, text)
    assert "start_urls: nothing to begin with" in told


def test_a_page_of_offers_needs_a_way_to_them(tmp_path: Path) -> None:
    [told] = faults(tmp_path, GOOD.replace('listings = "a.item"', ""))
    assert "say how to get from a results page to its offers" in told


def test_a_password_in_an_address_is_refused(tmp_path: Path) -> None:
    [told] = faults(
        tmp_path, GOOD.replace("https://forum.example/", "https://me:pw@forum.example/")
    )
    assert "does not belong in an address" in told
    assert "me:pw" not in told.partition("(it is")[0]


def test_a_real_site_may_not_point_at_this_machine(tmp_path: Path) -> None:
    text = GOOD.replace("https://forum.example/for-sale", "http://127.0.0.1:8000/x")
    [told] = faults(tmp_path, text)
    assert "http://127.0.0.1:8000/x is on this machine, the home page is not" in told


def test_a_site_on_this_machine_may_be_asked_without_pause(tmp_path: Path) -> None:
    text = GOOD.replace("https://forum.example", "http://127.0.0.1:8000")
    text += "[politeness]\ndelay = 0\nautothrottle = false\n"
    assert load_marketplace(write(tmp_path, text)).on_loopback


def test_an_unknown_name_gets_a_suggestion() -> None:
    assert suggest_names("reptil_forum", ["reptile_forum", "birds"]) == (
        "did you mean reptile_forum?"
    )
    assert suggest_names("zzz", ["birds"]) == "there are: birds"
    assert "marketplace new" in suggest_names("zzz", [])


def test_facts_do_not_change_after_reading(tmp_path: Path) -> None:
    facts = load_marketplace(write(tmp_path, GOOD))
    with pytest.raises(ValueError, match="frozen"):
        facts.title = "other"  # type: ignore[misc]
    assert isinstance(facts, Marketplace)
