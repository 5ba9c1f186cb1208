"""What the stock pages of widespread software look like: defaults for its families.

A preset fills the keys that a marketplace's file leaves out; what the file says wins.
Element and class names are those of the software's own default theme.
"""

from __future__ import annotations

from typing import Any

PRESETS: dict[str, dict[str, Any]] = {
    # PrestaShop 1.7 to 9, theme "classic": themes/classic/templates/catalog/
    "prestashop": {
        "listing_id_pattern": r"/(\d+)(?:-\d+)?-[^/]*\.html|[?&]id_product=(\d+)",
        "follow": {
            "listings": "article.product-miniature .product-title a",
            "next": "nav.pagination a[rel=next]",
        },
    },
    # OpenCart 3 and 4: catalog/view/template/product/, bootstrap's pagination
    "opencart": {
        "listing_id_pattern": r"[?&]product_id=(\d+)",
        "follow": {
            "listings": ".product-thumb h4 a",
            "next": '//ul[contains(@class, "pagination")]//a[normalize-space() = ">"]',
        },
    },
    # phpBB 3.2 and 3.3, style "prosilver": styles/prosilver/template/
    "phpbb": {
        "listing_id_pattern": r"viewtopic\.php\?(?:[^#]*&)?t=(\d+)|-t(\d+)\.html",
        "follow": {
            "listings": "li.row:not(.global-announce):not(.announce):not(.sticky) a.topictitle",
            "next": ".pagination li.next a",
        },
        "select": {
            "title": "h2.topic-title a",
            "description": "(//div[starts-with(@id, 'post_content')])[1]//div[@class='content']",
            "seller": "(//p[@class='author'])[1]//a[starts-with(@class, 'username')]",
            "date": "(//p[@class='author'])[1]//time/@datetime",
            "category": "#nav-breadcrumbs .crumb[data-forum-id] span[itemprop=name]",
            "images": "(//div[starts-with(@id, 'post_content')])[1]//img[@class='postimage']/@src",
        },
    },
    # XenForo 2: templates thread_view, thread_list_item, page_nav
    "xenforo": {
        "listing_id_pattern": r"/threads/(?:[^/]*\.)?(\d+)",
        "follow": {
            "listings": ".structItem-title a[data-tp-primary]",
            "next": "a.pageNav-jump--next",
        },
        "select": {
            "title": "//h1[contains(@class, 'p-title-value')]/text()[normalize-space()]",
            "availability": ".p-title-value .label",
            "description": "(//article[contains(@class, 'message--post')])[1]//div[@class='bbWrapper']",
            "seller": "(//article[contains(@class, 'message--post')])[1]/@data-author",
            "date": "(//article[contains(@class, 'message--post')])[1]//time/@datetime",
            "category": ".p-breadcrumbs li:last-child span[itemprop=name]",
            "images": "(//article[contains(@class, 'message--post')])[1]//img[contains(@class, 'bbImage')]/@src",
        },
    },
}

FALLBACKS: dict[str, dict[str, str]] = {
    "prestashop": {
        "title": "h1",
        "price": ".current-price-value",
        "description": ".product-description",
        "category": "nav.breadcrumb li:nth-last-child(2) a",
        "availability": "#product-availability",
        "images": ".product-images img::attr(src)",
    },
    "opencart": {
        "title": "#content h1",
        "price": "#content .price-new",
        "description": "#tab-description",
        "category": ".breadcrumb li:nth-last-child(2) a",
        "availability": "//li[contains(., 'Availability')]",
        "images": "#content .image img::attr(src)",
    },
}
"""Where a field stands when the page's metadata does not give it."""


def with_preset(facts: Any) -> Any:
    """Give the *facts* of a file with its family's preset under them."""
    preset = PRESETS.get(facts.get("family", "")) if isinstance(facts, dict) else None
    if preset is None:
        return facts
    merged = {**preset, **facts}
    for table in ("follow", "select"):
        given = facts.get(table, {})
        if isinstance(given, dict) and table in preset:
            merged[table] = {**preset[table], **given}
    return merged
