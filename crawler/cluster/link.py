"""A worker's link to the queue: pages come in, what they gave goes out."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from redis.exceptions import RedisError

from crawler.cluster.connecting import connect_async, explain
from crawler.cluster.messages import Asking, words_of
from crawler.cluster.scripts import Scripts
from crawler.cluster.turns import Turns
from crawler.workspace import Workspace

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
SECONDS_BETWEEN_TRIES = 1.0
SECONDS_TO_LEAVE = 10.0
"""So long a worker that was told to leave waits for a Redis that is not there."""


class LinkLostError(Exception):
    """Redis cannot be reached, and this worker waits no longer.

    Nothing is lost: what it had in hand goes to another worker after the lease.
    """


class Given(NamedTuple):
    """A page handed to this worker: its place in the queue, and the request's text."""

    level: str
    id: str
    text: str


class Done(NamedTuple):
    """A page to hand over: what it gave as text, and its links."""

    given: Given
    body: str
    found: Sequence[Asking]


class Hand(NamedTuple):
    """What a worker has in hand of one crawl."""

    unanswered: int = 0
    """Pages that wait to be asked for, or for their answers."""
    held: int = 0
    """How many of them it may be asking for at once until the queue answers."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What the queue answered."""

    state: str
    """`running`, `full` (the writer is behind), `stopping` or `ended`; `suspect` when a
    page waits for a worker that has nothing else in hand, `alone` when this is it."""
    share: int
    """How many pages of the crawl this worker may ask for at once from now on."""
    outcomes: list[str]
    """Of each page handed over: `kept`, `ended`, or `lost` when it is another's by now."""
    pages: list[Given]


class Link:
    """One worker's link; every call waits until Redis can be reached again.

    After `hurry` it waits some seconds only; then a call raises LinkLostError.
    """

    def __init__(self, workspace: Workspace, worker: str) -> None:
        self.workspace = workspace
        self.worker = worker
        self.cluster = workspace.settings.cluster
        self.lost = False
        """Whether Redis cannot be reached now."""
        self.paused = ""
        """Why no page is taken, "" when pages are."""
        self.in_hand = 0
        """Pages of all crawls that this worker has."""
        self.alone = False
        """Whether the one page in hand is to stay alone."""
        self.suspects: set[str] = set()
        """Crawls with a page for which this worker is to have nothing else in hand."""
        self._leaves_by: float | None = None
        self.client = connect_async(workspace)
        self._scripts = Scripts(self.client, self.cluster.name)
        self._turns = Turns(lambda words: self._run("send", *words))

    async def exchange(
        self, crawl: str, done: Sequence[Done], want: int, hand: Hand
    ) -> Exchanged:
        """Hand over pages of *crawl* that are *done*, and take up to *want* others."""
        takes = self._may_take(crawl, done)
        answer = await self._run(
            "exchange",
            *(crawl, self.worker, round(self.cluster.lease_seconds * 1000)),
            *(self.cluster.tries, self.cluster.results_waiting),
            *(int(takes), want, self.in_hand - len(done), *hand),
            *_words(done),
        )
        state, share, outcomes, pages = answer
        if done:
            self.put_down(len(done))
        (self.suspects.add if state == "suspect" else self.suspects.discard)(crawl)
        self.alone |= state == "alone"
        self.in_hand += len(pages)
        return Exchanged(state, share, outcomes, [Given(*page) for page in pages])

    def _may_take(self, crawl: str, done: Sequence[Done]) -> bool:
        """Whether a page of *crawl* may come into hand now."""
        stays_alone = self.alone and not done
        return not (self.paused or stays_alone or self.suspects - {crawl})

    def put_down(self, pages: int = 1) -> None:
        """Have so many pages fewer in hand."""
        self.in_hand -= pages
        self.alone = False

    async def bury(self, crawl: str, page: Given, why: str) -> None:
        """Set a page aside that cannot be read."""
        await self._run("bury", crawl, page.level, page.id, self.worker, why)
        self.put_down()

    async def renew(self, crawl: str, pages: Iterable[Given]) -> set[str]:
        """Keep pages that take long; give the ids of those that another has by now."""
        return set(await self._run("renew", crawl, self.worker, *_places(pages)))

    async def leave_crawl(self, crawl: str, pages: Sequence[Given]) -> None:
        """Take part no more, and give back pages that were not begun or not ended."""
        await self._run("release", crawl, self.worker, *_places(pages))
        if pages:
            self.put_down(len(pages))

    async def turn(
        self, domain: str, delay: float, limit: int | None
    ) -> tuple[float, int]:
        """Give the seconds until a request may leave, and the day (since 1970).

        Less than 0: the day's budget of *limit* requests is spent.
        """
        most = -1 if limit is None else limit
        wait, day = await self._turns.turn(domain, round(delay * 1000), most)
        return wait / 1000, day

    async def pause(self, domain: str, seconds: float) -> None:
        """Let nobody ask *domain* for so long."""
        await self._run("pause", domain, round(seconds * 1000))

    async def stop(self, crawl: str, reason: str) -> None:
        """End *crawl* for all workers."""
        await self._run("stop", crawl, reason)

    async def beat(self, told: str) -> float:
        """Say that this worker is there; give Redis's time in seconds."""
        return float(await self._run("beat", self.worker, told)) / 1000

    def hurry(self) -> None:
        """Wait for Redis no longer than it takes to leave."""
        if self._leaves_by is None:
            self._leaves_by = time.monotonic() + SECONDS_TO_LEAVE

    async def leave(self) -> None:
        """Say that this worker leaves."""
        await self._run("leave", self.worker)

    async def crawls(self) -> dict[str, str]:
        """Give the crawl of each marketplace that is being crawled."""
        name = f"{self.cluster.name}:marketplaces"
        return await self._patiently(lambda: self.client.hgetall(name))  # type: ignore[arg-type, return-value]

    async def facts(self, crawl: str) -> dict[str, str]:
        """Give what is known of a crawl."""
        name = f"{self.cluster.name}:crawl:{crawl}"
        return await self._patiently(lambda: self.client.hgetall(name))  # type: ignore[arg-type, return-value]

    async def kept_texts(self, marketplace: str) -> dict[str, set[str]]:
        """Give the texts (checksums) of each listing of which evidence is kept."""
        name = f"{self.cluster.name}:kept:{marketplace}"
        told: set[str] = await self._patiently(lambda: self.client.smembers(name))  # type: ignore[arg-type, return-value]
        found: dict[str, set[str]] = {}
        for listing_id, text in map(json.loads, told):
            found.setdefault(listing_id, set()).add(text)
        return found

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()

    async def _run(self, script: str, *words: str | float) -> Any:
        return await self._patiently(lambda: self._scripts.run(script, *words))

    async def _patiently(self, call: Callable[[], Awaitable[Result]]) -> Result:
        while True:
            try:
                result = await call()
            except (RedisError, OSError) as error:
                if not self.lost:
                    self.lost = True
                    logger.error("%s; waiting", explain(self.workspace, error))
                if self._leaves_by and time.monotonic() > self._leaves_by:
                    raise LinkLostError(explain(self.workspace, error)) from error
                await asyncio.sleep(SECONDS_BETWEEN_TRIES)
            else:
                if self.lost:
                    self.lost = False
                    logger.info("Redis is back")
                return result


def _places(pages: Iterable[Given]) -> list[str]:
    return [word for page in pages for word in (page.level, page.id)]


def _words(done: Iterable[Done]) -> list[str | int]:
    words: list[str | int] = []
    for page in done:
        words += (page.given.level, page.given.id, page.body, len(page.found))
        words += words_of(page.found)
    return words
