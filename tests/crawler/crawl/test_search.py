"""A crawl that asks a site's search: panels, budget, rotation, what came of each query."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.loopback import Site, answer
from tests.crawler.crawl.running import QUICK, Outcome, citeswatch, offer, results, run


class Searched(Site):
    """Finds two pages of offers for ivory, one for horn, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.pages["/search"] = self._search
        for n in range(1, 6):
            self.add(f"/item/{n}", offer(f"Elephant ivory figure {n}"))

    def _search(self, request: BaseHTTPRequestHandler) -> None:
        query = parse_qs(urlsplit(request.path).query)
        words, page = query["q"][0], int(query.get("p", ["1"])[0])
        self.words.append(f"{words} {page}")
        found = results()
        if words == "ivory":
            items = {1: ["/item/1", "/item/2"], 2: ["/item/3"], 3: ["/item/4"]}[page]
            later = f"/search?q=ivory&p={page + 1}" if page < 3 else ""
            found = results(*items, later=later)
        elif words == "horn cup":
            found = results("/item/2", "/item/5")
        answer("No", 403)(request) if words == "refused" else answer(found)(request)


def write(workspace: Workspace, site: Site, search: str, more: str = "") -> None:
    toml = f'title = "Bazaar"\nhome = "{site.home}"\nfamily = "selectors"\n'
    toml += f'languages = ["en"]\ncurrency = "EUR"\n{more}'
    toml += '[follow]\nlistings = "a.item"\nnext = "a.next"\n[select]\ntitle = "h1"\n'
    toml += f'[search]\ntemplate = "{site.home}search?q={{query}}"\n{search}\n{QUICK}'
    (workspace.marketplaces / "bazaar.toml").write_text(toml, encoding="utf-8")


def freeze(workspace: Workspace, *texts: str) -> None:
    rows = [f"{text},en,Loxodonta africana,I,specimen" for text in texts]
    file = workspace.folder / "panels" / "bazaar.csv"
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(["text,language,taxon,appendix,kind", *rows]) + "\n")


def crawl(workspace: Workspace, *words: str) -> Outcome:
    where = ("--json", "--workspace", str(workspace.folder))
    return Outcome(workspace, citeswatch("crawl", *words, *where))


@pytest.fixture
def site() -> Iterator[Searched]:
    made = Searched()
    yield made
    made.close()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "unit")


QUERIES = """SELECT text, pages, listings, new, ended FROM queries
             WHERE crawl = (SELECT MAX(id) FROM crawls) ORDER BY number"""


def test_a_fixed_panel_is_asked_whole_and_each_query_is_accounted_for(
    workspace: Workspace, site: Searched
) -> None:
    write(workspace, site, "pages = 2")
    freeze(workspace, "ivory", "horn cup", "unicorn", "refused")
    outcome = crawl(workspace, "bazaar", "--panel", "fixed")
    assert sorted(site.words)[:2] == ["horn cup 1", "ivory 1"]
    assert "ivory 3" not in site.words, "the panel asks for two pages"
    assert outcome.rows(QUERIES) == [
        ("ivory", 2, 3, 3, "limit"),
        ("horn cup", 1, 2, 2, "done"),
        ("unicorn", 1, 0, 0, "done"),
        ("refused", 0, 0, 0, "refused"),
    ]
    panels = "SELECT panel, panel_id IS NOT NULL FROM crawls"
    assert outcome.rows(panels) == [("fixed", 1)]


@pytest.mark.slow
def test_a_panel_that_changes_is_recorded_as_another(
    workspace: Workspace, site: Searched
) -> None:
    write(workspace, site, "")
    for texts in (("ivory",), ("ivory",), ("ivory", "horn cup")):
        freeze(workspace, *texts)
        outcome = crawl(workspace, "--panel", "fixed")
    rows = outcome.rows("SELECT id, replaces, queries FROM panels ORDER BY id")
    assert [row[:2] for row in rows] == [(1, None), (2, 1)]
    assert [one["text"] for one in json.loads(rows[1][2])] == ["ivory", "horn cup"]
    used = outcome.rows("SELECT panel_id FROM crawls ORDER BY id")
    assert used == [(1,), (1,), (2,)]


@pytest.mark.slow
def test_a_search_calls_nothing_gone_and_may_be_complete_without_a_find(
    workspace: Workspace, site: Searched
) -> None:
    write(workspace, site, "", "min_listings = 40\n")
    freeze(workspace, "horn cup")
    crawl(workspace, "--panel", "fixed")
    freeze(workspace, "unicorn")
    outcome = crawl(workspace, "--panel", "fixed")
    assert not outcome.by_name["bazaar"]["short"], "40 are expected of its lists"
    assert outcome.by_name["bazaar"]["gone"] == 0
    assert outcome.rows("SELECT complete FROM effort") == [(1,), (1,)]
    assert outcome.rows("SELECT DISTINCT state FROM listings") == [("active",)]


@pytest.mark.slow
def test_a_sweep_asks_within_its_budget_and_goes_on_where_the_last_one_ended(
    workspace: Workspace, site: Searched
) -> None:
    write(workspace, site, 'budget = 4\nwords = ["ivory", "horn cup"]')
    first = run(workspace)
    asked = [text for (text, *_) in first.rows(QUERIES)]
    assert len(asked) == 4
    assert asked[:2] == ["ivory", "horn cup"], "the operator's own words come first"
    second = run(workspace)
    later = [text for (text, *_) in second.rows(QUERIES)]
    assert len(later) == 4
    assert not set(asked) & set(later)
    assert second.rows("SELECT panel, panel_id FROM crawls") == [("sweep", None)] * 2


@pytest.mark.slow
def test_a_site_is_asked_for_its_lists_only_when_it_names_some(
    workspace: Workspace, site: Searched
) -> None:
    write(workspace, site, "budget = 1")
    done = crawl(workspace, "bazaar", "--panel", "catalogue")
    assert done.code == 1
    assert "names no list of the site; crawl it with --panel sweep" in done.errors
    write(workspace, site, "budget = 1", f'start_urls = ["{site.home}list"]\n')
    site.add("/list", results("/item/4"))
    listed = crawl(workspace, "bazaar", "--panel", "catalogue")
    assert listed.titles("bazaar") == ["Elephant ivory figure 4"]
    assert listed.rows("SELECT panel FROM crawls") == [("catalogue",)]
    assert site.words == []


@pytest.mark.slow
def test_without_a_fixed_panel_the_operator_is_told_how_to_make_one(
    workspace: Workspace, site: Searched
) -> None:
    write(workspace, site, "")
    where = ("--workspace", str(workspace.folder))
    missing = crawl(workspace, "bazaar", "--panel", "fixed")
    assert "make one with: citeswatch panel freeze bazaar" in missing.errors
    made = citeswatch("panel", "freeze", "bazaar", "--size", "6", *where)
    assert made.returncode == 0, made.stderr
    assert "6 queries, panel " in made.stdout
    shown = citeswatch("panel", "show", "bazaar", "--panel", "fixed", "--json", *where)
    queries = [json.loads(line) for line in shown.stdout.splitlines()]
    assert len(queries) == 6
    assert {one["appendix"] for one in queries} == {"I"}
    again = citeswatch("panel", "freeze", "bazaar", *where)
    assert again.returncode == 1
    assert "a fixed panel stays as it is" in again.stderr


def test_a_site_that_is_only_searched_can_be_checked(
    workspace: Workspace, site: Searched
) -> None:
    write(workspace, site, 'words = ["ivory"]')
    where = ("--workspace", str(workspace.folder))
    done = citeswatch("marketplace", "check", "bazaar", *where)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 links" in done.stdout
