"""What one marketplace's crawl came to, for people and programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from scrapy.crawler import Crawler

from crawler.extensions.effort import EffortLedger
from crawler.extensions.page_failures import PageFailures
from crawler.marketplace import FIRST_PAGE_ONLY, Marketplace


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
    outcome, reason = ledger.ended
    effort, events = ledger.effort(), ledger.events
    failures = crawler.get_extension(PageFailures)
    listings = events.total() - events["gone"]
    warning = _left_out(crawler, marketplace)
    whole = outcome == "finished" and (effort.sees_all or bool(warning))
    short = whole and listings < marketplace.min_listings
    if short:
        reason = f"{listings} listings, at least {marketplace.min_listings} expected"
    return CrawlSummary(
        marketplace=marketplace.name,
        outcome=outcome,
        reason=reason,
        pages=effort.pages_fetched,
        listings=listings,
        new=events["new"],
        changed=events["changed"],
        gone=events["gone"],
        relisted=events["relisted"],
        flagged=stats.get("flagged/high", 0),
        errors=effort.errors,
        refusals=effort.refusals,
        robots_forbidden=effort.robots_forbidden,
        seconds=round(effort.seconds, 1),
        short=short,
        failed_pages=tuple(failures.first) if failures else (),
        failed_pages_file=failures.file_written if failures else "",
        warning=warning,
        note=stats.get("resume/went_on") or stats.get("resume/began_anew") or "",
    )


def _left_out(crawler: Crawler, marketplace: Marketplace) -> str:
    searched = getattr(crawler.spider, "plan", None) is not None
    only_first = marketplace.reads_first_page_only and not searched
    return FIRST_PAGE_ONLY if only_first else ""
