"""Recognising the software that a site runs on, by marks that it leaves in its pages."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import JsonRequest, TextResponse

from crawler.families.discourse import as_json
from crawler.families.json_pages import dig
from crawler.families.page import PageFault, require_json
from crawler.families.woocommerce import PATH as STORE_API
from crawler.inspection.session import Session

MARKS = {
    "storefront_json": r"cdn\.shopify\.com|Shopify\.|products\.json",
    "woocommerce": r"/plugins/woocommerce/|/wp-json/wc/|woocommerce-",
    "magento_graphql": r"text/x-magento-init|Magento_Theme",
    "discourse": r'name="generator" content="Discourse',
    "xenforo": r"<html[^>]*\sid=[\"']?XF\b",
    "phpbb": r"<(html|body)[^>]*\sid=[\"']?phpbb\b",
    "prestashop": r'content="PrestaShop"|var prestashop\s*=',
    "opencart": r"catalog/view/(theme|javascript)/|route=product/(product|category)",
}
_TRY_MAGENTO = {"query": "{ products(search: \"a\", pageSize: 1) { total_count } }"}  # fmt: skip


async def software_of(session: Session, home: str, page: TextResponse) -> str:
    """Give the family of the software behind *page*, "" when no mark is known.

    Where the family reads an interface, the interface is asked once, and only where
    the page itself bears the software's mark.
    """
    for family, mark in MARKS.items():
        if re.search(mark, page.text) and await _answers(session, family, home, page):
            return family
    return ""


async def _answers(
    session: Session, family: str, home: str, page: TextResponse
) -> bool:
    if family == "storefront_json":
        value = await _json(session, Request(urljoin(home, "/products.json?limit=1")))
        return isinstance(dig(value, "products"), list)
    if family == "woocommerce":
        url = urljoin(home, f"{STORE_API}?per_page=1")
        return isinstance(await _json(session, Request(url)), list)
    if family == "magento_graphql":
        request = JsonRequest(urljoin(home, "/graphql"), data=_TRY_MAGENTO)
        value = await _json(session, request)
        return isinstance(dig(value, "data", "products"), dict)
    if family == "discourse":
        value = await _json(session, Request(as_json(page.url)))
        return isinstance(dig(value, "topic_list", "topics"), list)
    return True


async def _json(session: Session, request: Request) -> object:
    response = await session.fetch_if_there(request, "results")
    if response is None:
        return None
    try:
        return require_json(response)
    except PageFault:
        return None
