"""The extent of what was offered (Decision 15.57 c): offers by what they are and where."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd

from crawler.reports.figures import Figures, once

NOT_TOLD = "not told"
NOT_REVIEWED = "not reviewed"
DIMENSIONS = (
    "taxon_group",
    "taxon",
    "specimen",
    "marketplace",
    "country",
    "language",
    "claim",
)
VERDICTS = {
    "accepted": "confirmed",
    "wrong_taxon": "confirmed",
    "rejected": "rejected",
    "unsure": "unsure",
    NOT_REVIEWED: "not_reviewed",
}
SEEN = ["listing", "seen_at", "version", "marketplace", "offer_id"]
_JUDGED = ["appendix", "taxon", "taxon_group", "specimen", "claims"]
_PRICED = ["currency", "price_amount"]
COUNTS = ["offers", "listings", *dict.fromkeys(VERDICTS.values())]


def latest_texts(
    figures: Figures, seen: pd.DataFrame, columns: Sequence[str]
) -> pd.DataFrame:
    """Give the last of the sightings *seen* of each listing with the text it then had.

    *seen* are oldest first. Of the text are the *columns*, of the sighting `SEEN`.
    """
    last = seen.drop_duplicates("listing", keep="last").sort_values("listing")[SEEN]
    texts = figures.texts[list(columns)]
    table = last.join(texts, on="version").reset_index(drop=True)
    words = table.select_dtypes("category").columns
    return table.astype(dict.fromkeys(words, "str"))


@once
def offers_of_period(figures: Figures) -> pd.DataFrame:
    """Give each flagged listing seen in the period, by its latest flagged text.

    `review` is what a person decided on that very text; a text that changed since is
    not reviewed.
    """
    return offers_seen(figures, figures.last_seen)


def offers_seen(figures: Figures, in_order: pd.DataFrame) -> pd.DataFrame:
    """Give each flagged listing of sightings *in_order*, as `offers_of_period` does."""
    table = latest_texts(figures, in_order, [*_JUDGED, *_PRICED])
    facts = figures.flagged.set_index("id")[["country", "language", "shipping_text"]]
    table = table.join(facts, on="listing")
    table["review"] = [
        _verdict(figures, listing, version)
        for listing, version in zip(table["listing"], table["version"], strict=True)
    ]
    for column in ("taxon", "country", "language"):
        table[column] = table[column].replace("", NOT_TOLD)
    return table


def extent_table(figures: Figures) -> pd.DataFrame:
    """Count offers and listings by Appendix and each dimension, reviews kept apart.

    A distinct offer counts once in each value: where its listings differ (two
    marketplaces, say), or its seller claims several things, it is in each. It is confirmed if one of its listings is.
    """
    counted = ["appendix", "offer_id", "listing", "review", "claims"]
    told = [dimension for dimension in DIMENSIONS if dimension != "claim"]
    offers = offers_of_period(figures)[[*counted, *told]]
    parts = [_counted(offers.assign(value="all"), "all")]
    claimed = by_claim(offers)
    parts += [
        _counted(table.assign(value=table[dimension]), dimension)
        for dimension in DIMENSIONS
        for table in (claimed if dimension == "claim" else offers,)
    ]
    table = pd.concat(parts, ignore_index=True)
    return table[["dimension", "appendix", "value", *COUNTS]]


def by_claim(offers: pd.DataFrame) -> pd.DataFrame:
    """Give each offer once for each kind of `claim` that its seller makes of it."""
    told = {
        text: sorted({claim["kind"] for claim in json.loads(text)}) or [NOT_TOLD]
        for text in offers["claims"].unique()
    }
    claims = pd.Series(
        [told[text] for text in offers["claims"]], index=offers.index, dtype=object
    )
    return offers.assign(claim=claims).explode("claim")


def value_table(figures: Figures) -> pd.DataFrame:
    """Sum the published prices of the offers, by Appendix and currency.

    An offer counts with its lowest price in a currency. Prices that are not read, or
    without a currency, are counted, not valued.
    """
    offers = offers_of_period(figures)
    offers = offers.assign(currency=offers["currency"].replace("", NOT_TOLD))
    priced = offers.groupby(["appendix", "currency", "offer_id"])["price_amount"].min()
    grouped = priced.reset_index().groupby(["appendix", "currency"])["price_amount"]
    table: pd.DataFrame = pd.DataFrame(
        {
            "offers": grouped.size(),
            "priced": grouped.count(),
            "median_price": grouped.median().round(2),
            "total_price": grouped.sum().round(2),
        }
    ).reset_index()
    unvalued = (table["currency"] == NOT_TOLD) | (table["priced"] == 0)
    table.loc[unvalued, ["median_price", "total_price"]] = None
    return table


def _verdict(figures: Figures, listing: int, version: int) -> str:
    judged, verdict = figures.verdicts.get(int(listing), (0, NOT_REVIEWED))
    return verdict if judged == version else NOT_REVIEWED


def _counted(offers: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Count for each Appendix and value; each offer has one review."""
    order = list(VERDICTS)
    keys = ["appendix", "value"]
    ranked = offers[[*keys, "offer_id", "listing"]].assign(
        rank=offers["review"].map({review: rank for rank, review in enumerate(order)})
    )
    each = ranked.groupby([*keys, "offer_id"]).agg(
        listings=("listing", "nunique"), rank=("rank", "min")
    )
    each["review"] = [VERDICTS[order[rank]] for rank in each["rank"]]
    table = each.groupby(keys).agg(
        offers=("listings", "size"), listings=("listings", "sum")
    )
    for state in dict.fromkeys(VERDICTS.values()):
        table[state] = (each["review"] == state).groupby(keys).sum()
    table = table.astype("int64").reset_index().assign(dimension=dimension)
    return table.sort_values(
        ["appendix", "offers", "value"], ascending=[True, False, True]
    )
