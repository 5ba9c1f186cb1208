"""`citeswatch crawl` on a cluster: begin crawls, wait until they are stored."""

from __future__ import annotations

import json
import logging
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from scrapy.settings import Settings

from crawler import __version__
from crawler.after_crawl import stamp_chain, tell_partners
from crawler.cluster.connecting import ClusterError
from crawler.cluster.crawls import Crawls
from crawler.cluster.likeness import keys_of
from crawler.cluster.messages import Begun, ask
from crawler.cluster.overview import lacks
from crawler.crawl_settings import settings_for
from crawler.crawl_summary import CrawlSummary
from crawler.extensions.day_budgets import budget_domain
from crawler.extensions.journal import read_with
from crawler.families.spider import MarketplaceSpider
from crawler.marketplace import FIRST_PAGE_ONLY
from crawler.store import MarketplaceFacts, Store, budgets
from crawler.store.species_catalogue import version_of
from crawler.store.times import utc_text
from crawler.workspace import Workspace

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.3
LOOKS_BEFORE_TELLING = 20
ENDED_BY_HAND = "shutdown"
Spiders = dict[str, type[MarketplaceSpider]]


class Progress(Protocol):
    """Shows how far the crawls are."""

    def show(self, name: str, stats: Mapping[str, Any]) -> None:
        """Show the counts so far of the marketplace *name*."""


def crawl_together(
    workspace: Workspace,
    spiders: Spiders,
    as_of: datetime | None,
    progress: Progress | None,
    *,
    anew: bool,
) -> list[CrawlSummary]:
    """Have the workers crawl *spiders*; wait until the writer has stored all.

    Ctrl-C ends the crawls for all workers; what was found is stored. A crawl that is
    running already is left alone, or with *anew* ended first.

    Raises:
        ClusterError: the cluster cannot be used.
    """
    crawls = Crawls(workspace)
    settings = settings_for(workspace, as_of)
    _tell_spent(workspace, crawls, spiders)
    waiting, summaries = {}, []
    for name, spider in spiders.items():
        if anew:
            _end_running(crawls, name)
        if key := _begin(crawls, spider, settings, as_of):
            waiting[key] = name
        else:
            summaries.append(CrawlSummary(name, "failed", _is_running(crawls, name)))
    summaries += _wait(crawls, waiting, progress)
    stamp_chain(workspace)
    tell_partners(workspace)
    return [_with_warning(one, spiders[one.marketplace]) for one in summaries]


def _begin(
    crawls: Crawls,
    spider: type[MarketplaceSpider],
    settings: Settings,
    as_of: datetime | None,
) -> str:
    """Begin one crawl; give its key, "" when one is running."""
    marketplace = spider.marketplace
    one = spider()
    begun = Begun(
        facts=MarketplaceFacts.of(marketplace),
        started_at=utc_text(as_of or datetime.now(UTC)),
        clock=as_of.isoformat() if as_of else "",
        version=__version__,
        species_list=version_of(Path(settings["CITESWATCH_SPECIES_LISTS"])),
        read_with=read_with(spider),
        keys=keys_of(settings),
        plan=spider.plan,
        sees_all=one.sees_all,
    )
    return crawls.begin(
        begun,
        [ask(request) for request in one.first_requests()],
        most_pages=marketplace.politeness.max_pages,
        concurrency=marketplace.politeness.concurrency,
    )


def _is_running(crawls: Crawls, name: str) -> str:
    facts = crawls.facts(crawls.running().get(name, ""))
    return (
        f"the workers are crawling it ({facts.get('pages', 0)} pages so far); wait, or "
        f"end that crawl and begin another: citeswatch crawl {name} --anew"
    )


def _end_running(crawls: Crawls, name: str) -> None:
    """End the crawl of *name*, if there is one, and wait until it is stored."""
    key = crawls.running().get(name)
    if key is None:
        return
    crawls.stop(key, ENDED_BY_HAND)
    list(_until_stored(crawls, {key: name}, None, threading.Event()))


def _wait(
    crawls: Crawls, waiting: dict[str, str], progress: Progress | None
) -> list[CrawlSummary]:
    with _told_to_stop() as told:
        return list(_until_stored(crawls, dict(waiting), progress, told))


def _until_stored(
    crawls: Crawls,
    waiting: dict[str, str],
    progress: Progress | None,
    told: threading.Event,
) -> Iterator[CrawlSummary]:
    ended, looks, lacking = False, 0, ""
    while waiting:
        now = lacking
        try:
            yield from _look(crawls, waiting, progress)
            if told.is_set() and not ended:
                for key in waiting:
                    crawls.stop(key, ENDED_BY_HAND)
                ended = True
            if looks % LOOKS_BEFORE_TELLING == LOOKS_BEFORE_TELLING - 1:
                now = lacks(crawls)
        except ClusterError as error:
            now = f"{error}; waiting, the crawl is not lost"
        if now and now != lacking:
            logger.warning("%s", now)
        lacking = now
        looks += 1
        if waiting:
            # Told once, it must not spin.
            (threading.Event() if ended else told).wait(SECONDS_BETWEEN_LOOKS)


def _look(
    crawls: Crawls, waiting: dict[str, str], progress: Progress | None
) -> Iterator[CrawlSummary]:
    """Give the summaries of crawls that are stored by now."""
    for key, name in list(waiting.items()):
        facts = crawls.facts(key)
        if progress is not None:
            progress.show(name, _progress_of(facts))
        if facts.get("state") == "done" or not facts:
            del waiting[key]
            yield _summary(name, facts)


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Give an event for Ctrl-C and SIGTERM; the second one ends the program."""
    told = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield told
        return
    former: dict[int, Any] = {}

    def stop(number: int, _: object) -> None:
        told.set()
        signal.signal(number, former[number])

    for one in (signal.SIGINT, signal.SIGTERM):
        former[one] = signal.signal(one, stop)
    try:
        yield told
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _progress_of(facts: Mapping[str, str]) -> dict[str, Any]:
    stats: dict[str, Any] = {"response_received_count": int(facts.get("pages", 0))}
    if facts.get("state") == "done":
        stats["finish_reason"] = "finished"
    return stats


def _summary(name: str, facts: Mapping[str, str]) -> CrawlSummary:
    told = json.loads(facts.get("summary", "{}"))
    if not told:
        return CrawlSummary(name, "failed", "Redis has lost it; see citeswatch status")
    known = {one.name for one in fields(CrawlSummary)}
    summary = CrawlSummary(**{key: told[key] for key in known & set(told)})
    return replace(summary, failed_pages=tuple(summary.failed_pages))


def _with_warning(
    summary: CrawlSummary, spider: type[MarketplaceSpider]
) -> CrawlSummary:
    only_first = spider.marketplace.reads_first_page_only and spider.plan is None
    return replace(summary, warning=FIRST_PAGE_ONLY) if only_first else summary


def _tell_spent(workspace: Workspace, crawls: Crawls, spiders: Spiders) -> None:
    """Tell Redis what the database counts for today, of crawls without workers."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    with Store.open(workspace.database) as store:
        for spider in spiders.values():
            domain = budget_domain(spider.marketplace.home)
            if spent := budgets.spent(store.conn, domain, today):
                crawls.note_spent(domain, spent)
