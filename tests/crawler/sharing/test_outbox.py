"""A partner is told at once, signed; nothing is lost when its server is down."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.sharing.alerts import deliver, queue_alerts
from crawler.sharing.signing import SignatureFault, check
from crawler.store import Store
from crawler.store.outbox import every_message, waiting
from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.loopback import Site
from tests.crawler.crawl.running import offer, results, run, write_market
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store
from tests.crawler.sharing.conftest import Partner, write_contacts

LATER = MONDAY + timedelta(weeks=10)


class Receiver:
    """A partner's server, that may be down or send elsewhere."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answer = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.answer)
                if receiver.answer == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def told(unit: Workspace, partner: Partner, receiver: Receiver) -> Workspace:
    """A unit whose partner is told of what comes from now on."""
    write_contacts(unit, partner.table(webhook=receiver.url, taxa=["Panthera"]))
    with Store.open(unit.database) as store:
        assert queue_alerts(unit, store) == 0
    return unit


def flag(
    unit: Workspace, *ids: str, taxon: str = "Panthera tigris", week: int = 0
) -> None:
    at = LATER + timedelta(weeks=week)
    with open_store(unit.database) as store:
        crawl(
            store,
            "bazaar",
            at,
            [listing("bazaar", one, at, taxon=taxon) for one in ids],
        )


def send(unit: Workspace, *words: str) -> Result:
    return CliRunner().invoke(
        main, ["outbox", "send", "--workspace", str(unit.folder), *words]
    )


def offers(receiver: Receiver) -> list[str]:
    return [
        offer["listing_id"]
        for _, body in receiver.got
        for offer in json.loads(body)["offers"]
    ]


def test_what_is_newly_flagged_is_told_once(
    told: Workspace, receiver: Receiver
) -> None:
    flag(told, "t1", "t2")
    flag(told, "snake", taxon="Python regius", week=1)
    flag(told, "tusk", taxon="Loxodonta africana", week=2)
    assert send(told).output == "1 delivered, 0 to be tried again.\n"
    assert offers(receiver) == ["t1", "t2"]
    flag(told, "t1", week=3)
    assert send(told).output == "0 delivered, 0 to be tried again.\n"


@pytest.mark.slow
def test_a_crawl_tells_its_partners_by_itself(
    tmp_path: Path, partner: Partner, receiver: Receiver
) -> None:
    unit = make_workspace(tmp_path / "crawling", contact="me@example.org")
    write_contacts(unit, partner.table(webhook=receiver.url))
    site = Site()
    site.add("/results", results("/1"))
    site.add("/1", offer("Oak chair"))
    write_market(unit, "shelf", site.home)
    assert run(unit).code == 0
    assert receiver.got == [], "told of what was there before"
    site.add("/results", results("/1", "/2"))
    site.add("/2", offer("African elephant ivory tusk"))
    assert run(unit).code == 0
    site.close()
    assert offers(receiver) == ["/2"]


def test_a_message_is_signed(told: Workspace, receiver: Receiver) -> None:
    flag(told, "t1")
    send(told)
    [(headers, body)] = receiver.got
    kind, _, signature = headers["Citeswatch-Signature"].partition("=")
    assert kind == "ed25519"
    check(headers["Citeswatch-Key"], signature, body)
    with pytest.raises(SignatureFault, match="does not fit"):
        check(headers["Citeswatch-Key"], signature, body + b" ")
    with pytest.raises(SignatureFault, match="no key or no signature"):
        check("abc", signature, body)
    assert json.loads(body)["id"] == headers["Idempotency-Key"]


@pytest.mark.parametrize("answer", [500, 404, 302])
def test_nothing_is_lost_while_the_receiver_is_down(
    told: Workspace, receiver: Receiver, answer: int
) -> None:
    flag(told, "t1")
    receiver.answer = answer
    done = send(told)
    assert done.exit_code == 1
    assert "0 delivered, 1 to be tried again" in done.output
    assert len(receiver.got) == 1, "a redirect was followed"
    receiver.answer = 204
    assert send(told).output == "0 delivered, 0 to be tried again.\n", "too soon"
    assert send(told, "--now").exit_code == 0
    keys = {headers["Idempotency-Key"] for headers, _ in receiver.got}
    assert len(keys) == 1
    assert offers(receiver) == ["t1", "t1"]


def test_a_server_that_is_not_there_is_tried_less_and_less_often(
    told: Workspace, partner: Partner
) -> None:
    write_contacts(told, partner.table(webhook="http://127.0.0.1:9/"))
    flag(told, "t1")
    now = datetime.now(UTC)
    pauses = []
    with Store.open(told.database) as store:
        queue_alerts(told, store)
        for _ in range(12):
            assert deliver(told, store, now=now, all_=True) == (0, 1)
            [message] = waiting(store.conn)
            next_at = datetime.fromisoformat(message.next_at)
            pauses.append(next_at - now.replace(microsecond=0))
    assert pauses[:3] == [timedelta(minutes=one) for one in (1, 2, 4)]
    assert pauses[-1] == timedelta(hours=6)
    assert "not reached" in message.answer


def test_a_message_survives_that_its_contact_is_renamed(
    told: Workspace, partner: Partner, receiver: Receiver
) -> None:
    flag(told, "t1")
    with Store.open(told.database) as store:
        queue_alerts(told, store)
    write_contacts(told, "")
    assert send(told).exit_code == 1
    write_contacts(told, partner.table(webhook=receiver.url))
    assert send(told, "--now").exit_code == 0


def test_the_outbox_is_listed(told: Workspace, receiver: Receiver) -> None:
    flag(told, "t1")
    receiver.answer = 503
    send(told)
    words = ["outbox", "list", "--workspace", str(told.folder)]
    assert "1 attempts, next 20" in CliRunner().invoke(main, words).output
    receiver.answer = 200
    send(told, "--now")
    assert CliRunner().invoke(main, words).output == ""
    shown = json.loads(CliRunner().invoke(main, [*words, "--all", "--json"]).output)
    assert shown["delivered_at"] and shown["attempts"] == 2


def test_a_queue_that_cannot_be_written_moves_no_mark(told: Workspace) -> None:
    flag(told, "t1")
    with Store.open(told.database) as store:
        store.conn.execute(
            """CREATE TRIGGER no_room BEFORE INSERT ON outbox
               BEGIN SELECT RAISE(FAIL, 'no room'); END"""
        )
        failed: Any = pytest.raises(Exception, match="no room")
        with failed:
            queue_alerts(told, store)
        store.conn.execute("DROP TRIGGER no_room")
        assert queue_alerts(told, store) == 1
        assert len(every_message(store.conn)) == 1
