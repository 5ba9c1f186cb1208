"""Bad input: each kind is told with its place and mend, counted, and survived.

One crawl of many marketplaces, served by real servers on loopback.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from socket import gethostbyname, gethostname

import pytest

from crawler.marketplace.addresses import is_private_number
from crawler.workspace import make_workspace
from tests.crawler.crawl.loopback import Site, answer, endless, redirect
from tests.crawler.crawl.running import (
    Outcome,
    offer,
    results,
    run,
    write_market,
)

CAPTCHA = (
    "<html><head><title>Are you a human?</title></head><body>captcha</body></html>"
)
CUT_OFF = gzip.compress(offer("Cut off", " ".join(map(str, range(5000)))).encode())[
    :-400
]
BOMB = gzip.compress(b"\0" * (40 * 2**20))
LONG = "Ivory " * 20_000
UTF_8 = offer("Brok\udcffen").encode("utf-8", "surrogateescape")

FORMS = '[follow]\nlistings = "a.item"\n[select]\ntitle = "h1"\n'


@dataclass
class World:
    """The sites, and the one crawl of them all."""

    bad: Site
    outside: Site
    sites: list[Site]
    outcome: Outcome


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    workspace = make_workspace(tmp_path_factory.mktemp("bad"), contact="me@example.org")
    bad, outside, refusing, walled, forbidden = (Site() for _ in range(5))
    html_shop, failing, short, misspelt = (Site() for _ in range(4))
    sites = [bad, outside, refusing, walled, forbidden]
    sites += [html_shop, failing, short, misspelt]
    _fill_bad(bad, outside)
    outside.add("/secret", offer("Secret of another port"))
    write_market(workspace, "bad_pages", bad.home)
    refusing.add("/results", "Forbidden", status=403)
    write_market(workspace, "refusing", refusing.home)
    walled.add("/results", CAPTCHA)
    write_market(workspace, "walled", walled.home)
    forbidden.add("/robots.txt", "User-agent: citeswatch\nDisallow: /\n")
    write_market(workspace, "forbidden", forbidden.home)
    html_shop.add("/results", "<html><body>This shop is closed</body></html>")
    write_market(workspace, "html_shop", html_shop.home, " ", "storefront_json")
    failing.add("/results", results(*(f"/item/{n}" for n in range(60))))
    for n in range(60):
        failing.add(f"/item/{n}", "<html><body><h2>Other heading</h2></body></html>")
    write_market(workspace, "failing", failing.home)
    short.add("/results", results("/item/1"))
    short.add("/item/1", offer("Only one"))
    write_market(workspace, "short_one", short.home, f"min_listings = 50\n{FORMS}")
    (workspace.marketplaces / "private.toml").write_text(
        f'title = "x"\nhome = "http://{gethostname()}:{bad.server.server_port}/"\n'
        'family = "storefront_json"\n[politeness]\ndelay = 0.5\n'
        "[policy]\nterms_reviewed_on = 2026-11-26\n"
    )
    write_market(workspace, "misspelt", misspelt.home, "min_listing = 5\n")
    yield World(bad, outside, sites, run(workspace))
    for site in sites:
        site.close()


def _fill_bad(bad: Site, outside: Site) -> None:
    good = [f"/good/{n}" for n in range(1, 4)]
    special = {
        "/error": answer("Oops", 500),
        "/loop": redirect("/loop/2"),
        "/loop/2": redirect("/loop"),
        "/long-way/0": redirect("/long-way/1"),
        "/off-site": redirect("http://elsewhere.example/item"),
        "/other-port": redirect(f"{outside.home}secret"),
        "/metadata": redirect("http://169.254.169.254/latest/meta-data/"),
        "/file": redirect("file:///etc/passwd"),
        "/huge": endless(50, announced=True),
        "/huge-unannounced": endless(50, announced=False),
        "/bomb": answer(BOMB, Content_Encoding="gzip"),
        "/cut-off": answer(CUT_OFF, Content_Encoding="gzip"),
        "/no-gzip": answer("<h1>Plain</h1>", Content_Encoding="gzip"),
        "/binary": answer(b"\x89PNG\r\n\x1a\n\x00\x00" + b"\x01" * 500),
        "/picture-page": answer(b"\xff\xd8\xff\xe0 jpeg", kind="image/jpeg"),
        "/empty": answer(""),
        "/no-title": answer("<html><body><h1> </h1></body></html>"),
        "/long-title": answer(offer(LONG)),
        "/utf-8": answer(UTF_8),
        "/control": answer(offer("Ball&#0;&#7; python\x0b\x1b[31m cb24")),
        "/formula": answer(offer("=cmd|' /C calc'!A0")),
        "/script": answer(offer("&lt;script&gt;alert(1)&lt;/script&gt; ivory")),
        "/missing": answer("Gone", 404),
    }
    for n in range(1, 9):
        special[f"/long-way/{n}"] = redirect(f"/long-way/{n + 1}")
    bad.pages.update(special)
    for number, path in enumerate(good):
        bad.add(path, offer(f"Good offer {number}"))
    first = [path for path in special if path.count("/") == 1]
    links = [*first, "/long-way/0", "mailto:x@y.z", "http://[bad", "tel:123"]
    bad.add("/results", results(*links, *good, later="/results/2"))
    bad.add("/results/2", results("/last"))
    bad.add("/last", offer("After all the bad pages"))


def test_the_crawl_goes_on_after_every_bad_page(world: World) -> None:
    summary = world.outcome.by_name["bad_pages"]
    assert summary["outcome"] == "finished"
    titles = world.outcome.titles("bad_pages")
    assert [title for title in titles if title.startswith("Good offer")] == [
        "Good offer 0",
        "Good offer 1",
        "Good offer 2",
    ]
    assert "After all the bad pages" in titles


TOLD = [
    ("error", "http_500", "answered 500 each time it was asked for; it is asked again"),
    ("loop", "redirect_loop", "is redirected in a circle; open the address"),
    ("long-way/0", "redirect_loop", "is redirected without end; open the address"),
    ("huge", "too_large", "is larger than 10 MB and was not read"),
    ("huge-unannounced", "too_large", "is larger than 10 MB and was not read"),
    ("bomb", "too_large", "is larger than 10 MB unpacked"),
    ("cut-off", "cut_off", "came cut off each time"),
    ("no-gzip", "cut_off", "came cut off each time"),
    ("binary", "not_html", "says it is text/html but is binary; leave such addresses"),
    ("picture-page", "not_html", "says it is image/jpeg but is binary"),
    ("empty", "empty_page", "the page is empty; try it later"),
    ("no-title", "no_title", "no title was found; select.title = 'h1' finds nothing"),
]


@pytest.mark.parametrize(("path", "kind", "said"), TOLD)
def test_a_bad_page_is_told_with_its_place_and_mend_and_counted(
    world: World, path: str, kind: str, said: str
) -> None:
    place = re.escape(f"WARNING bad_pages: {world.bad.home}{path}: {said}")
    assert re.search(place, world.outcome.log)
    expected = sum(one[1] == kind for one in TOLD)
    assert world.outcome.count("bad_pages", f"page/failed/{kind}") == expected


def test_what_failed_in_passing_is_asked_again_and_what_is_wrong_is_not(
    world: World,
) -> None:
    assert world.bad.asked["/error"] == 6, "three times at once, three at the end"
    assert world.bad.asked["/cut-off"] == 3
    assert world.bad.asked["/no-title"] == 1
    assert world.bad.asked["/huge"] == 1


def test_nothing_off_the_site_is_asked_for(world: World) -> None:
    assert not world.outside.asked
    assert world.outcome.count("bad_pages", "offsite/filtered") == 3
    assert "Secret of another port" not in world.outcome.titles("bad_pages")
    assert "not followed to http://169.254.169.254/" in world.outcome.log


def test_pictures_are_fetched_for_the_evidence_of_a_flagged_offer_only(
    world: World,
) -> None:
    captured = world.outcome.count("bad_pages", "evidence/captured")
    assert world.bad.asked["/picture.jpg"] == captured == 1
    [(urls,)] = world.outcome.rows(
        "SELECT image_urls FROM listings WHERE title = 'Good offer 1'"
    )
    assert urls == f'["{world.bad.home}picture.jpg"]'


def test_a_title_of_absurd_length_is_cut_and_told(world: World) -> None:
    [long] = [one for one in world.outcome.titles("bad_pages") if len(one) > 200]
    assert len(long) <= 2000
    assert (
        "its title has 119999 characters; the first 2000 are kept" in world.outcome.log
    )
    assert world.outcome.count("bad_pages", "text/cut") == 1


def test_broken_characters_are_replaced_and_counted(world: World) -> None:
    titles = world.outcome.titles("bad_pages")
    assert "Brok\ufffden" in titles
    [control] = [title for title in titles if title.startswith("Ball")]
    assert control.isprintable()
    assert world.outcome.count("bad_pages", "text/broken_characters") >= 1


def test_a_hostile_title_is_kept_as_it_was_published(world: World) -> None:
    titles = world.outcome.titles("bad_pages")
    assert "=cmd|' /C calc'!A0" in titles
    assert "<script>alert(1)</script> ivory" in titles


def test_links_that_are_no_web_addresses_are_counted(world: World) -> None:
    assert world.outcome.count("bad_pages", "link/unusable") >= 2


def test_a_site_that_keeps_us_out_is_refused_never_empty(world: World) -> None:
    refusing = world.outcome.by_name["refusing"]
    assert (refusing["outcome"], refusing["refusals"]) == ("refused", 1)
    walled = world.outcome.by_name["walled"]
    assert (walled["outcome"], walled["refusals"]) == ("refused", 1)
    assert (
        "it does not want" in world.outcome.log or "leave it a day" in world.outcome.log
    )


def test_robots_txt_is_obeyed_and_recorded(world: World) -> None:
    forbidden = world.outcome.by_name["forbidden"]
    assert forbidden["outcome"] == "refused"
    assert forbidden["reason"] == "robots.txt forbids the pages that lead to listings"
    assert forbidden["robots_forbidden"] == 1


def test_json_that_is_html_fails_the_crawl(world: World) -> None:
    shop = world.outcome.by_name["html_shop"]
    assert shop["outcome"] == "failed"
    assert "no listing could be read; pages that failed: 1" in shop["reason"]
    assert (
        "is not JSON (it says it is text/html); open the address" in world.outcome.log
    )


def test_many_failures_in_a_row_close_the_spider_as_failed(world: World) -> None:
    failing = world.outcome.by_name["failing"]
    assert failing["outcome"] == "failed"
    assert failing["reason"] == "failures_in_a_row"
    assert 20 <= failing["errors"] < 60


def test_too_few_listings_are_marked_short(world: World) -> None:
    summary = world.outcome.by_name["short_one"]
    assert (summary["outcome"], summary["short"]) == ("finished", True)
    assert "short_one: short: 1 listings, at least 50 expected" in world.outcome.errors


def test_a_wrong_file_is_told_and_the_others_are_crawled(world: World) -> None:
    misspelt = world.outcome.by_name["misspelt"]
    assert misspelt["outcome"] == "failed"
    assert (
        'misspelt.toml:7: min_listing: unknown key; did you mean "min_listings"?'
        in (misspelt["reason"])
    )
    assert world.outcome.code == 1


@pytest.mark.skipif(
    not is_private_number(gethostbyname(gethostname())),
    reason="this machine's name does not resolve to a private address",
)
def test_a_name_that_resolves_to_a_private_address_is_not_asked(world: World) -> None:
    assert world.outcome.by_name["private"]["outcome"] == "failed"
    assert world.bad.asked["/products.json"] == 0
    assert "which is not public: it is not asked" in world.outcome.log


def test_the_crawler_says_who_it_is(world: World) -> None:
    for site in (world.bad, world.sites[2]):
        assert site.agents == {"citeswatch/0.1.0 (+me@example.org)"}


def test_the_database_is_whole(world: World) -> None:
    assert world.outcome.rows("PRAGMA integrity_check") == [("ok",)]
    assert world.outcome.rows("PRAGMA foreign_key_check") == []
    running = "SELECT count(*) FROM crawls WHERE outcome = 'running'"
    assert world.outcome.rows(running) == [(0,)]
