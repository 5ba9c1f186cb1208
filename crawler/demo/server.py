"""Serves the demo marketplaces on loopback, all from one process."""

# mypy: disable-error-code="no-untyped-call"
# Most of Twisted has no types.

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from twisted.internet import reactor as _reactor
from twisted.internet.error import CannotListenError
from twisted.internet.stdio import StandardIO
from twisted.protocols.basic import LineReceiver
from twisted.python.failure import Failure
from twisted.web import resource, server

from crawler.demo.catalogue import SiteFacts, sites
from crawler.demo.sites import MAKES, Page, Site
from crawler.demo.world import World

LOOPBACK = "127.0.0.1"
PORTS_TO_TRY = 100
CACHED_PAGES = 8192  # of one marketplace and week: all of them


# Twisted gives the module its methods when it runs; no type checker sees them.
reactor: Any = _reactor


class Marketplace(resource.Resource):
    """One marketplace's answers; each page is rendered once a week."""

    isLeaf = True

    def __init__(self, facts: SiteFacts) -> None:
        super().__init__()
        self.facts = facts
        self.address = ""
        self.served = 0
        self._page: Callable[[bytes], Page] | None = None

    def show(self, site: Site) -> None:
        """Answer from *site* from now on."""

        @lru_cache(maxsize=CACHED_PAGES)
        def page(uri: bytes) -> Page:
            path, _, query = uri.partition(b"?")
            asked = parse_qs(_text(query))
            words = {key: values[-1] for key, values in asked.items()}
            return site.page(_text(path), words)

        self._page = page

    def render_GET(self, request: server.Request) -> bytes:
        """Answer a GET or HEAD request."""
        assert self._page is not None  # noqa: S101 (shown before it listens)
        page = self._page(request.uri)
        request.setResponseCode(page.status)
        request.setHeader(b"content-type", page.content_type.encode())
        self.served += 1
        return page.body


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


class DemoServer:
    """The four marketplaces, showing the same week of the same world."""

    def __init__(self, world: World, week: int) -> None:
        self.world = world
        self.week = week
        self.marketplaces = {
            name: Marketplace(facts) for name, facts in sites().items()
        }

    def listen(self, ports: dict[str, int], logs: Path | None = None) -> None:
        """Bind every marketplace to its port, or the next free one; 0 is any.

        With a folder for *logs*, each marketplace writes its access log there.
        """
        for name, marketplace in self.marketplaces.items():
            path = str(logs / f"{name}.log").encode() if logs else None
            site = server.Site(marketplace, logPath=path)
            site.displayTracebacks = False
            marketplace.address = f"http://{LOOPBACK}:{_bind(site, ports[name])}"
        self.show(self.week)

    def show(self, week: int, day: date | None = None) -> None:
        """Show *week*, on *day* where that is not seven days after the last."""
        if day is not None:
            self.world.calendar = self.world.calendar.with_day(week, day)
        self.week = week
        for name, marketplace in self.marketplaces.items():
            offers = self.world.offers(name, week)
            make = MAKES[name]
            marketplace.show(make(marketplace.facts, offers, marketplace.address))

    @property
    def served(self) -> int:
        """How many requests were answered so far."""
        return sum(one.served for one in self.marketplaces.values())

    def greeting(self) -> str:
        """Give the first line for the process that started this one."""
        addresses = {name: one.address for name, one in self.marketplaces.items()}
        return json.dumps({"addresses": addresses, "week": self.week})


def _bind(site: server.Site, port: int) -> int:
    attempts = range(port, port + PORTS_TO_TRY) if port else [0]
    for attempt in attempts:
        try:
            bound = reactor.listenTCP(attempt, site, interface=LOOPBACK)
        except CannotListenError:
            continue
        return int(bound.getHost().port)
    raise OSError(f"no free port on {LOOPBACK} from {port} to {port + PORTS_TO_TRY}")


class Remote(LineReceiver):
    """Takes orders on standard input: `show WEEK DAY`, `count`.

    The end of standard input ends the server, so that it never outlives the
    process that started it, however that one ended.
    """

    delimiter = b"\n"

    def __init__(self, demo: DemoServer) -> None:
        self.demo = demo

    def connectionMade(self) -> None:
        """Say where the marketplaces are."""
        self.sendLine(self.demo.greeting().encode())

    def lineReceived(self, line: bytes) -> None:
        """Obey one order and answer with one line."""
        match line.decode().split():
            case ["show", week, day]:
                self.demo.show(int(week), date.fromisoformat(day))
                self.sendLine(b"shown")
            case ["count"]:
                self.sendLine(str(self.demo.served).encode())
            case _:
                self.sendLine(b"unknown order")

    def connectionLost(self, reason: Failure | None = None) -> None:
        """Stop, for whoever gave the orders is gone."""
        if reactor.running:
            reactor.stop()


def serve(
    world: World,
    week: int,
    ports: dict[str, int],
    *,
    logs: Path | None = None,
    remote: bool = False,
    ready: Callable[[DemoServer], None] | None = None,
) -> None:
    """Serve until told to stop; *remote* takes orders on standard input.

    Raises:
        OSError: no port is free.
    """
    demo = DemoServer(world, week)
    demo.listen(ports, logs)
    if remote:
        StandardIO(Remote(demo))
    if ready:
        ready(demo)
    reactor.run()
