"""What a worker captured of a flagged offer is kept by the writer, each text once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request

from crawler.cluster.captures import capture_of
from crawler.cluster.crawls import Crawls
from crawler.cluster.messages import PageDone, write
from crawler.cluster.writer import Writer
from crawler.evidence.verify import verify
from crawler.evidence.wire import Exchange, Received
from crawler.evidence.writing import Bundle, Captured
from crawler.store import Store
from crawler.workspace import make_workspace
from tests.crawler.cluster.machines import Cluster, RedisServer
from tests.crawler.cluster.queueing import begin
from tests.crawler.crawl.loopback import Site, answer
from tests.crawler.crawl.running import run, write_market
from tests.crawler.evidence.conftest import TUSK, page, serve

KEPT = """SELECT listing_id, kind, reason, url, status, content_type, payload_sha256
    FROM evidence WHERE kind IN ('page', 'picture') ORDER BY 1, 2, 4"""


@pytest.fixture
def cluster(tmp_path: Path, server: RedisServer) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path / "cluster", server, evidence=True)
    yield cluster
    cluster.end()


@pytest.fixture
def shelf() -> Iterator[Site]:
    site = Site()
    serve(site)
    yield site
    site.close()


def faults(cluster: Cluster) -> list[str]:
    with Store.open(cluster.home.database, read_only=True) as store:
        return list(verify(cluster.home.evidence, store).faults)


@pytest.mark.cluster
def test_workers_have_kept_what_one_process_keeps_and_ask_for_no_picture_twice(
    cluster: Cluster, shelf: Site, tmp_path: Path
) -> None:
    alone = make_workspace(tmp_path / "alone", contact="me@example.org")
    write_market(alone, "shelf", shelf.home)
    run(alone)
    with Store.open(alone.database, read_only=True) as store:
        expected = store.conn.execute(KEPT).fetchall()
    write_market(cluster.home, "shelf", shelf.home)
    cluster.worker()
    cluster.worker()
    cluster.writer()
    cluster.told(cluster.crawl())
    assert cluster.rows(KEPT) == expected
    assert faults(cluster) == []
    assert not any((one / "evidence").is_dir() for one in cluster.folder.glob("mach*"))
    asked = shelf.asked["/a.jpg"]
    shelf.pages["/2"] = answer(page(f"{TUSK} two, smaller"))
    cluster.told(cluster.crawl())
    changed = [row[:3] for row in cluster.rows(KEPT) if row not in expected]
    assert changed == [(_name(expected, "/2"), "page", "changed")]
    assert shelf.asked["/a.jpg"] == asked
    assert faults(cluster) == []


def _name(rows: list[tuple[Any, ...]], path: str) -> str:
    (name,) = {row[0] for row in rows if row[1] == "page" and row[3].endswith(path)}
    return str(name)


def test_a_capture_that_is_delivered_again_is_kept_once(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawls = Crawls(cluster.home)
    key = begin(crawls, "a")
    done = PageDone.model_construct(captures=[capture_of([bundle(b"<h1>Tusk</h1>")])])
    facts: Any = {"schema": "1", "crawl": key, "kind": "page", "body": write(done)}
    crawls.client.xadd(f"{crawls.prefix}:results", facts)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Writer, "_strike_off", die)
        with pytest.raises(KeyboardInterrupt):
            Writer(cluster.home).run(once=True)
    Writer(cluster.home).run(once=True)
    assert crawls.client.xlen(f"{crawls.prefix}:results") == 0
    kinds = cluster.rows("SELECT kind FROM evidence ORDER BY id")
    assert kinds == [("about",), ("page",), ("request",)]
    assert faults(cluster) == []


def test_what_came_over_the_wire_travels_byte_for_byte() -> None:
    sent = bundle(bytes(range(256)))
    again = capture_of([sent]).bundle("first_match")
    assert again.captured == sent.captured
    [(_, before)], [(_, after)] = sent.exchanges, again.exchanges
    assert after.received == before.received
    assert after.request.url == before.request.url
    assert after.request.headers == before.request.headers
    assert after.request.body == before.request.body


def bundle(body: bytes) -> Bundle:
    """Give a page as a worker captured it."""
    request = Request(
        "http://shelf.test/1",
        method="POST",
        body=b"q=\xff",
        headers={"Accept": "text/html", "X-Twice": ["a", "b\xe9"]},
    )
    received = Received(
        at=datetime(2026, 11, 26, 6, 0, 0, 123000, tzinfo=UTC),
        status=200,
        protocol="HTTP/1.1",
        headers=((b"Content-Type", [b"text/html"]), (b"X-Odd", [b"\xff", b""])),
        body=body,
        ip_address="127.0.0.1",
        certificate=None,
    )
    captured = Captured("shop", "1", "c" * 64, "first_match")
    return Bundle(captured, [("page", Exchange(request, received))])
