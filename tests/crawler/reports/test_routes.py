"""Routes and methods, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from crawler.reports.figures import Figures
from crawler.reports.routes import methods_table, routes_table
from crawler.store import Store
from tests.crawler.sample_store import crawl, listing


def test_an_offer_counts_in_each_country_and_method_that_it_names(
    store: Store, week: Callable[[int], datetime], figures_of: Callable[..., Figures]
) -> None:
    at = week(1)
    terms = {
        "a": ("DE", "DHL to France and Italy, or collection only"),
        "b": ("DE", "Nur Abholung"),
        "c": ("DE", "innerhalb Deutschlands, DHL"),
        "d": ("", "worldwide by EMS"),
        "e": ("KE", ""),
    }
    offers = [
        listing(
            "bazaar",
            name,
            at,
            taxon="Panthera tigris",
            country=country,
            shipping_text=text,
        )
        for name, (country, text) in terms.items()
    ]
    crawl(store, "bazaar", at, offers)
    figures = figures_of()
    routes = routes_table(figures).drop(columns="appendix").itertuples(index=False)
    assert sorted(map(tuple, routes)) == [
        ("DE", "FR", 1),
        ("DE", "IT", 1),
        ("DE", "domestic", 1),
        ("DE", "not told", 1),
        ("KE", "not told", 1),
        ("not told", "worldwide", 1),
    ]
    methods = methods_table(figures)
    assert dict(zip(methods["method"], methods["offers"], strict=True)) == {
        "post": 1,
        "courier": 2,
        "hand": 2,
        "not told": 1,
    }


def test_no_offers_no_rows(figures_of: Callable[..., Figures]) -> None:
    assert routes_table(figures_of()).empty
    assert methods_table(figures_of()).empty
