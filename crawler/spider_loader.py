"""From marketplaces' TOML files to spider classes; Scrapy's SPIDER_LOADER_CLASS."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from crawler.families.spider import MarketplaceSpider
from crawler.marketplace import (
    Marketplace,
    MarketplaceError,
    find_marketplaces,
    load_marketplace,
    marketplace_folder,
)
from crawler.marketplace.addresses import host_of
from crawler.public_suffixes import use_packaged_list

FAMILIES = {
    "schema_org": "crawler.families.schema_org.SchemaOrgSpider",
    "selectors": "crawler.families.selectors.SelectorsSpider",
    "feed": "crawler.families.feed.FeedSpider",
    "storefront_json": "crawler.families.storefront_json.StorefrontJsonSpider",
    "woocommerce": "crawler.families.woocommerce.WooCommerceSpider",
    "magento_graphql": "crawler.families.magento_graphql.MagentoGraphqlSpider",
    "saleor_graphql": "crawler.families.saleor_graphql.SaleorGraphqlSpider",
    "vendure_graphql": "crawler.families.vendure_graphql.VendureGraphqlSpider",
    "prestashop": "crawler.families.shop_pages.ShopPagesSpider",
    "opencart": "crawler.families.shop_pages.ShopPagesSpider",
    "discourse": "crawler.families.discourse.DiscourseSpider",
    "phpbb": "crawler.families.forum_pages.ForumPagesSpider",
    "xenforo": "crawler.families.forum_pages.ForumPagesSpider",
    "ebay_browse": "crawler.families.ebay_browse.EbayBrowseSpider",
    "etsy_open_api": "crawler.families.etsy_open_api.EtsyOpenApiSpider",
    "mercado_libre": "crawler.families.mercado_libre.MercadoLibreSpider",
}


Names = list[str]


class MarketplaceLoader:
    """Finds marketplaces in a folder; a file is read when its spider is asked for."""

    def __init__(self, folder: Path) -> None:
        self.files = find_marketplaces(folder)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Look where CITESWATCH_MARKETPLACES says, else in the checkout."""
        use_packaged_list()
        folder = settings.get("CITESWATCH_MARKETPLACES")
        return cls(Path(folder) if folder else marketplace_folder(None))

    def load(self, spider_name: str) -> type[Spider]:
        """Give the spider class of a marketplace.

        Raises:
            KeyError: there is no such marketplace.
            MarketplaceError: its file is wrong.
        """
        if spider_name not in self.files:
            raise KeyError(f"Spider not found: {spider_name}")
        return load_spider(self.files[spider_name])

    def list(self) -> Names:
        """Name every marketplace."""
        return [*self.files]

    def find_by_request(self, request: Request) -> Names:
        """Name the marketplaces to which the request's host belongs."""
        host = host_of(request.url).removeprefix("www.")
        found = []
        for name, path in self.files.items():
            try:
                if host in load_marketplace(path).hosts:
                    found.append(name)
            except MarketplaceError:
                continue  # `load` tells of it when the marketplace itself is asked for
        return found


def load_spider(path: Path) -> type[MarketplaceSpider]:
    """Give the spider class for the marketplace in the file *path*.

    A `NAME.py` beside `NAME.toml` holds the class of an odd site; it extends a
    family's spider.

    Raises:
        MarketplaceError: the TOML or the Python file is wrong.
    """
    marketplace = load_marketplace(path)
    code = path.with_suffix(".py")
    family = _odd_spider(code) if code.is_file() else family_of(marketplace)
    return bind(family, marketplace)


def family_of(marketplace: Marketplace) -> type[MarketplaceSpider]:
    """Give the spider class of a marketplace's family."""
    family: type[MarketplaceSpider] = load_object(FAMILIES[marketplace.family])
    return family


def bind(
    family: type[MarketplaceSpider], marketplace: Marketplace
) -> type[MarketplaceSpider]:
    """Give a spider class of *family* for one marketplace."""
    facts = {"name": marketplace.name, "marketplace": marketplace}
    title = "".join(word.title() for word in marketplace.name.split("_"))
    return type(f"{title}Spider", (family,), {**facts, "__module__": family.__module__})


def _odd_spider(path: Path) -> type[MarketplaceSpider]:
    # Loaded by its path, so that the folder is never an importable package.
    spec = importlib.util.spec_from_file_location(f"_marketplace_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise MarketplaceError(f"{path}: cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        line = getattr(error, "lineno", None) or _line_in(path, error)
        raise MarketplaceError(
            f"{path}:{line}: {type(error).__name__}: {error}"
        ) from error
    spiders = [
        one
        for one in vars(module).values()
        if isinstance(one, type)
        and issubclass(one, MarketplaceSpider)
        and one.__module__ == module.__name__
    ]
    if len(spiders) != 1:
        raise MarketplaceError(
            f"{path}: holds {len(spiders)} spider classes; it must hold one that "
            "extends a family's, such as crawler.families.selectors.SelectorsSpider"
        )
    return spiders[0]


def _line_in(path: Path, error: BaseException) -> int:
    line = 1
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
