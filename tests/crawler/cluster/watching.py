"""What a crawl that met a fault comes to, and what `citeswatch status` says of it."""

from __future__ import annotations

from typing import Any

from crawler.store import Store
from crawler.store.consistency import find_faults
from tests.crawler.cluster.machines import Cluster, until
from tests.crawler.cluster.shop import Shop

OFFERS = 60


def is_whole(cluster: Cluster, told: dict[str, Any], offers: int = OFFERS) -> None:
    """See that each offer was stored once, in one crawl that ran to its end."""
    with Store.open(cluster.home.database, read_only=True) as store:
        assert find_faults(store.conn) == []
    assert (told["outcome"], told["new"]) == ("finished", offers), cluster.log()
    for table in ("listings", "listing_versions", "sightings"):
        assert cluster.rows(f"SELECT COUNT(*) FROM {table}") == [(offers,)], table
    effort = """SELECT listings_seen, listings_new, complete FROM effort
        JOIN crawls ON crawls.id = crawl_id"""
    assert cluster.rows(effort) == [(offers, offers, 1)]


def has_need(cluster: Cluster, said: str) -> str:
    needs: list[str] = cluster.status()["needs"]
    return next((one for one in needs if said in one), "")


def under_way(cluster: Cluster, shop: Shop, pages: int = 12) -> None:
    until(lambda: shop.asked.total() > pages, f"{pages} pages are asked for")
