"""A worker: takes part in every crawl of the cluster, until it is told to leave."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import secrets
import signal
import socket
import sys
import time
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from types import FrameType
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler import __version__
from crawler.cluster.connecting import connect
from crawler.cluster.likeness import difference
from crawler.cluster.link import Hand, Link, LinkLostError
from crawler.cluster.messages import Begun, MessageError, read
from crawler.cluster.preparing import prepared
from crawler.cluster.shared_spider import SharedCrawl, share
from crawler.cluster.worker_settings import worker_settings
from crawler.marketplace import MarketplaceError, find_marketplaces
from crawler.readiness import obstacle
from crawler.secret_file import SecretFileError
from crawler.spider_loader import load_spider
from crawler.store.times import utc_text
from crawler.workspace import Workspace

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_BEATS = 3.0
MOST_SKEW = 60.0
"""Seconds by which a worker's clock may differ from Redis's: it dates the listings."""


class Worker:
    """One process; each crawl has a spider of its own in it."""

    def __init__(self, workspace: Workspace) -> None:
        connect(workspace).close()
        for chatty in ("scrapy.crawler", "scrapy.middleware", "scrapy.addons"):
            logging.getLogger(chatty).setLevel(logging.ERROR)
        self.workspace = workspace
        host = socket.gethostname()
        self.name = f"{host}-{os.getpid()}-{secrets.token_hex(2)}"
        self.since = utc_text(datetime.now(UTC))
        self.settings = worker_settings(workspace)
        self.process = AsyncCrawlerProcess(self.settings)
        # The Link belongs to the loop that the process has made.
        self.link = Link(workspace, self.name)
        self.crawlers: dict[str, Crawler] = {}
        self.refuses: dict[str, str] = {}
        self.pages = 0

    def run(self) -> None:
        """Work until Ctrl-C or SIGTERM; then end what was begun, and leave."""
        loop = asyncio.get_event_loop()
        work = loop.create_task(self._work())
        self.process.start(stop_after_crawl=False)
        self.link.hurry()
        work.cancel()
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(work)
        loop.run_until_complete(self._leave())

    def _hurry_when_told_to_leave(self) -> None:
        """Wait no longer for a Redis that is gone, before Scrapy ends the crawls."""
        for one in (signal.SIGINT, signal.SIGTERM):
            scrapys = signal.getsignal(one)

            def leave(
                number: int, frame: FrameType | None, then: Any = scrapys
            ) -> None:
                self.link.hurry()
                if callable(then):
                    then(number, frame)

            signal.signal(one, leave)

    async def _work(self) -> None:
        self._hurry_when_told_to_leave()
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(prepared(self.settings))
            except Exception:
                logger.exception("what crawls need cannot be loaded; each will say so")
            await asyncio.gather(self._look(), self._beat())

    async def _leave(self) -> None:
        with suppress(LinkLostError):
            await self.link.leave()
        await self.link.close()

    async def _look(self) -> None:
        """Take part in crawls that have begun."""
        while True:
            try:
                crawls = await self.link.crawls()
                for key in set(self.refuses) - set(crawls.values()):
                    del self.refuses[key]
                for name, key in crawls.items():
                    if key not in self.crawlers:
                        await self._join(name, key)
            except Exception:
                logger.exception("looking for crawls failed; trying again")
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def _join(self, name: str, key: str) -> None:
        facts = await self.link.facts(key)
        if facts.get("state") == "stopping":
            # What a worker left that died meanwhile is struck off.
            await self.link.exchange(key, [], 0, Hand())
        if facts.get("state") != "running":
            return
        try:
            begun = read(Begun, facts.get("facts", ""))
            reason = self._start(name, key, begun)
        except (MessageError, MarketplaceError, SecretFileError, OSError) as error:
            reason = f"{name}: {error}"
        if reason and self.refuses.get(key) != reason:
            logger.error("not taking part: %s", reason)
        if reason:
            self.refuses[key] = reason
        else:
            self.refuses.pop(key, None)

    def _start(self, name: str, key: str, begun: Begun) -> str:
        """Begin to take part; say why not, if not."""
        path = find_marketplaces(self.workspace.marketplaces).get(name)
        if path is None:
            return f"{name}: there is no marketplaces/{name}.toml here; copy it"
        spider = load_spider(path)
        settings = worker_settings(self.workspace, begun.clock)
        reason = difference(begun, spider, settings)
        if reason := reason or obstacle(self.workspace, spider.marketplace):
            return reason
        shared = share(spider, SharedCrawl(self.link, key, begun))
        crawler = Crawler(shared, settings)
        self.crawlers[key] = crawler
        task = self.process.crawl(crawler)
        task.add_done_callback(lambda done: self._ended(key, done))
        logger.info("takes part in the crawl of %s", name)
        return ""

    def _ended(self, key: str, done: asyncio.Task[None]) -> None:
        crawler = self.crawlers.pop(key)
        self.pages += _pages(crawler)
        if not done.cancelled() and (error := done.exception()):
            self.refuses[key] = f"it could not begin here: {error}"
            logger.error("%s", self.refuses[key])

    async def _beat(self) -> None:
        """Say that this worker is there, and compare clocks."""
        while True:
            try:
                before = time.time()
                there = await self.link.beat(json.dumps(self._told()))
                self._compare(before, there, time.time())
            except Exception:
                logger.exception("telling of this worker failed; trying again")
            await asyncio.sleep(SECONDS_BETWEEN_BEATS)

    def _compare(self, before: float, there: float, after: float) -> None:
        skew = max(before - there, there - after, 0)
        paused = ""
        if skew > MOST_SKEW:
            paused = (
                f"this machine's clock differs from Redis's by {skew:.0f} s; set both by "
                "NTP: the clock dates the listings"
            )
        if paused and not self.link.paused:
            logger.error("takes no pages: %s", paused)
        self.link.paused = paused

    def _told(self) -> dict[str, Any]:
        return {
            "version": __version__,
            "since": self.since,
            "pages": self.pages + sum(map(_pages, self.crawlers.values())),
            "memory_mb": _memory_mb(),
            "paused": self.link.paused,
            "refuses": sorted(self.refuses.values()),
        }


def _pages(crawler: Crawler) -> int:
    stats = crawler.stats.get_stats() if crawler._stats else {}
    return int(stats.get("cluster/kept", 0))


def _memory_mb() -> float:
    """Give the memory in use, where the system tells, else the most that was."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            pages = int(file.read().split()[1])
        return round(pages * resource.getpagesize() / 1e6, 1)
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return round(most / (1e6 if sys.platform == "darwin" else 1e3), 1)
