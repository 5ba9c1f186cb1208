"""What a page says otherwise replaces what the store had, whatever it is."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from crawler.matching.claims import Claim
from crawler.store import Store
from tests.crawler.store.samples import TIGER, make_listing

Crawl = Callable[..., int]


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    return store.conn.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("column", "change", "expected"),
    [
        ("url", {"url": "http://birds.test/other"}, "http://birds.test/other"),
        ("title", {"title": "Offer  1", "content_sha256": "c"}, "Offer  1"),
        ("description", {"description": "x", "content_sha256": "c"}, "x"),
        ("price_amount", {"price_amount": Decimal("4.5")}, 4.5),
        ("currency", {"currency": "KES"}, "KES"),
        ("posted_on", {"posted_on": "2026-10-05T12:00+02:00"}, "2026-10-05T10:00:00Z"),
        ("ends_at", {"ends_at": "2026-12-01"}, "2026-12-01"),
        ("country", {"country": "KE"}, "KE"),
        ("shipping_text", {"shipping_text": "by post"}, "by post"),
        ("category_text", {"category_text": "Antiques\x00"}, "Antiques\ufffd"),
        ("language", {"language": "sw"}, "sw"),
        ("seller_id", {"seller_pseudonym": "s"}, 1),
        ("image_urls", {"image_urls": ["http://a.test/é"]}, '["http://a.test/é"]'),
        ("provenance", {"provenance": {"title": "h1"}}, '{"title": "h1"}'),
        ("text_fingerprint", {"text_fingerprint": "f"}, "f"),
        ("offer", {"offer": "possible"}, "possible"),
        ("priority", {"priority": "high"}, "high"),
        ("appendix", {"appendix": "II"}, "II"),
        ("match_count", {"matches": [TIGER]}, 1),
        ("claims", {"claims": [Claim("antique", "", "antique", 0, 7)]}, None),
        ("state", {"available": False}, "ended"),
    ],
)
def test_whatever_a_page_says_otherwise_is_renewed(
    store: Store, crawl: Crawl, column: str, change: dict[str, Any], expected: Any
) -> None:
    crawl(1, make_listing("1", **{"content_sha256": "c"}))
    before = rows(store, f"SELECT {column} FROM listings")
    second = crawl(2, make_listing("1", **{"content_sha256": "c", **change}))
    sighted = rows(store, "SELECT event, crawl FROM sightings ORDER BY crawl")
    assert sighted == [("new", 1), ("seen", second)]
    after = rows(store, f"SELECT {column} FROM listings")
    assert after != before
    assert expected is None or after == [(expected,)]
