"""Hands on the queue without workers: crawls, links and pages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Any, TypeVar

from crawler.cluster.crawls import Crawls
from crawler.cluster.link import Done, Given, Hand, Link
from crawler.cluster.messages import Asking, Begun, PageDone, write
from crawler.store import MarketplaceFacts
from crawler.workspace import Workspace

Result = TypeVar("Result")
BEGUN = Begun(
    facts=MarketplaceFacts("shop", home="http://127.0.0.1/"),
    started_at="2026-11-26T06:00:00Z",
    version="1",
    species_list="2026",
    read_with="a",
    keys="b",
)


def asking(name: str, level: str = "usual") -> Asking:
    """Give a request with *name* for its text, and a number of it for its mark."""
    digest = blake2b(name.encode(), digest_size=8).digest()
    return Asking(level, str(int.from_bytes(digest, "big", signed=True)), name)


def begin(crawls: Crawls, *names: str, **limits: int) -> str:
    """Begin a crawl with pages named so."""
    facts = {"most_pages": 100, "concurrency": 8, **limits}
    key = crawls.begin(BEGUN, [asking(name) for name in names], **facts)
    assert key
    return key


def with_links(
    workspace: Workspace, names: str, work: Callable[..., Awaitable[Result]]
) -> Result:
    """Run *work* with a link for each worker named, all of them there."""

    async def run() -> Result:
        links = [Link(workspace, name) for name in names.split()]
        try:
            for link in links:
                await link.beat("{}")
            return await work(*links)
        finally:
            for link in links:
                await link.close()

    return asyncio.run(run())


async def take(link: Link, key: str, want: int = 8) -> list[Given]:
    """Take pages of a crawl that runs, as a worker with none of it in hand."""
    return (await link.exchange(key, [], want, Hand())).pages


async def finish(link: Link, key: str, page: Given, *found: str) -> str:
    """Hand a page over with links named *found*, and take none."""
    done = Done(page, write(PageDone()), [asking(name) for name in found])
    [outcome] = (await link.exchange(key, [done], 0, Hand())).outcomes
    return outcome


async def fall_silent(link: Link, seconds: float = 2.1) -> None:
    """Do nothing until the leases have ended, and know of no page any more."""
    await asyncio.sleep(seconds)
    link.put_down(link.in_hand)


async def state(link: Link, key: str, want: int = 8) -> str:
    """Look for pages of a crawl; give its state."""
    return (await link.exchange(key, [], want, Hand())).state


def results(crawls: Crawls) -> list[tuple[str, str]]:
    """Give kind and body of each entry in the stream of results."""
    client: Any = crawls.client
    found = client.xrange(f"{crawls.prefix}:results")
    return [(facts["kind"], facts["body"]) for _, facts in found]


def kinds(crawls: Crawls) -> list[str]:
    """Give the kinds of the entries in the stream of results."""
    return [kind for kind, _ in results(crawls)]
