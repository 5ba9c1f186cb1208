"""The effort ledger of a crawl on many machines: each page takes its share along.

What a worker sees of a page is noted here as `EffortLedger` notes it, and travels
with the page's listings; the writer adds it up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler

from crawler.cluster.messages import PageDone, PageEvent, QueryCame
from crawler.cluster.sending_evidence import EvidenceSender
from crawler.cluster.shared_counts import SharedCounts
from crawler.extensions.ask_again import AskAgain
from crawler.extensions.effort import EffortLedger
from crawler.extensions.page_ledger import PageLedger
from crawler.extensions.query_notes import QueryNotes
from crawler.items import Listing
from crawler.panel.query import QueryRun
from crawler.store.times import clock_from


class PageNotes(PageLedger):
    """Notes what became of each page, until the page takes its notes along."""

    def __init__(self) -> None:
        super().__init__()
        self.events: defaultdict[str, list[PageEvent]] = defaultdict(list)

    def ask(self, addresses: Sequence[str], *, listing: bool) -> None:
        """Note that the page is asked for."""
        self._note("ask", addresses, listing=listing)

    def answer(self, addresses: Sequence[str], *, listing: bool) -> None:
        """Note that the page came."""
        self._note("answer", addresses, listing=listing)

    def fail(
        self, addresses: Sequence[str], *, listing: bool, refused: bool = False
    ) -> None:
        """Note that the page could not be had, or not be understood."""
        self._note("fail", addresses, listing=listing, refused=refused)

    def read(self, addresses: Sequence[str]) -> None:
        """Note that a listing was read from the page; once is enough."""
        if not any(one.what == "read" for one in self.events[addresses[0]]):
            self._note("read", addresses)

    def settle(self, addresses: Sequence[str]) -> None:
        """Note that the page hides nothing."""
        self._note("settle", addresses)

    def _note(
        self,
        what: str,
        addresses: Sequence[str],
        *,
        listing: bool = False,
        refused: bool = False,
    ) -> None:
        event = PageEvent.model_construct(
            what=what, addresses=list(addresses), listing=listing, refused=refused
        )
        self.events[addresses[0]].append(event)


class RemoteLedger(EffortLedger):
    """An effort ledger without a store; `hand_over` empties it page by page."""

    pages: PageNotes
    sent: dict[str, int]
    evidence: EvidenceSender | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension and connect it."""
        clock = clock_from(crawler.settings.get("CITESWATCH_CLOCK") or "")
        ledger = cls(crawler, Path(), clock)
        ledger.pages = PageNotes()
        ledger.sent = {}
        ledger.listen()
        return ledger

    def spider_opened(self, spider: Spider) -> None:
        """Begin to note queries; the crawl's row is the writer's."""
        self.asked = QueryNotes(spider)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Leave the crawl's end to the writer."""

    def note_sent(self, domain: str, day: str) -> None:
        """Note a request that leaves."""
        key = f"{domain} {day}"
        self.sent[key] = self.sent.get(key, 0) + 1

    def hand_over(self, request: Request, listings: list[Listing]) -> PageDone:
        """Give what there is to tell with the page of *request*, and forget it."""
        queries, self.queries = self.queries, 0
        lost, self.unread_ids = self.unread_ids, set()
        sent, self.sent = self.sent, {}
        counts: dict[str, float] = {}
        highest: dict[str, float] = {}
        if isinstance(self.crawler.stats, SharedCounts):
            counts, highest = self.crawler.stats.take()
        spider: Any = self.crawler.spider
        again = self.crawler.get_extension(AskAgain)
        reads = again.reads if again else None
        # Not checked here, but where it is read: published ids hold any character.
        return PageDone.model_construct(
            listings=listings,
            events=self.pages.events.pop(request.url, []),
            lost=sorted(lost),
            queries_begun=queries,
            queries={
                number: came
                for number, run in enumerate(self.asked.runs)
                if (came := _news_of(run)) is not None
            },
            captures=self.evidence.take(listings) if self.evidence else [],
            counts=counts,
            highest=highest,
            sent=sent,
            capped=self.capped(),
            sees_all=spider.sees_all,
            reads=getattr(reads, "__name__", ""),
        )


def _news_of(run: QueryRun) -> QueryCame | None:
    """Give what is new of a query, and forget it; None: nothing."""
    if not (run.pages or run.found or run.trouble or run.cut):
        return None
    came = QueryCame.model_construct(
        pages=run.pages, found=sorted(run.found), trouble=run.trouble, cut=run.cut
    )
    run.pages, run.trouble, run.cut = 0, "", False
    run.found.clear()
    return came
