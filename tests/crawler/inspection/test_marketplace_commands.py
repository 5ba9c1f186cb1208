"""`citeswatch marketplace`: an operator adds a site without code.

Against real sites on loopback; each command is a process of its own.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import main
from crawler.marketplace import load_marketplace
from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.loopback import Site
from tests.crawler.crawl.running import citeswatch, results, run

RESULTS = (
    "<html lang=fr><head><title>Annonces - Petit marché</title>"
    '<link rel=alternate type="application/rss+xml" href="/feed.xml"></head><body>'
    "<nav><a href=/login>Se connecter</a></nav><ul>{cards}</ul>{later}</body></html>"
)
CARD = '<li><a class=annonce href="/annonce/{n}">Une belle annonce {n}</a></li>'
PRODUCT = """<html lang=fr><head><script type="application/ld+json">{{
"@type": "Product", "name": "Python royal {n}", "description": "Né en captivité",
"offers": {{"price": "120.00", "priceCurrency": "EUR",
"seller": {{"@type": "Person", "name": "Marie Dupont"}}}}}}</script></head>
<body><h1>Python royal {n}</h1>Marie Dupont, marie@mail.example, +33 6 12 34 56 78
</body></html>"""
PLAIN = """<html><body><h1 class=title>Old clock {n}</h1><b class=price>12 €</b>
<div class=description>It works. Ask me.</div></body></html>"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "unit")


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    later = '<a rel=next href="/annonces?p=2">Suivant</a>'
    made.add("/annonces", RESULTS.format(cards=_cards(1, 9), later=later))
    made.add("/annonces?p=2", RESULTS.format(cards=_cards(9, 12), later=""))
    made.add(
        "/robots.txt",
        f"User-agent: *\nDisallow: /annonce/1\nSitemap: {made.home}s.xml\n",
    )
    for n in range(1, 12):
        made.add(f"/annonce/{n}", PRODUCT.format(n=n))
    yield made
    made.close()


def _cards(first: int, last: int) -> str:
    return "".join(CARD.format(n=n) for n in range(first, last))


def command(workspace: Workspace, *words: str) -> tuple[int, str]:
    done = citeswatch("marketplace", *words, "--workspace", str(workspace.folder))
    return done.returncode, done.stdout + done.stderr


def test_a_new_site_is_recognised_written_checked_and_crawled(
    workspace: Workspace, site: Site
) -> None:
    code, said = command(workspace, "new", "petit_marche", f"{site.home}annonces")
    assert code == 0
    assert "A crawl would find listings here." in said
    assert "then: citeswatch crawl petit_marche" in said
    assert "robots.txt     forbids 1 of the" in said
    assert "It runs on this machine: no review of terms of use is needed." in said
    assert "reads this site already" not in said

    path = workspace.marketplaces / "petit_marche.toml"
    facts = load_marketplace(path)
    assert facts.title == "Petit marché"
    assert (facts.family, facts.syntaxes) == ("schema_org", ["json-ld"])
    assert (facts.languages, facts.currency) == (["fr"], "EUR")
    assert facts.follow.listings == "a.annonce"
    assert facts.follow.next == "a[rel~=next]"
    text = path.read_text(encoding="utf-8")
    assert f'# sitemaps = ["{site.home}s.xml"]' in text
    assert '# listing_pattern = "/annonce/"' in text
    assert f'# feeds = ["{site.home}feed.xml"]' in text
    assert "first page of results" not in said

    outcome = run(workspace)
    assert outcome.by_name["petit_marche"]["outcome"] == "finished"
    # /annonce/1, /annonce/10 and /annonce/11 are forbidden.
    assert len(outcome.titles("petit_marche")) == 8

    code, said = command(workspace, "new", "again", f"{site.home}annonces")
    assert (code, "petit_marche reads this site already" in said) == (0, True)

    code, said = command(workspace, "freeze", "petit_marche")
    assert code == 0
    folder = workspace.marketplaces / "frozen" / "petit_marche"
    [page] = folder.glob("*.page.html")
    for private in (b"Dupont", b"marie@", b"12 34 56"):
        assert private not in page.read_bytes()
    [kept] = folder.glob("*.expected.json")
    [listing] = json.loads(kept.read_text(encoding="utf-8"))["listings"]
    assert listing["title"] == "Python royal 2"
    assert listing["seller_text"] == "Seller"


@pytest.mark.slow
def test_a_site_without_a_next_page_is_warned_of_until_a_person_states_it(
    workspace: Workspace,
) -> None:
    shop = Site()
    feed = '<link rel=alternate type="application/atom+xml" href="/feed.xml">'
    shop.add("/all", f"{feed}<ul>{_cards(1, 9)}</ul>")
    entry = f'<link href="{shop.home}annonce/20"/>'
    shop.add("/feed.xml", f"<feed><entry>{entry}</entry></feed>", kind="text/xml")
    for n in (*range(1, 9), 20):
        shop.add(f"/annonce/{n}", PRODUCT.format(n=n))
    code, said = command(workspace, "new", "one_page", f"{shop.home}all")
    assert code == 0
    assert "only the first page of results is read: paging is not set" in said
    assert "A crawl would find listings on the first page alone." in said
    path = workspace.marketplaces / "one_page.toml"
    text = path.read_text(encoding="utf-8")
    assert f'\nfeeds = ["{shop.home}feed.xml"]' in text
    assert "# single_page = true" in text

    outcome = run(workspace)
    assert len(outcome.titles("one_page")) == 9
    assert "paging is not set" in outcome.by_name["one_page"]["warning"]
    where = ("--workspace", str(workspace.folder))
    status = citeswatch("status", *where)
    assert status.returncode == 1
    assert "first page only" in status.stdout
    assert "one_page: only the first page of results is read" in status.stdout

    path.write_text(text.replace("# single_page", "single_page"), encoding="utf-8")
    code, said = command(workspace, "check", "one_page")
    assert (code, "first page" in said) == (0, False)
    assert run(workspace).by_name["one_page"]["warning"] == ""
    assert citeswatch("status", *where).returncode == 0
    shop.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<urlset><url><loc>{home}annonce/1</loc></url></urlset>", True),
        (
            "<sitemapindex><sitemap><loc>{home}s1.xml</loc></sitemap></sitemapindex>",
            True,
        ),
        ("<!doctype html><html><body>Page not found</body></html>", False),
        ("<urlset></urlset>", False),
    ],
)
def test_a_sitemap_that_robots_txt_does_not_name_is_looked_for(
    workspace: Workspace, body: str, found: bool
) -> None:
    shop = Site()
    shop.add("/all", f"<ul>{_cards(1, 9)}</ul>")
    for n in range(1, 9):
        shop.add(f"/annonce/{n}", PRODUCT.format(n=n))
    shop.add("/sitemap.xml", body.format(home=shop.home), kind="text/xml")
    code, said = command(workspace, "new", "mapped", f"{shop.home}all")
    assert code == 0, said
    text = (workspace.marketplaces / "mapped.toml").read_text(encoding="utf-8")
    assert (f'sitemaps = ["{shop.home}sitemap.xml"]' in text) is found
    assert shop.asked["/sitemap.xml"] == 1
    shop.close()


def test_a_check_says_field_by_field_what_was_found_and_from_where(
    workspace: Workspace, site: Site
) -> None:
    text = (
        f'title = "x"\nhome = "{site.home}"\nfamily = "schema_org"\n'
        f'start_urls = ["{site.home}annonces"]\n[follow]\nlistings = "a.annonce"\n'
        '[select]\ndate = "h1"\n[politeness]\ndelay = 0\n'
    )
    path = workspace.marketplaces / "odd.toml"
    path.write_text(text, encoding="utf-8")
    code, said = command(
        workspace, "check", str(path), f"{site.home}annonce/2", "--json"
    )
    assert code == 0
    report = json.loads(said)
    assert report["robots"] == "allows these pages"
    fields = {one["field"]: one for one in report["fields"]}
    assert fields["title"]["value"] == "Python royal 2"
    assert fields["title"]["where"] == "json-ld: name"
    assert fields["price"]["read_as"] == "120.00 EUR"
    assert fields["date"]["verdict"] == "unread"
    assert "not read as a date; check date_order" in fields["date"]["advice"]
    assert fields["place"]["verdict"] == "missing"
    assert "place = " in fields["place"]["advice"]


def test_a_check_says_plainly_what_is_wrong(workspace: Workspace, site: Site) -> None:
    text = (
        f'title = "x"\nhome = "{site.home}"\nfamily = "selectors"\n'
        f'start_urls = ["{site.home}annonces"]\n[follow]\nlistings = "a.annonce"\n'
        '[select]\ntitle = "h1.name"\n[politeness]\ndelay = 0\n'
    )
    (workspace.marketplaces / "odd.toml").write_text(text, encoding="utf-8")
    code, said = command(workspace, "check", "odd")
    assert code == 1
    assert "Problem: " in said
    assert "no title was found; select.title = 'h1.name' finds nothing there" in said


def test_a_plain_shop_gets_usual_selectors(workspace: Workspace) -> None:
    shop = Site()
    shop.add("/all", results(*(f"/thing/{n}" for n in range(100, 108))))
    for n in range(100, 108):
        shop.add(f"/thing/{n}", PLAIN.format(n=n))
    code, said = command(workspace, "new", "clocks", f"{shop.home}all")
    shop.close()
    assert code == 0
    facts = load_marketplace(workspace.marketplaces / "clocks.toml")
    assert facts.family == "selectors"
    assert facts.select.title == "h1[class*=title]"
    assert facts.select.price == "[class*=price]"
    assert facts.select.description == "[class*=description]"
    assert re.search(r"price +found +12 € +select: \[class\*=price\] +12 EUR", said)
    assert re.search(r"currency +found +EUR +the price", said)


def test_a_storefront_is_recognised_by_what_it_says_of_itself(
    workspace: Workspace,
) -> None:
    shop = Site()
    shop.add(
        "/", '<html><head><script src="https://cdn.shopify.com/x.js"></script></head>'
    )
    product = {"id": 1, "title": "Belt", "handle": "belt", "variants": [{"price": "5"}]}
    shop.add(
        "/products.json", json.dumps({"products": [product]}), kind="application/json"
    )
    code, said = command(workspace, "new", "belts", shop.home)
    shop.close()
    assert code == 0
    assert "(family storefront_json)" in said
    assert load_marketplace(workspace.marketplaces / "belts.toml").start_urls == []


def test_a_page_without_offers_is_written_down_with_what_is_missing(
    workspace: Workspace,
) -> None:
    empty = Site()
    empty.add("/", "<html><body><h1>Welcome</h1></body></html>")
    code, said = command(workspace, "new", "welcome", empty.home)
    empty.close()
    assert code == 1
    assert "say how to get from a results page to its offers" in " ".join(said.split())
    assert "Next: mend" in said


@pytest.mark.slow
def test_a_site_that_cannot_be_had_is_told(workspace: Workspace) -> None:
    gone = Site()
    address = gone.home
    gone.close()
    code, said = command(workspace, "new", "gone", address)
    assert code == 1
    assert "takes no connection; is the site up?" in said
    text = f'title = "x"\nhome = "{address}"\nfamily = "schema_org"\n'
    text += f'start_urls = ["{address}"]\n[politeness]\ndelay = 0\n'
    (workspace.marketplaces / "down.toml").write_text(text)
    code, said = command(workspace, "check", "down")
    assert code == 1
    assert "robots.txt     not known: no page of the site could be had" in said
    assert not (workspace.marketplaces / "gone.toml").exists()


def quick(workspace: Workspace, *words: str) -> tuple[int, str]:
    """Run a command that asks no site, in this process."""
    folder = str(workspace.folder)
    done = CliRunner().invoke(main, ["marketplace", *words, "--workspace", folder])
    return done.exit_code, " ".join(done.output.split())


def test_marketplaces_are_listed_with_what_is_wrong(workspace: Workspace) -> None:
    code, said = quick(workspace, "list")
    assert (code, "make one with: citeswatch marketplace new" in said) == (0, True)
    good = 'title = "Good"\nhome = "https://good.example"\nfamily = "storefront_json"\n'
    (workspace.marketplaces / "good.toml").write_text(good)
    (workspace.marketplaces / "bad.toml").write_text('titel = "Bad"\n')
    code, said = quick(workspace, "list")
    assert code == 1
    assert "good Good storefront_json not tried no" in said
    assert 'bad.toml:1: titel: unknown key; did you mean "title"?' in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["check", "nowhere"], 2, "there is no marketplace 'nowhere'"),
        (["check", "nowhere.toml"], 1, "nowhere.toml: cannot be read"),
        (["new", "Bad-Name", "https://a.example"], 1, "a name is lower-case letters"),
        (["new", "good", "a.example"], 1, "is no web address; write it with https://"),
        (["new", "good", "ftp://a.example/"], 1, "is no web address"),
        (["freeze", "nowhere"], 2, "there is no marketplace 'nowhere'"),
    ],
)
def test_wrong_use_is_told(
    workspace: Workspace, words: list[str], code: int, said: str
) -> None:
    got, text = quick(workspace, *words)
    assert got == code
    assert said in text


def test_a_file_that_is_there_is_never_overwritten(workspace: Workspace) -> None:
    path = workspace.marketplaces / "mine.toml"
    path.write_text("# mine\n")
    code, said = quick(workspace, "new", "mine", "https://a.example")
    assert (code, "is there already" in said) == (1, True)
    assert path.read_text() == "# mine\n"
