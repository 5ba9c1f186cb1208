"""A crawl that was killed goes on where it was; pages as they were are not sent again."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from crawler.request_journal import read_journal
from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.loopback import Answer, Site, answer
from tests.crawler.crawl.running import ROOT, Outcome, offer, results, run, write_market

COUNT = 30
QUICK = """
import crawler.settings
crawler.settings.CITESWATCH_BATCH_SECONDS = 0.2
from crawler.cli import main
main()
"""


class LongSite(Site):
    """Thirty listings on three results pages; the twentieth waits to be released."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.release = threading.Event()
        for page in range(3):
            paths = [f"/item/{n}" for n in range(page * 10, page * 10 + 10)]
            later = f"/results?page={page + 1}" if page < 2 else ""
            key = f"/results?page={page}" if page else "/results"
            self.pages[key] = answer(results(*paths, later=later))
        for number in range(COUNT):
            self.add(f"/item/{number}", offer(f"Offer {number:02}"))
        self.pages["/item/20"] = self._wait

    def _wait(self, request: BaseHTTPRequestHandler) -> None:
        self.reached.set()
        self.release.wait(60)
        try:
            answer(offer("Offer 20"))(request)
        except OSError:
            return  # who asked was killed


@pytest.fixture
def site() -> Iterator[LongSite]:
    site = LongSite()
    yield site
    site.release.set()
    site.close()


@pytest.fixture
def workspace(tmp_path: Path, site: LongSite) -> Workspace:
    made = make_workspace(tmp_path / "unit")
    write_market(made, "long", site.home)
    path = made.marketplaces / "long.toml"
    path.write_text(path.read_text().replace("concurrency = 8", "concurrency = 2"))
    return made


def kill(
    workspace: Workspace,
    site: LongSite,
    number: int = signal.SIGKILL,
    *,
    panel: str = "",
) -> None:
    """Start a crawl, and kill it when it has stored most of what it can."""
    words = ["crawl", "--workspace", str(workspace.folder)]
    words += ["--panel", panel] if panel else []
    crawl = subprocess.Popen(
        [sys.executable, "-c", QUICK, *words],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert site.reached.wait(60)
    name = f"long.{panel}.journal" if panel else "long.journal"
    journal = workspace.folder / "jobs" / name
    pause = threading.Event()
    for _ in range(600):
        if journal.exists() and journal.read_text().count("\n-") >= 10:
            break
        pause.wait(0.05)
    crawl.send_signal(number)
    if number == signal.SIGTERM:
        site.release.set()
    crawl.wait(60)
    site.release.set()


def slow(*values: str) -> Any:
    """Give a case that only `make test-slow` runs."""
    return pytest.param(*values, marks=pytest.mark.slow)


def check_whole(outcome: Outcome) -> None:
    assert outcome.titles("long") == [f"Offer {n:02}" for n in range(COUNT)]
    assert outcome.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_crawl_killed_goes_on_where_it_was(
    workspace: Workspace, site: LongSite
) -> None:
    kill(workspace, site)
    past = read_journal(workspace.folder / "jobs" / "long.journal")
    assert past is not None
    left = {request["url"] for request in past.pending.values()}
    done = set(past.addresses) - left
    before = dict(site.asked)
    outcome = run(workspace)
    assert outcome.code == 0, outcome.errors
    check_whole(outcome)
    [row] = outcome.rows(
        """SELECT outcome, resumed, complete, listings_seen, errors FROM crawls
           JOIN effort ON crawl_id = id"""
    )
    assert row == ("finished", 1, 1, COUNT, 0), "one crawl, whole"
    assert "long: goes on with crawl 1" in outcome.errors
    items = {url.removeprefix(site.home.rstrip("/")) for url in done if "item" in url}
    assert len(items) >= 5
    again = [path for path in items if site.asked[path] > before[path]]
    assert again == [], "what was done is not asked for again"
    assert not (workspace.folder / "jobs" / "long.journal").exists()


class SearchedSite(LongSite):
    """Finds ten listings for "ivory" on two pages, more for "horn", none for "fur"."""

    def __init__(self) -> None:
        super().__init__()
        found = {
            "ivory": results(*_items(0, 7), later="/search?q=ivory&p=2"),
            "ivory&p=2": results(*_items(5, 10)),
            "horn": results(*_items(8, 19), later="/search?q=horn&p=2"),
            "horn&p=2": results("/item/20", later="/search?q=horn&p=3"),
            "fur": results(),
        }
        self.searches: Counter[str] = Counter()
        self.add("/search", results())
        for words, page in found.items():
            self.pages[f"/search?q={words}"] = self._counted(words, page)

    def _counted(self, words: str, page: str) -> Answer:
        def give(request: BaseHTTPRequestHandler) -> None:
            self.searches[words] += 1
            answer(page)(request)

        return give


def _items(first: int, last: int) -> list[str]:
    return [f"/item/{number}" for number in range(first, last)]


@pytest.fixture
def searched() -> Iterator[SearchedSite]:
    site = SearchedSite()
    yield site
    site.release.set()
    site.close()


ASKED = """SELECT text, pages, listings, new, ended FROM queries
           JOIN crawls ON crawls.id = crawl ORDER BY crawl, number"""
WHOLE = [
    ("ivory", 2, 10, 10, "done"),
    ("horn", 2, 12, 12, "limit"),
    ("fur", 1, 0, 0, "done"),
]


def search_only(tmp_path: Path, site: SearchedSite, search: str) -> Workspace:
    made = make_workspace(tmp_path / "unit")
    write_market(made, "long", site.home)
    path = made.marketplaces / "long.toml"
    lines = [
        "concurrency = 2" if line == "concurrency = 8" else line
        for line in path.read_text().splitlines()
        if not line.startswith("start_urls")
    ]
    template = f'template = "{site.home}search?q={{query}}"'
    lines += ["[search]", template, "pages = 2", search]
    path.write_text("\n".join(lines) + "\n")
    return made


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
@pytest.mark.parametrize(("panel", "count"), [("fixed", 3), ("sweep", 4)])
def test_a_search_that_was_killed_goes_on_and_counts_each_query_once(
    tmp_path: Path, searched: SearchedSite, panel: str, count: int
) -> None:
    # A quarter of a sweep's budget is not for Appendix I.
    words = 'words = ["ivory", "horn", "fur"]\nbudget = 4'
    workspace = search_only(tmp_path, searched, words)
    rows = [f"{text},en,,I,own" for text in ("ivory", "horn", "fur")]
    file = workspace.folder / "panels" / "long.csv"
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(["text,language,taxon,appendix,kind", *rows]) + "\n")
    kill(workspace, searched, panel=panel)
    past = read_journal(workspace.folder / "jobs" / f"long.{panel}.journal")
    assert past is not None
    assert past.plan is not None
    queries = [query.text for query in past.plan.queries]
    assert queries[:3] == ["ivory", "horn", "fur"]
    left = {request["url"] for request in past.pending.values()}
    done = {
        url.partition("/search?q=")[2] for url in past.addresses if url not in left
    } - {""}
    assert done, "some results pages were read before"
    outcome = run(workspace, "--panel", panel)
    assert outcome.code == 0, outcome.errors
    assert "long: goes on with crawl 1" in outcome.errors
    known = done & set(searched.searches)
    assert {searched.searches[words] for words in known} == {1}
    assert outcome.rows(ASKED)[:3] == WHOLE
    assert {ended for *_, ended in outcome.rows(ASKED)[3:]} <= {"done"}
    [row] = outcome.rows(
        """SELECT outcome, panel, resumed, queries, listings_seen, errors FROM crawls
           JOIN effort ON crawl_id = id"""
    )
    assert row == ("finished", panel, 1, count, 20, 0), "each query is asked once"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_fixed_panel_that_changed_is_asked_anew(
    tmp_path: Path, searched: SearchedSite
) -> None:
    workspace = search_only(tmp_path, searched, "")
    file = workspace.folder / "panels" / "long.csv"
    file.parent.mkdir(exist_ok=True)
    head = "text,language,taxon,appendix,kind\n"
    file.write_text(head + "ivory,en,,I,own\nhorn,en,,I,own\n")
    kill(workspace, searched, panel="fixed")
    file.write_text(head + "ivory,en,,I,own\nfur,en,,I,own\n")
    outcome = run(workspace, "--panel", "fixed")
    assert "the fixed panel has changed since" in outcome.errors
    assert outcome.rows("SELECT resumed FROM crawls") == [(0,), (0,)]
    asked = [(text, ended) for text, *_, ended in outcome.rows(ASKED)[2:]]
    assert asked == [("ivory", "done"), ("fur", "done")]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGTERM is POSIX")
def test_a_crawl_stopped_goes_on_too(workspace: Workspace, site: LongSite) -> None:
    kill(workspace, site, signal.SIGTERM)
    outcome = run(workspace)
    check_whole(outcome)
    assert outcome.rows("SELECT outcome, resumed FROM crawls") == [("finished", 1)]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("file", "is damaged"),
        slow("facts", "the marketplace's file or citeswatch has changed since"),
        slow("database", "the database does not hold all of it"),
        slow("age", "the crawl that was cut off is 72 hours old"),
        slow("anew", ""),
    ],
)
def test_what_cannot_go_on_begins_anew_with_a_word(
    workspace: Workspace, site: LongSite, damage: str, said: str
) -> None:
    kill(workspace, site)
    journal = workspace.folder / "jobs" / "long.journal"
    words: list[str] = []
    if damage == "file":
        lines = journal.read_text().splitlines()
        lines[len(lines) // 2] = "?"
        journal.write_text("\n".join(lines) + "\n")
    elif damage == "facts":
        path = workspace.marketplaces / "long.toml"
        path.write_text(path.read_text().replace("EUR", "USD"))
    elif damage == "database":
        journal.write_text(journal.read_text() + "=999\n")
    elif damage == "age":
        old = journal.stat().st_mtime - 72 * 3600
        os.utime(journal, (old, old))
    else:
        words = ["--anew"]
    outcome = run(workspace, *words)
    check_whole(outcome)
    assert f"{said}" in outcome.errors
    assert [resumed for (resumed,) in outcome.rows("SELECT resumed FROM crawls")] == [
        *(0, 0)
    ]


@pytest.mark.slow
def test_a_page_that_did_not_change_is_seen_without_being_sent(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    site = Site()
    sent: list[str] = []

    def page(path: str, title: str, tag: str) -> None:
        def give(request: BaseHTTPRequestHandler) -> None:
            if request.headers.get("If-None-Match") == tag:
                answer("", 304, ETag=tag)(request)
                return
            sent.append(path)
            answer(offer(title), ETag=tag)(request)

        site.pages[path] = give

    site.add("/results", results("/item/1", "/item/2", "/item/3"))
    page("/item/1", "Offer 1", '"a"')
    page("/item/2", "Offer 2", '"b"')
    site.add("/item/3", offer("Offer 3"))
    write_market(workspace, "tagged", site.home)
    run(workspace)
    page("/item/2", "Offer 2, now cheaper", '"c"')
    sent.clear()
    outcome = run(workspace)
    assert sent == ["/item/2"]
    assert outcome.by_name["tagged"]["listings"] == 3
    assert outcome.by_name["tagged"]["gone"] == 0
    events = outcome.rows(
        """SELECT listing_id, event FROM sightings JOIN listings ON id = listing
           WHERE crawl = 2 ORDER BY listing_id"""
    )
    assert [event for _, event in events] == ["seen", "changed", "seen"]
    [(complete, pages)] = outcome.rows(
        "SELECT complete, listing_pages FROM effort WHERE crawl_id = 2"
    )
    assert (complete, pages) == (1, 3)
    site.add("/results", results("/item/2", "/item/3"))
    site.pages.pop("/item/1")
    third = run(workspace)
    assert third.by_name["tagged"]["gone"] == 1
    page("/item/1", "Offer 1", '"a"')
    site.add("/results", results("/item/1", "/item/2", "/item/3"))
    sent.clear()
    fourth = run(workspace)
    assert "/item/1" in sent, "what was gone is fetched whole"
    assert fourth.by_name["tagged"]["relisted"] == 1
    site.close()
