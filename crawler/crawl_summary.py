"""What one marketplace's crawl came to, for people and programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import Any

from scrapy.crawler import Crawler

from crawler.extensions.effort import EffortLedger
from crawler.extensions.page_failures import PageFailures
from crawler.marketplace import FIRST_PAGE_ONLY, Marketplace
from crawler.store import Effort


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """One crawl in numbers.

    `outcome` is finished, refused, failed, interrupted or skipped (the site rests, or
    its budget for today is spent), and `reason` says why.
    `short` marks a finished crawl that saw fewer listings than `min_listings`.
    `pages` counts pages that came, `errors` pages that could not be had or read,
    `flagged` listings of high priority. `seconds` is how long it took.
    """

    marketplace: str
    outcome: str
    reason: str
    pages: int = 0
    listings: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    relisted: int = 0
    flagged: int = 0
    errors: int = 0
    refusals: int = 0
    robots_forbidden: int = 0
    seconds: float = 0.0
    short: bool = False
    note: str = ""
    """How a crawl that was cut off was taken up, if it was."""
    failed_pages: tuple[str, ...] = ()
    """The first pages that failed: address, what, and the mend."""
    failed_pages_file: str = ""
    """The file that holds all of them, "" when none failed."""
    warning: str = ""
    """What the crawl leaves out for want of a key in the marketplace's file."""

    @property
    def is_good(self) -> bool:
        """Whether the crawl ran to its end, or rightly not at all."""
        return self.outcome in ("finished", "skipped")

    def as_dict(self) -> dict[str, Any]:
        """Give the summary as plain JSON-ready values."""
        return asdict(self)


def summarise(
    crawler: Crawler, marketplace: Marketplace, broke: BaseException | None = None
) -> CrawlSummary:
    """Sum up a crawl that has ended; *broke* is why it could not begin."""
    stats = crawler.stats.get_stats() if crawler._stats else {}
    ledger = crawler.get_extension(EffortLedger) if crawler._extensions else None
    if ledger is None or ledger.ended is None:
        reason = stats.get("store/error") or broke or "it could not begin; see the log"
        return CrawlSummary(marketplace.name, "failed", str(reason))
    failures = crawler.get_extension(PageFailures)
    warning = _left_out(crawler, marketplace)
    return replace(
        sum_up(
            *(marketplace.name, marketplace.min_listings, ledger.ended),
            ledger.effort(),
            ledger.events,
            flagged=stats.get("flagged/high", 0),
            expects_all=bool(warning),
        ),
        failed_pages=tuple(failures.first) if failures else (),
        failed_pages_file=failures.file_written if failures else "",
        warning=warning,
        note=stats.get("resume/went_on") or stats.get("resume/began_anew") or "",
    )


def sum_up(
    name: str,
    min_listings: int,
    ended: tuple[str, str],
    effort: Effort,
    events: Counter[str],
    *,
    flagged: int,
    expects_all: bool = False,
) -> CrawlSummary:
    """Sum up a crawl that *ended* with an outcome and a reason.

    It is held against *min_listings* when it saw all, or *expects_all* to.
    """
    outcome, reason = ended
    listings = events.total() - events["gone"]
    whole = outcome == "finished" and (effort.sees_all or expects_all)
    short = whole and listings < min_listings
    if short:
        reason = f"{listings} listings, at least {min_listings} expected"
    return CrawlSummary(
        marketplace=name,
        outcome=outcome,
        reason=reason,
        pages=effort.pages_fetched,
        listings=listings,
        new=events["new"],
        changed=events["changed"],
        gone=events["gone"],
        relisted=events["relisted"],
        flagged=flagged,
        errors=effort.errors,
        refusals=effort.refusals,
        robots_forbidden=effort.robots_forbidden,
        seconds=round(effort.seconds, 1),
        short=short,
    )


def _left_out(crawler: Crawler, marketplace: Marketplace) -> str:
    searched = getattr(crawler.spider, "plan", None) is not None
    only_first = marketplace.reads_first_page_only and not searched
    return FIRST_PAGE_ONLY if only_first else ""
