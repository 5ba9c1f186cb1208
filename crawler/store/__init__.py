"""The store: crawls, effort, listings, sightings and matches in SQLite."""

from crawler.store.errors import ListingError, StoreError
from crawler.store.facts import Effort, MarketplaceFacts
from crawler.store.store import Store

__all__ = ["Effort", "ListingError", "MarketplaceFacts", "Store", "StoreError"]
