"""Crawling marketplaces: in one process and one event loop, or on a cluster."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.asyncio import create_looping_call

from crawler.after_crawl import stamp_chain, tell_partners
from crawler.crawl_settings import settings_for
from crawler.crawl_summary import CrawlSummary, summarise
from crawler.extensions.journal import journal_file
from crawler.families.spider import MarketplaceSpider
from crawler.marketplace import (
    Marketplace,
    MarketplaceError,
    find_marketplaces,
    suggest_names,
)
from crawler.panel.query import Panel
from crawler.readiness import keep_back
from crawler.resting import reasons_to_wait
from crawler.spider_loader import load_spider
from crawler.store.species_catalogue import catalogue_of
from crawler.workspace import Workspace

SECONDS_BETWEEN_LOOKS = 0.25


class CrawlError(Exception):
    """A crawl was asked for that cannot be; the text says what can."""


class Progress(Protocol):
    """Shows how far the crawls are."""

    def show(self, name: str, stats: Mapping[str, Any]) -> None:
        """Show the counts so far of the marketplace *name*."""


@dataclass
class _Planned:
    marketplace: Marketplace
    crawler: Crawler
    running: asyncio.Task[None]

    @property
    def broke(self) -> BaseException | None:
        """Why the crawl could not even begin, if so."""
        done = self.running.done() and not self.running.cancelled()
        return self.running.exception() if done else None


def run_crawl(
    workspace: Workspace,
    names: list[str] | None = None,
    *,
    as_of: datetime | None = None,
    progress: Progress | None = None,
    now: bool = False,
    panel: Panel | None = None,
    anew: bool = False,
) -> list[CrawlSummary]:
    """Crawl the marketplaces *names* of *workspace*, or all of them.

    A marketplace whose file is wrong, or that another process is crawling, is
    told of in its summary; the others are crawled. One that rests, or whose budget
    for today is spent, is skipped, unless *now* asks for it all the same (the budget
    holds even then). *as_of* dates the crawl otherwise than today, for demo
    marketplaces on this machine. *panel* is what is asked of sites with a search;
    sites for which it cannot be are left out, unless they were named. A crawl that
    was cut off goes on where it was, unless *anew* begins a new one. It runs an
    event loop, which a process can do once; where the workspace names a cluster, its
    workers do the work, and this waits for them.

    Raises:
        CrawlError: there is no such marketplace, *as_of* meets a real one, or the
            cluster cannot be used.
    """
    files = _chosen(workspace, names)
    spiders, summaries = _load(files)
    _refuse_backdating(spiders, as_of)
    summaries += keep_back(workspace, spiders, panel, named=bool(names))
    if not now and not as_of:
        marketplaces = {name: one.marketplace for name, one in spiders.items()}
        for name, reason in reasons_to_wait(workspace, marketplaces).items():
            del spiders[name]
            summaries.append(CrawlSummary(name, "skipped", reason))
    if workspace.settings.cluster.redis:
        summaries += _run_on_cluster(workspace, spiders, as_of, progress, anew=anew)
    else:
        summaries += _run_here(workspace, spiders, as_of, progress, anew=anew)
    order = list(files)
    return sorted(summaries, key=lambda summary: order.index(summary.marketplace))


def _run_on_cluster(
    workspace: Workspace,
    spiders: dict[str, type[MarketplaceSpider]],
    as_of: datetime | None,
    progress: Progress | None,
    *,
    anew: bool,
) -> list[CrawlSummary]:
    if find_spec("redis") is None:
        raise CrawlError(
            "[cluster] of citeswatch.toml needs the extra cluster: "
            "pip install 'citeswatch[cluster]'"
        )
    from crawler.cluster.beginning import crawl_together
    from crawler.cluster.connecting import ClusterError

    try:
        return crawl_together(workspace, spiders, as_of, progress, anew=anew)
    except ClusterError as error:
        raise CrawlError(str(error)) from error


def _run_here(
    workspace: Workspace,
    spiders: dict[str, type[MarketplaceSpider]],
    as_of: datetime | None,
    progress: Progress | None,
    *,
    anew: bool,
) -> list[CrawlSummary]:
    summaries = []
    with ExitStack() as locks:
        for name in list(spiders):
            if not _lock(workspace, name, locks):
                del spiders[name]
                reason = "another crawl of it is running; wait until it has ended"
                summaries.append(CrawlSummary(name, "failed", reason))
            elif anew:
                plan = spiders[name].plan
                journal = journal_file(workspace.jobs, name, plan)
                journal.unlink(missing_ok=True)
        if spiders:
            summaries += _run(settings_for(workspace, as_of), spiders, progress)
            stamp_chain(workspace)
            tell_partners(workspace)
    return summaries


def _chosen(workspace: Workspace, names: list[str] | None) -> dict[str, Path]:
    files = find_marketplaces(workspace.marketplaces)
    if not files:
        raise CrawlError(
            f"{workspace.marketplaces} holds no marketplace; "
            "make one with: citeswatch marketplace new NAME URL"
        )
    for name in names or []:
        if name not in files:
            hint = suggest_names(name, list(files))
            raise CrawlError(f"there is no marketplace {name!r}; {hint}")
    return {name: files[name] for name in names} if names else files


def _load(
    files: dict[str, Path],
) -> tuple[dict[str, type[MarketplaceSpider]], list[CrawlSummary]]:
    spiders, faults = {}, []
    for name, path in files.items():
        try:
            spiders[name] = load_spider(path)
        except MarketplaceError as error:
            faults.append(CrawlSummary(name, "failed", str(error)))
    return spiders, faults


def _refuse_backdating(
    spiders: dict[str, type[MarketplaceSpider]], as_of: datetime | None
) -> None:
    real = [name for name, one in spiders.items() if not one.marketplace.on_loopback]
    if as_of and real:
        raise CrawlError(
            f"a crawl of a real marketplace ({', '.join(real)}) is dated by the clock; "
            "--as-of is for demo marketplaces on this machine"
        )


def _lock(workspace: Workspace, name: str, locks: ExitStack) -> bool:
    """Take the marketplace for this process; the lock ends with the process."""
    folder = workspace.folder / "locks"
    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / f"{name}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    locks.callback(lock.release)
    return True


def _run(
    settings: Settings,
    spiders: dict[str, type[MarketplaceSpider]],
    progress: Progress | None,
) -> list[CrawlSummary]:
    # Now, not in the middle of the first page that names a species.
    catalogue_of(Path(settings["CITESWATCH_SPECIES_LISTS"]))
    process = AsyncCrawlerProcess(settings)
    planned = []
    for spider in spiders.values():
        crawler = process.create_crawler(spider)
        running = process.crawl(crawler)
        planned.append(_Planned(spider.marketplace, crawler, running))
    if progress is not None:
        _watch(planned, progress)
    process.start()
    return [summarise(one.crawler, one.marketplace, one.broke) for one in planned]


def _watch(planned: list[_Planned], progress: Progress) -> None:
    def look() -> None:
        for one in planned:
            stats = one.crawler.stats.get_stats() if one.crawler._stats else {}
            progress.show(one.marketplace.name, stats)

    create_looping_call(look).start(SECONDS_BETWEEN_LOOKS, now=False)
