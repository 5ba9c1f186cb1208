"""The table `[search]`: asking a site's own search instead of reading its lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from crawler.marketplace.facts import Facts
from crawler.marketplace.values import check_template

HAS_OWN_SEARCH = frozenset(
    ("woocommerce", "magento_graphql", "saleor_graphql", "vendure_graphql")
) | {"ebay_browse", "etsy_open_api", "mercado_libre"}
"""Families that know where the search is."""
Words = Annotated[str, StringConstraints(min_length=2, max_length=100)]


class Search(Facts):
    """What a crawl may ask the search for."""

    template: Annotated[str, AfterValidator(check_template)] = ""
    """The address of a search, with {query} where the words go."""
    budget: Annotated[int, Field(ge=1, le=5000)] = 50
    """Most queries of one sweep."""
    pages: Annotated[int, Field(ge=1, le=500)] = 3
    """Most results pages of one query."""
    words: list[Words] = []
    """The operator's own queries, asked before those of the species list."""


def search_faults(family: str, search: Search | None) -> Iterator[str]:
    """Say what is wrong with the table for *family*."""
    if search is None:
        return
    if family in HAS_OWN_SEARCH and search.template:
        yield f"search.template: family {family!r} knows its search; remove the key"
    if family not in HAS_OWN_SEARCH and not search.template:
        yield 'search.template: how is the site searched? for example template = "https://site.example/search?q={query}"'
    if family in {"feed", "storefront_json", "discourse"}:
        yield f"search: family {family!r} cannot be searched; remove the table"
