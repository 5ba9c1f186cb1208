"""Why a site is not to be crawled now: it rests, or it was asked enough today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from crawler.extensions.day_budgets import budget_domain, daily_limit
from crawler.marketplace import Marketplace
from crawler.store import Store, budgets, rests
from crawler.store.times import utc_text
from crawler.workspace import Workspace


def reasons_to_wait(
    workspace: Workspace, marketplaces: Mapping[str, Marketplace]
) -> dict[str, str]:
    """Say of each marketplace that must wait, why and until when.

    Raises:
        StoreError: the database cannot be used.
    """
    if not workspace.database.exists():
        return {}
    with Store.open(workspace.database) as store:
        return dict(_reasons(workspace, store, marketplaces))


def _reasons(
    workspace: Workspace, store: Store, marketplaces: Mapping[str, Marketplace]
) -> Iterator[tuple[str, str]]:
    now = utc_text(datetime.now(UTC))
    for name, marketplace in marketplaces.items():
        rest = rests.rest_of(store.conn, name)
        if rest and rest.until > now:
            until = rest.until[:16].replace("T", " ")
            crawls = f"{rest.refusals} crawls" if rest.refusals > 1 else "a crawl"
            yield (
                name,
                f"rests until {until} UTC, for it refused {crawls} ({rest.said}); "
                f"to crawl it all the same: citeswatch crawl {name} --now",
            )
        elif budget_left(workspace, store, marketplace) == 0:
            domain = budget_domain(marketplace.home)
            yield (
                name,
                f"{domain} was sent the {_limit(workspace, marketplace):,} requests of "
                "today's budget; the crawl goes on tomorrow (UTC)",
            )


def budget_left(
    workspace: Workspace, store: Store, marketplace: Marketplace
) -> int | None:
    """Give how many requests today's budget still has; None: it has no limit."""
    limit = _limit(workspace, marketplace)
    if limit is None:
        return None
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    spent = budgets.spent(store.conn, budget_domain(marketplace.home), today)
    return max(0, limit - spent)


def _limit(workspace: Workspace, marketplace: Marketplace) -> int | None:
    return daily_limit(marketplace, workspace.settings.politeness.requests_per_day)
