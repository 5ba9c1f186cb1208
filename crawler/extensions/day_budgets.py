"""What one crawl may still ask today, of each domain."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.exceptions import IgnoreRequest

from crawler.marketplace import Marketplace
from crawler.marketplace.addresses import host_of, is_loopback, origin_of
from crawler.public_suffixes import registered_domain
from crawler.store import Store, budgets
from crawler.store.errors import explaining

LARGEST_BLOCK = 20


class BudgetSpent(IgnoreRequest):
    """The day's budget of requests to the site is spent."""


def budget_domain(url: str) -> str:
    """Give the name under which requests to *url* are counted.

    On this machine a port is a site of its own.
    """
    host = host_of(url)
    if is_loopback(host):
        return f"{host}:{origin_of(url)[1]}"
    return registered_domain(host)


def daily_limit(marketplace: Marketplace, usual: int) -> int | None:
    """Give how many requests a day the site may be sent; None: as many as wanted.

    *usual* is the workspace's own limit; a site on this machine has none unless its
    file says so.
    """
    own = marketplace.politeness.requests_per_day
    if own is not None:
        return own
    return None if marketplace.on_loopback else usual


class DayBudgets:
    """Takes requests in blocks from the database that all spiders share."""

    def __init__(self, store: Store, limit: int) -> None:
        self.store = store
        self.limit = limit
        self._held: dict[tuple[str, str], int] = {}

    def take(self, url: str) -> bool:
        """Take one request to *url*; False when the day's budget is spent.

        Raises:
            StoreError: the database cannot be written.
        """
        key = budget_domain(url), f"{datetime.now(UTC):%Y-%m-%d}"
        if not self._held.get(key):
            block = min(LARGEST_BLOCK, max(1, self.limit // 50))
            with explaining(self.store.path):
                self._held[key] = budgets.take(
                    self.store.conn, *key, limit=self.limit, wanted=block
                )
        if not self._held[key]:
            return False
        self._held[key] -= 1
        return True

    def give_back(self) -> None:
        """Give back what was taken and not used."""
        with explaining(self.store.path):
            for key, unused in self._held.items():
                if unused:
                    budgets.give_back(self.store.conn, *key, unused)
        self._held.clear()
