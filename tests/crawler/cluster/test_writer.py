"""The writer stores each page once, in order, whatever is delivered again."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from crawler.cluster.connecting import ClusterError
from crawler.cluster.crawls import Crawls
from crawler.cluster.messages import PageDone, PageEvent, write
from crawler.cluster.writer import Writer
from crawler.items import Listing
from crawler.workspace import Workspace
from tests.crawler.cluster.machines import Cluster, until
from tests.crawler.cluster.queueing import begin


@pytest.fixture
def unit(cluster: Cluster) -> Workspace:
    return cluster.home


@pytest.fixture
def crawls(unit: Workspace) -> Crawls:
    return Crawls(unit)


def page(number: int, **facts: Any) -> PageDone:
    """Give what the page of offer *number* came to."""
    url = f"http://127.0.0.1/offer/{number}"
    name = facts.pop("name", str(number))
    listing = Listing("shop", name, url, f"Ball python {number}", **facts)
    events = [
        PageEvent(what=what, addresses=[url], listing=True)
        for what in ("ask", "answer", "read")
    ]
    counts = {"flagged/high": 1.0, "downloader/response_bytes": 100.0}
    sent = {"shop.test 2026-11-26": 1}
    return PageDone.model_construct(
        listings=[listing], events=events, counts=counts, sent=sent
    )


def tell(crawls: Crawls, key: str, kind: str, body: str, schema: str = "1") -> str:
    """Put an entry into the stream of results, as the scripts do."""
    fields: Any = {"schema": schema, "crawl": key, "kind": kind, "body": body}
    return str(crawls.client.xadd(f"{crawls.prefix}:results", fields))


def tell_pages(crawls: Crawls, key: str, *numbers: int) -> None:
    for number in numbers:
        tell(crawls, key, "page", write(page(number)))


def end(crawls: Crawls, key: str) -> None:
    tell(crawls, key, "drained", '{"capped":false,"asked_again":true}')


def store(unit: Workspace) -> None:
    Writer(unit).run(once=True)


def rows(unit: Workspace, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(unit.database)) as conn:
        return conn.execute(query).fetchall()


EFFORT = """SELECT pages_requested, pages_fetched, listing_pages, listings_seen,
    listings_new, bytes FROM effort"""


def test_a_crawl_is_one_row_with_the_sums_of_all_workers(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a")
    tell_pages(crawls, key, 1, 2, 3)
    end(crawls, key)
    store(unit)
    assert rows(unit, EFFORT) == [(3, 3, 3, 3, 3, 300)]
    assert rows(unit, "SELECT outcome, reason FROM crawls") == [("finished",) * 2]
    assert rows(unit, "SELECT requests FROM budgets") == [(3,)]
    summary = json.loads(crawls.facts(key)["summary"])
    assert (summary["new"], summary["flagged"], summary["pages"]) == (3, 3, 3)
    assert crawls.running() == {}


class Crash(BaseException):
    """The process is gone."""


def test_what_was_stored_and_not_struck_off_is_not_stored_again(
    unit: Workspace, crawls: Crawls, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = begin(crawls, "a")
    tell_pages(crawls, key, 1, 2)

    def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "_strike_off", crash)
        with pytest.raises(Crash):
            store(unit)
    assert rows(unit, EFFORT) == [(2, 2, 2, 2, 2, 200)]
    tell_pages(crawls, key, 3)
    end(crawls, key)
    store(unit)
    assert rows(unit, EFFORT) == [(3, 3, 3, 3, 3, 300)]
    assert rows(unit, "SELECT COUNT(*) FROM sightings") == [(3,)]
    assert rows(unit, "SELECT requests FROM budgets") == [(3,)]
    assert rows(unit, "SELECT outcome, resumed FROM crawls") == [("finished", 1)]


def test_a_crash_before_the_end_of_a_batch_stores_nothing_of_it(
    unit: Workspace, crawls: Crawls, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawler.store import write_cluster

    key = begin(crawls, "a")
    tell_pages(crawls, key, 1, 2)

    def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(write_cluster, "note_result", crash)
        with pytest.raises(Crash):
            store(unit)
    assert rows(unit, "SELECT * FROM sightings") == []
    assert rows(unit, "SELECT * FROM crawls") == []
    end(crawls, key)
    store(unit)
    assert rows(unit, EFFORT) == [(2, 2, 2, 2, 2, 200)]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("page", "not JSON"),
        ("page", '{"listings":[{"title":"no marketplace"}]}'),
        ("page", '{"listings":[],"run":"os.system"}'),
        ("page", '{"events":[{"what":"explode","addresses":["x"]}]}'),
        ("surprise", "{}"),
        ("drained", "{}"),
    ],
)
def test_a_message_that_cannot_be_read_is_set_aside_and_told(
    unit: Workspace, crawls: Crawls, kind: str, body: str
) -> None:
    key = begin(crawls, "a")
    tell_pages(crawls, key, 1)
    tell(crawls, key, kind, body)
    tell_pages(crawls, key, 2)
    end(crawls, key)
    store(unit)
    assert rows(unit, EFFORT)[0][:4] == (2, 2, 2, 2)
    [(_, dead)] = crawls.client.xrange(f"{crawls.prefix}:dead")  # type: ignore[union-attr, misc]
    assert json.loads(dead["what"])["body"] == body


def test_a_message_of_another_schema_stops_the_writer_and_stays(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a")
    tell_pages(crawls, key, 1)
    strange = tell(crawls, key, "page", "{}", schema="2")
    tell_pages(crawls, key, 2)
    for _ in range(2):
        with pytest.raises(ClusterError, match=r"schema 2, here 1.*stays where it is"):
            store(unit)
        assert rows(unit, EFFORT)[0][0] == 1
    left: Any = crawls.client.xrange(f"{crawls.prefix}:results")
    assert left[0][0] == strange and len(left) == 2


def test_a_listing_that_cannot_be_kept_costs_no_other(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a")
    tell_pages(crawls, key, 1)
    tell(crawls, key, "page", write(page(2, name="")))
    tell_pages(crawls, key, 3)
    end(crawls, key)
    store(unit)
    assert rows(unit, "SELECT listing_id FROM listings") == [("1",), ("3",)]
    assert rows(unit, EFFORT)[0][:4] == (3, 3, 3, 2)


def test_published_text_of_any_kind_travels(unit: Workspace, crawls: Crawls) -> None:
    key = begin(crawls, "a")
    text = "\ud800 half a letter, NUL \x00, \U0001f40d, \u202e, '); DROP TABLE listings; --"
    tell(crawls, key, "page", write(page(1, description=text)))
    end(crawls, key)
    store(unit)
    [(kept,)] = rows(unit, "SELECT description FROM listings")
    assert kept == text.replace("\ud800", "\ufffd").replace("\x00", "\ufffd")


def test_a_page_that_was_set_aside_keeps_offers_from_being_called_gone(
    unit: Workspace, crawls: Crawls
) -> None:
    for numbers in ((1, 2), (1,)):
        key = begin(crawls, "a")
        tell_pages(crawls, key, *numbers)
        request = {"url": "http://127.0.0.1/results/2", "meta": {"kind": "results"}}
        if len(numbers) == 1:
            buried = {"why": "poison", "request": json.dumps(request)}
            tell(crawls, key, "buried", json.dumps(buried))
        end(crawls, key)
        store(unit)
    complete = "SELECT complete, errors FROM effort ORDER BY crawl_id"
    assert rows(unit, complete) == [(1, 0), (0, 1)]
    assert rows(unit, "SELECT state FROM listings") == [("active",), ("active",)]


def test_a_queue_that_was_emptied_is_a_new_one(unit: Workspace, crawls: Crawls) -> None:
    key = begin(crawls, "a")
    tell_pages(crawls, key, 1)
    store(unit)
    crawls.client.flushall()
    key = begin(crawls, "a")
    tell_pages(crawls, key, 2)
    end(crawls, key)
    store(unit)
    ended = "SELECT outcome, listings_seen FROM crawls JOIN effort ON crawl_id = id"
    assert rows(unit, ended) == [("interrupted", 1), ("finished", 1)]


def test_a_database_put_back_from_a_copy_loses_nothing_that_comes(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a")
    tell_pages(crawls, key, 1)
    store(unit)
    for path in unit.folder.glob("citeswatch.db*"):
        if path.is_file():
            path.unlink()
    tell_pages(crawls, key, 2)
    end(crawls, key)
    store(unit)
    assert rows(unit, "SELECT listing_id FROM listings") == [("2",)]
    assert rows(unit, "SELECT outcome FROM crawls") == [("finished",)]


def test_a_workspace_and_a_queue_have_one_writer(
    unit: Workspace, cluster: Cluster, crawls: Crawls
) -> None:
    one = Writer(unit)
    with (
        one._only_one(),
        pytest.raises(ClusterError, match="another writer is running"),
    ):
        store(unit)
    one.beat.begin()
    until(lambda: crawls.client.exists(one.beat.key), "it is told of")
    with pytest.raises(ClusterError, match="the writer of this queue is"):
        store(cluster._workspace("elsewhere"))
    store(unit)
    store(cluster._workspace("elsewhere"))
