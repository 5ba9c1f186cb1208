"""The public suffix list is the copy inside tldextract, never one from the web."""

from __future__ import annotations

from functools import cache, lru_cache

from tldextract import TLDExtract


def use_packaged_list() -> None:
    """Bind Scrapy's own use of the list, in its cookies, to the packaged copy.

    By default tldextract fetches publicsuffix.org at the first look-up: a request
    to a stranger in every crawl, and a result that changes from day to day.
    """
    from scrapy.downloadermiddlewares import cookies

    cookies._split_domain = TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )


@lru_cache(maxsize=1024)
def registered_domain(host: str) -> str:
    """Give the registered domain of *host*, itself when it has none."""
    return _extract()(host).top_domain_under_public_suffix or host


@cache
def _extract() -> TLDExtract:
    return TLDExtract(suffix_list_urls=(), cache_dir=None)
