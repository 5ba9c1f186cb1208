"""A marketplace: the facts of one site, read from its TOML file."""

from crawler.marketplace.folder import (
    find_marketplaces,
    marketplace_folder,
    suggest_names,
)
from crawler.marketplace.model import FIRST_PAGE_ONLY, SELECTABLE, Marketplace
from crawler.marketplace.reading import (
    MarketplaceError,
    load_marketplace,
    read_marketplace,
)

__all__ = [
    "FIRST_PAGE_ONLY",
    "SELECTABLE",
    "Marketplace",
    "MarketplaceError",
    "find_marketplaces",
    "load_marketplace",
    "marketplace_folder",
    "read_marketplace",
    "suggest_names",
]
