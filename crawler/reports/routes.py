"""Routes and methods of shipment (Decision 15.57 d), where offers state them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from crawler.reports.extent import offers_of_period, offers_seen
from crawler.reports.figures import Figures, last_of_texts, once
from crawler.shipping.reading import METHODS, Shipping, read_shipping

NOT_TOLD = "not told"


def routes_table(figures: Figures) -> pd.DataFrame:
    """Count distinct offers by the country they are in and where they may be sent.

    `to_country` is a country that the shipping terms name, `worldwide`, `domestic`, or
    `not told`. An offer that names several counts in each. A report of countries has
    the routes that begin or end in one of them.
    """
    rows = [
        (offer.appendix, offer.country, to_country, offer.offer_id)
        for offer in shipping_of_offers(figures)
        for to_country in destinations(offer.shipping, offer.country)
        if _touches(figures.countries, offer.country, to_country)
    ]
    keys = ["appendix", "from_country", "to_country"]
    return _counted(rows, keys)


def methods_table(figures: Figures) -> pd.DataFrame:
    """Count distinct offers by how they may be sent; one that names two is in both.

    A report of countries has the offers that are in one of them or may be sent there.
    """
    rows = [
        (offer.appendix, method, offer.offer_id)
        for offer in shipping_of_offers(figures)
        for method in (offer.shipping.methods or (NOT_TOLD,))
    ]
    table = _counted(rows, ["appendix", "method"])
    order = {method: place for place, method in enumerate((*METHODS, NOT_TOLD))}
    return table.sort_values(
        ["appendix", "method"],
        key=lambda column: column.map(order) if column.name == "method" else column,
        ignore_index=True,
    )


class Offer(NamedTuple):
    """A flagged listing with what its shipping terms say."""

    appendix: str
    country: str
    listing: int
    offer_id: int
    shipping: Shipping


def shipping_of_offers(figures: Figures) -> Iterator[Offer]:
    """Give each flagged listing of the period with what its shipping terms say.

    A report of countries has those that are in one of them or may be sent there.
    """
    return map(Offer._make, _shipping(figures).itertuples(index=False, name=None))


@once
def _shipping(figures: Figures) -> pd.DataFrame:
    tables = [offers_of_period(figures)]
    if figures.countries:
        there = figures.sent_there
        tables.append(
            offers_seen(figures, last_of_texts(there[there["event"] != "gone"]))
        )
    kept = [*Offer._fields[:-1], "shipping_text"]
    offers = pd.concat([table[kept] for table in tables], ignore_index=True)
    told = {text: read_shipping(text) for text in offers["shipping_text"].unique()}
    read = [told[text] for text in offers.pop("shipping_text")]
    offers["shipping"] = pd.Series(read, offers.index, dtype=object)
    if not figures.countries:
        return offers
    touching = [
        _touches(figures.countries, country, *shipping.countries)
        for country, shipping in zip(offers["country"], offers["shipping"], strict=True)
    ]
    return offers[np.array(touching, bool)]


def _touches(countries: tuple[str, ...], *places: str) -> bool:
    return not countries or bool(set(countries) & set(places))


def destinations(shipping: Shipping, home: str) -> tuple[str, ...]:
    """Give where an offer in the country *home* may be sent, as in `routes_table`."""
    abroad = tuple(code for code in shipping.countries if code != home)
    if shipping.reach == "worldwide":
        return (*abroad, "worldwide")
    if abroad:
        return abroad
    stays = shipping.reach == "domestic" or bool(shipping.countries)
    return ("domestic",) if stays else (NOT_TOLD,)


def _counted(rows: list[tuple[Any, ...]], keys: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=[*keys, "offer_id"])
    counts = table.groupby(keys)["offer_id"].nunique().rename("offers").reset_index()
    return counts.sort_values(
        ["appendix", "offers", *keys[1:]],
        ascending=[True, False, *[True] * (len(keys) - 1)],
        ignore_index=True,
    )
