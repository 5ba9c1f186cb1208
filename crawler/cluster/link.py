"""A worker's link to the queue: pages come in, what they gave goes out."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from redis.exceptions import RedisError

from crawler.cluster.connecting import connect_async, explain
from crawler.cluster.messages import Asking, words_of
from crawler.cluster.scripts import Scripts
from crawler.workspace import Workspace

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
SECONDS_BETWEEN_TRIES = 1.0


class Given(NamedTuple):
    """A page handed to this worker: its place in the queue, and the request's text."""

    level: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What the queue answered: the state of the crawl, and pages."""

    state: str
    """`running`, `full` (the writer is behind), `stopping` or `ended`; `suspect` when a
    page waits for a worker that has nothing else in hand, `alone` when this is it."""
    pages: list[Given]


class Link:
    """One worker's link; every call waits until Redis can be reached again."""

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
        self.client = connect_async(workspace)
        self._scripts = Scripts(self.client, self.cluster.name)

    async def take(self, crawl: str, want: int, mine: int) -> Taken:
        """Take up to *want* pages of *crawl*, of which *mine* are under way here."""
        lease = round(self.cluster.lease_seconds * 1000)
        state, *pages = await self._run(
            "take",
            *(crawl, self.worker, want, lease, self.cluster.tries, mine),
            *(self.cluster.results_waiting, self.in_hand),
        )
        (self.suspects.add if state == "suspect" else self.suspects.discard)(crawl)
        self.alone |= state == "alone"
        return Taken(state, [Given(*page) for page in pages])

    def may_take(self, crawl: str) -> bool:
        """Whether a page of *crawl* may come into hand now."""
        return not (self.paused or self.alone or self.suspects - {crawl})

    def put_down(self) -> None:
        """Have one page fewer in hand."""
        self.in_hand -= 1
        self.alone = False

    async def finish(
        self, crawl: str, page: Given, body: str, found: Iterable[Asking]
    ) -> str:
        """Hand over what a page gave: `kept`, or `lost` when it is another's by now."""
        place = (crawl, page.level, page.id, self.worker)
        return str(await self._run("finish", *place, body, *words_of(found)))

    async def bury(self, crawl: str, page: Given, why: str) -> None:
        """Set a page aside that cannot be read."""
        await self._run("bury", crawl, page.level, page.id, self.worker, why)

    async def renew(self, crawl: str, pages: Iterable[Given]) -> set[str]:
        """Keep pages that take long; give the ids of those that another has by now."""
        return set(await self._run("renew", self.worker, *_places(crawl, pages)))

    async def release(self, crawl: str, pages: Iterable[Given]) -> None:
        """Give back pages that were not begun or not ended."""
        await self._run("release", self.worker, *_places(crawl, pages))

    async def turn(
        self, domain: str, delay: float, limit: int | None
    ) -> tuple[float, int]:
        """Give the seconds until a request may leave, and the day (since 1970).

        Less than 0: the day's budget of *limit* requests is spent.
        """
        most = -1 if limit is None else limit
        wait, day = await self._run("send", domain, round(delay * 1000), most)
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
                await asyncio.sleep(SECONDS_BETWEEN_TRIES)
            else:
                if self.lost:
                    self.lost = False
                    logger.info("Redis is back")
                return result


def _places(crawl: str, pages: Iterable[Given]) -> list[str]:
    return [word for page in pages for word in (crawl, page.level, page.id)]
