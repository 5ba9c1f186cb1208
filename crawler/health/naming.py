"""Naming what went wrong with a crawl: the first name that fits, worst first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.health.bounds import Usual, usual_share, usual_size
from crawler.store.facts import Measures

History = Sequence[Mapping[str, Any]]
"""What earlier normal crawls measured (`Measures.to_compare`), newest first."""

KINDS = {
    "blocked": "the site keeps us out",
    "moved": "the site's addresses lead elsewhere or nowhere",
    "gone": "nothing answers at the site's address",
    "slow": "the site answers too slowly or not in time",
    "layout": "the site's pages are built otherwise than its file says",
    "empty": "pages come, but no listings in them",
    "fewer": "far fewer listings than usual",
    "errors": "far more pages fail than usual",
    "ours": "the fault is on our side",
}
"""Each kind of failure, in words."""

_OF_THE_NET = ("http_", "timeout", "no_such_host", "no_connection", "cut_off")
_OF_NO_LAYOUT = (*_OF_THE_NET, "too_large", "refused", "redirect_loop", "ignored")
SHARE_OF_REFUSALS = 0.05
SHARE_OF_FAULTS = 0.2
PRICE_FACTOR = math.log(5)
SLOW_FACTOR = math.log(5)
SLOW_SECONDS = 2.0
FEWEST_TO_COMPARE = 20
"""Shares and prices of fewer listings than this jump by themselves."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A named failure and what shows it."""

    kind: str
    said: str


def name_failure(now: Measures, history: History) -> Failure | None:
    """Name what is wrong with the crawl *now*; None when nothing is."""
    for look in _LOOKS:
        if failure := look(now, history):
            return failure
    return None


def is_cut_short(now: Measures) -> bool:
    """Whether the crawl stopped on purpose before its end: it shows no yield."""
    if now.outcome == "interrupted":
        return now.reason in ("shutdown", "cancelled")
    return now.reason.startswith(("closespider", "stopped", "budget"))


def _ours(now: Measures, _: History) -> Failure | None:
    if now.outcome == "interrupted" and not is_cut_short(now):
        return Failure("ours", now.reason)
    if now.reason == "store_failed":
        return Failure("ours", "the database could not be written")
    return None


def _blocked(now: Measures, history: History) -> Failure | None:
    before = usual_share(_past(history, "refusal_share"), SHARE_OF_REFUSALS)
    usual = before.high if before else SHARE_OF_REFUSALS
    if now.outcome == "refused" or now.refusal_share > usual:
        robots = now.robots_forbidden and not now.refusals
        said = (
            "robots.txt forbids the pages that lead to listings"
            if robots
            else f"{now.refusals} of {now.pages_requested} requests were refused{_how(now)}"
        )
        return Failure("blocked", said)
    return None


def _how(now: Measures) -> str:
    """Say in what way most requests were refused, if that is known."""
    ways = {
        name.removeprefix("refused/"): int(count)
        for name, count in now.detail.items()
        if name.startswith("refused/")
    }
    return f"; the site {max(ways, key=ways.__getitem__)}" if ways else ""


def _moved_or_gone(now: Measures, history: History) -> Failure | None:
    if now.found and not _too_few(now, history):
        return None
    for stat, kind, said in (
        ("index/off_site", "moved", "its results pages lead to another site"),
        ("index/gone", "moved", "its results pages answer 404 or 410"),
        ("index/redirect_loop", "moved", "its results pages redirect without end"),
        ("index/no_such_host", "gone", "its host name is not known"),
        ("index/no_connection", "gone", "it takes no connection"),
    ):
        if now.detail.get(stat):
            return Failure(kind, said)
    return None


def _yield(now: Measures, history: History) -> Failure | None:
    """Few listings: by what the pages said, else by their number."""
    if is_cut_short(now) or not (_too_few(now, history) or not now.found):
        return None
    if now.panel != "catalogue" and now.complete and not _too_few(now, history):
        return None  # a search that was answered may well have found nothing
    faults = _page_faults(now)
    if faults and faults >= SHARE_OF_FAULTS * max(now.pages_fetched, 1):
        return Failure("layout", _unread(now, faults))
    if failure := _net_faults(now, SHARE_OF_FAULTS):
        return failure
    expected = _expected(now, history)
    if now.asked_again:
        expected += f"; {now.asked_again} more are there, named by no results page"
    if now.found == 0:
        return Failure("empty", f"{_pages(now.pages_fetched)}, no listing{expected}")
    return Failure("fewer", f"{now.found} listings{expected}")


def _unread(now: Measures, faults: int) -> str:
    if faults == _count(now, "no_listing_links".__eq__):
        return "no results page links to a listing; is there none, or a new layout?"
    return f"no listing could be read from {_pages(faults)}"


def _coverage(now: Measures, history: History) -> Failure | None:
    if now.listings_seen < FEWEST_TO_COMPARE:
        return None
    fallen = list(_fallen(now.coverage, history))
    if not fallen:
        return None
    return Failure("layout", "; ".join(fallen))


def _fallen(coverage: Mapping[str, float], history: History) -> Iterator[str]:
    for field, share in coverage.items():
        past = [one["coverage"][field] for one in history if field in one["coverage"]]
        usual = usual_share(past)
        if usual and share < usual.low:
            yield (
                f"{field} in {share:.0%} of the listings, usually in {usual.middle:.0%}"
            )


def _price(now: Measures, history: History) -> Failure | None:
    if now.median_price is None or now.listings_seen < FEWEST_TO_COMPARE:
        return None
    past = [
        one["median_price"]
        for one in history
        if one["median_price"] and one["currency"] == now.currency
    ]
    usual = usual_size(past, PRICE_FACTOR)
    if usual and not usual.low <= now.median_price <= usual.high:
        said = f"middle price {now.median_price:g} {now.currency}"
        return Failure("layout", f"{said}, usually {usual.middle:g}")
    return None


def _errors(now: Measures, history: History) -> Failure | None:
    usual = usual_share(_past(history, "error_share"), SHARE_OF_FAULTS)
    high = usual.high if usual else SHARE_OF_FAULTS
    if now.error_share <= high:
        return None
    if failure := _net_faults(now, high / 2):
        return failure
    return Failure("errors", f"{now.errors} of {now.pages_requested} pages failed")


def _slow(now: Measures, history: History) -> Failure | None:
    # In milliseconds, for the bounds of a size near 1 are wider than a factor.
    past = [1000 * seconds for seconds in _past(history, "seconds_per_page")]
    usual = usual_size(past, SLOW_FACTOR)
    pace = now.seconds_per_page
    if usual and pace > max(usual.high / 1000, SLOW_SECONDS):
        said = f"{pace:.1f} s for each page, usually {usual.middle / 1000:.1f} s"
        return Failure("slow", said)
    return None


_LOOKS: tuple[Callable[[Measures, History], Failure | None], ...] = (
    _ours,
    _blocked,
    _moved_or_gone,
    _yield,
    _coverage,
    _price,
    _errors,
    _slow,
)


def _past(history: History, name: str) -> list[float]:
    return [one[name] for one in history]


def _usual_yield(history: History) -> Usual | None:
    return usual_size(_past(history, "listings"))


def _too_few(now: Measures, history: History) -> bool:
    usual = _usual_yield(history)
    low = usual.low if usual else 0.0
    return now.found < max(low, now.min_listings)


def _expected(now: Measures, history: History) -> str:
    usual = _usual_yield(history)
    if usual and usual.middle >= 1:
        return f", usually {usual.middle:.0f}"
    return f", expected at least {now.min_listings}" if now.min_listings else ""


def _page_faults(now: Measures) -> int:
    """Count the pages that came and did not hold what they should."""
    return _count(now, lambda kind: not kind.startswith(_OF_NO_LAYOUT))


def _net_faults(now: Measures, least: float) -> Failure | None:
    """Name the failure when so large a share of the pages did not come at all."""
    late = _count(now, lambda kind: kind.startswith(("timeout", "http_504")))
    failed = _count(now, lambda kind: kind.startswith(_OF_THE_NET))
    asked = max(now.pages_requested, 1)
    if late and late >= max(failed / 2, 1):
        if late / asked >= least / 2:
            return Failure("slow", f"{_pages(late)} did not answer in time")
    elif failed / asked >= least:
        return Failure("errors", f"{failed} of {now.pages_requested} pages failed")
    return None


def _count(now: Measures, wanted: Callable[[str], bool]) -> int:
    prefix = "page/failed/"
    return sum(
        int(count)
        for name, count in now.detail.items()
        if name.startswith(prefix) and wanted(name.removeprefix(prefix))
    )


def _pages(count: int) -> str:
    return f"{count} page" if count == 1 else f"{count} pages"
