"""The sum of what all workers asked and got in one crawl, as the writer keeps it."""

from __future__ import annotations

from pydantic import Field

from crawler.cluster.messages import Begun, Message, PageDone, QueryCame
from crawler.extensions.page_ledger import PageLedger
from crawler.families.listing_ids import without_tracking
from crawler.panel.query import QueryRun
from crawler.store.facts import Effort


class CrawlLedger(Message):
    """A crawl so far; as text it is kept in the database with what it counts."""

    begun: Begun
    began_ms: int
    """When it began, by Redis's clock."""
    last_ms: int
    pages: PageLedger = Field(default_factory=PageLedger)
    unread_ids: set[str] = Field(default_factory=set)
    queries: int = 0
    runs: list[QueryRun] = Field(default_factory=list)
    counts: dict[str, float] = Field(default_factory=dict)
    capped: bool = False
    sees_all: bool = True
    reads: str = ""
    """The page method that reads a listing's own page."""
    drained: bool = False

    @classmethod
    def of(cls, begun: Begun, at_ms: int) -> CrawlLedger:
        """Begin a ledger."""
        plan = begun.plan
        runs = [QueryRun(query) for query in plan.queries] if plan else []
        return cls(
            begun=begun,
            began_ms=at_ms,
            last_ms=at_ms,
            runs=runs,
            sees_all=begun.sees_all,
        )

    @property
    def name(self) -> str:
        """The marketplace."""
        return self.begun.facts.name

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return (self.last_ms - self.began_ms) / 1000

    def add(self, page: PageDone) -> None:
        """Add what a page came to, its listings apart."""
        for one in page.events:
            self._note(one.what, one.addresses, one.listing, one.refused)
        self.unread_ids.update(page.lost)
        self.queries += page.queries_begun
        for number, came in page.queries.items():
            self._came(number, came)
        for name, count in page.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count
        for name, value in page.highest.items():
            self.counts[name] = max(value, self.counts.get(name, value))
        self.capped |= page.capped
        self.sees_all &= page.sees_all
        self.reads = self.reads or page.reads

    def lose(self, url: str, *, listing: bool) -> None:
        """Note a page that was set aside: nothing is known of it."""
        self.pages.fail([url], listing=listing)

    def _note(
        self, what: str, addresses: list[str], listing: bool, refused: bool
    ) -> None:
        if what == "ask":
            self.pages.ask(addresses, listing=listing)
        elif what == "answer":
            self.pages.answer(addresses, listing=listing)
        elif what == "fail":
            self.pages.fail(addresses, listing=listing, refused=refused)
        elif what == "settle":
            self.pages.settle(addresses)
        else:
            self.pages.read(addresses)

    def _came(self, number: int, came: QueryCame) -> None:
        if number >= len(self.runs):
            return
        run = self.runs[number]
        run.pages += came.pages
        run.found.update(came.found)
        run.trouble = run.trouble or came.trouble
        run.cut |= came.cut

    def runs_so_far(self) -> list[QueryRun]:
        """Give what came of each query; a drained queue waits for no page."""
        for run in self.runs:
            run.waiting = 0 if self.drained else 1
        return self.runs

    def effort(self, *, ended: bool = False) -> Effort:
        """Sum up; *ended* adds what only the end of a crawl needs."""
        unread = self.pages.unread_urls if ended else set()
        return Effort(
            queries=self.queries,
            pages_requested=self.pages.requested,
            pages_fetched=self.pages.fetched,
            listing_pages=self.pages.listing_pages,
            refusals=self.pages.refusals,
            errors=self.pages.errors,
            robots_forbidden=int(self.counts.get("robotstxt/forbidden", 0)),
            bytes=int(self.counts.get("downloader/response_bytes", 0)),
            seconds=self.seconds,
            detail=dict(self.counts) if ended else {},
            index_errors=self.pages.index_errors,
            unread_urls=unread | {without_tracking(url) for url in unread},
            unread_ids=self.unread_ids,
            sees_all=self.sees_all,
        )
