"""Alarms: at the first abnormal crawl, once, over real mail and real HTTP."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

from crawler.cli import main
from crawler.health.after_crawl import after_crawl
from crawler.health.channels import channels_of
from crawler.health.judge import judge_crawls
from crawler.store import Effort, Store
from crawler.workspace import Workspace, make_workspace, open_workspace
from tests.crawler.store.samples import BIRDS, day, make_listing

Night = Callable[..., list[str]]


class Mailbox:
    """Keeps what a mail server on loopback is sent."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content))
        return "250 kept"


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, int]]:
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield mailbox, port
    controller.stop()


class Hook:
    """A webhook on loopback; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.told: list[dict[str, str]] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hook.status == 200:
                    hook.told.append(json.loads(body))
                self.send_response(hook.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    yield hook
    hook.server.shutdown()
    hook.server.server_close()


@pytest.fixture
def workspace(tmp_path: Path, mail: tuple[Mailbox, int], hook: Hook) -> Workspace:
    make_workspace(tmp_path / "unit")
    settings = tmp_path / "unit" / "citeswatch.toml"
    settings.write_text(
        f"""unit = "CITES unit"
[alarms]
webhook = "{hook.url}"
[alarms.email]
to = ["a@unit.example", "b@unit.example"]
sender = "citeswatch@unit.example"
host = "127.0.0.1"
port = {mail[1]}
security = "none"
"""
    )
    return open_workspace(tmp_path / "unit")


@pytest.fixture
def night(workspace: Workspace) -> Night:
    """Give a function that crawls once, judges and tells; it gives the news."""
    nights = iter(range(100))

    def crawl(listings: int, **ending: Any) -> list[str]:
        number = next(nights)
        with Store.open(workspace.database) as store:
            crawl_id = store.begin_crawl(BIRDS, started_at=day(number))
            seen = [make_listing(str(n), seen_at=day(number)) for n in range(listings)]
            store.write_batch(crawl_id, seen)
            ending.setdefault("outcome", "finished")
            ending.setdefault("effort", Effort(100, listings + 1, listings + 1))
            store.finish_crawl(crawl_id, finished_at=day(number), **ending)
        return [str(news) for news in after_crawl(workspace)]

    return crawl


def status(workspace: Workspace, *words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(
        main, ["status", "--workspace", str(workspace.folder), *words]
    )
    return ran.exit_code, ran.output


REFUSED = {
    "outcome": "refused",
    "reason": "refused",
    "effort": Effort(1, pages_requested=5, refusals=5),
}


def test_an_alarm_is_raised_at_once_told_once_and_ended(
    workspace: Workspace, night: Night, mail: tuple[Mailbox, int], hook: Hook
) -> None:
    assert night(40) == []
    assert status(workspace)[0] == 0
    [news] = night(0, **REFUSED)
    said = "birds: alarm: blocked: the site keeps us out: 5 of 5 requests were refused"
    assert news == said
    code, screen = status(workspace)
    assert (code, "ALARM: blocked" in screen) == (1, True)
    assert "Needs a person:" in screen
    assert night(0, **REFUSED) == [], "not repeated while nothing changes"
    assert night(0) == [
        "birds: alarm: empty: pages come, but no listings in them: "
        "1 page, no listing, usually 40"
    ]
    assert night(41) == ["birds: recovered: its last crawl was as usual again"]
    assert status(workspace)[0] == 0
    events = [(one["event"], one["kind"]) for one in hook.told]
    expected = [("raised", "blocked"), ("raised", "empty"), ("recovered", "empty")]
    assert events == expected
    assert "CITES unit: birds: the site keeps us out: 5 of 5" in hook.told[0]["text"]
    lines = (workspace.folder / "alarms.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == hook.told
    subjects = [one["Subject"] for one in mail[0].mails]
    assert subjects == [
        "[citeswatch] birds: alarm: blocked",
        "[citeswatch] birds: alarm: empty",
        "[citeswatch] birds: recovered: empty",
    ]
    assert mail[0].mails[0]["To"] == "a@unit.example, b@unit.example"


@pytest.mark.parametrize("status_code", [500, 302])
def test_what_could_not_be_told_waits_and_is_told_later(
    workspace: Workspace, night: Night, hook: Hook, status_code: int
) -> None:
    hook.status = status_code
    night(40)
    night(0, **REFUSED)
    code, screen = status(workspace)
    assert (code, hook.told) == (1, [])
    assert "1 alarm messages could not be sent by webhook: HTTPError" in screen
    hook.status = 200
    night(0, **REFUSED)
    assert [one["event"] for one in hook.told] == ["raised"]
    assert "could not be sent" not in status(workspace)[1]


def test_a_person_may_take_the_last_crawl_as_the_new_normal(
    workspace: Workspace, night: Night
) -> None:
    for _ in range(3):
        night(100)
    assert "fewer" in night(30)[0]
    code, _ = status(workspace, "--accept", "birds")
    assert code == 0
    assert night(31) == []
    assert night(95) == [], "more than usual is no failure"
    assert status(workspace, "--accept", "zoo")[0] == 2
    night(0, **REFUSED)
    code, said = status(workspace, "--accept", "birds")
    assert (code, "that can be no new normal" in said) == (2, True)


def test_a_crawl_that_was_killed_is_judged_when_the_next_ends(
    workspace: Workspace, night: Night
) -> None:
    night(40)
    with Store.open(workspace.database) as store:
        store.begin_crawl(BIRDS, started_at=day(1))
    assert after_crawl(workspace)[0].event == "alarm: ours"


def test_crawls_from_before_are_judged_without_alarm(workspace: Workspace) -> None:
    """As after an upgrade: only a marketplace's last crawl can be news."""
    with Store.open(workspace.database) as store:
        for number, outcome in enumerate(("refused", "refused", "finished")):
            crawl_id = store.begin_crawl(BIRDS, started_at=day(number))
            store.write_batch(crawl_id, [make_listing("1", seen_at=day(number))])
            store.finish_crawl(
                crawl_id,
                outcome,  # type: ignore[arg-type]
                effort=Effort(1, 2, 2),
                finished_at=day(number),
            )
        channels = channels_of(workspace.settings.alarms)
        assert judge_crawls(store, channels) == []
        verdicts = store.conn.execute(
            "SELECT verdict, kind FROM crawl_health ORDER BY crawl_id"
        ).fetchall()
    assert verdicts == [
        ("abnormal", "blocked"),
        ("abnormal", "blocked"),
        ("normal", ""),
    ]


def test_prometheus_reads_the_figures(
    workspace: Workspace, night: Night, tmp_path: Path
) -> None:
    night(40)
    night(0, **REFUSED)
    path = tmp_path / "citeswatch.prom"
    assert status(workspace, "--prometheus", str(path))[0] == 1
    found = {
        (sample.name, sample.labels.get("marketplace", "")): sample.value
        for family in text_string_to_metric_families(path.read_text())
        for sample in family.samples
    }
    assert found["citeswatch_alarm", "birds"] == 1
    assert found["citeswatch_last_crawl_refusals", "birds"] == 5
    assert found["citeswatch_needs_a_person", ""] == 1
    assert found["citeswatch_last_crawl_timestamp_seconds", "birds"] == (
        day(1).timestamp()
    )
