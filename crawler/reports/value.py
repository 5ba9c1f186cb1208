"""What offers ask, as published and in one currency (Decision 15.57 c)."""

from __future__ import annotations

import pandas as pd

from crawler.reports.extent import NOT_TOLD, offers_of_period
from crawler.reports.figures import Figures, once
from crawler.reports.frames import typed

ALL = "all"
_WORTH = {
    "appendix": str,
    "taxon_group": str,
    "offers": int,
    "priced": int,
    "converted": int,
    "without_rate": int,
    "without_currency": int,
    "currency": str,
    "median_price": float,
    "total_price": float,
    "first_rate_on": str,
    "last_rate_on": str,
}
_RATES = {
    "unit": str,
    "currency": str,
    "offers": int,
    "without_rate": int,
    "lowest_rate": float,
    "highest_rate": float,
    "first_rate_on": str,
    "last_rate_on": str,
    "source": str,
}


def worth_table(figures: Figures) -> pd.DataFrame:
    """Sum the prices in one currency, by Appendix and taxon group.

    A price is converted at the rate of the day on which it was last seen, else at the
    nearest earlier one that is not too old. An offer counts with its lowest price in
    the one currency; one that has none such is in `without_rate` if it has a price in a
    currency that is known, in `without_currency` if it has a price in none.
    """
    rates = figures.given.rates
    if rates is None:
        return _empty(_WORTH)
    offers = _priced(figures)
    whole = offers.assign(taxon_group=ALL)
    keys = ["appendix", "taxon_group"]
    rows = [
        {**dict(zip(keys, key, strict=True)), **_worth(own), "currency": rates.currency}
        for part in (whole, offers)
        for key, own in part.groupby(keys)
    ]
    return typed(pd.DataFrame(rows, columns=list(_WORTH)), _WORTH)


def exchange_rates_table(figures: Figures) -> pd.DataFrame:
    """Table the rates that were used: of each currency the range, days and source."""
    rates = figures.given.rates
    if rates is None:
        return _empty(_RATES)
    offers = _priced(figures)
    offers = offers[offers["known"] & (offers["unit"] != rates.currency)]
    rows = []
    for unit, own in offers.groupby("unit"):
        used = own[own["worth"].notna()]
        rows.append(
            {
                "unit": unit,
                "currency": rates.currency,
                "offers": used["offer_id"].nunique(),
                "without_rate": own[own["worth"].isna()]["offer_id"].nunique(),
                "lowest_rate": used["per_unit"].min(),
                "highest_rate": used["per_unit"].max(),
                **_days(used),
                "source": rates.source,
            }
        )
    return typed(pd.DataFrame(rows, columns=list(_RATES)), _RATES)


@once
def _priced(figures: Figures) -> pd.DataFrame:
    """Give the listings of the period with what each asks in the one currency.

    Adds `unit`, `known` (a price in a currency), `per_unit`, `rate_day`, `worth`.
    """
    rates = figures.given.rates
    if rates is None:
        raise ValueError("no rates are given")
    offers = offers_of_period(figures)
    table = offers[["appendix", "taxon_group", "offer_id", "listing"]].assign(
        amount=offers["price_amount"],
        unit=offers["currency"].replace("", NOT_TOLD),
        day=pd.to_datetime(offers["seen_at"], unit="s").dt.normalize(),
    )
    known = table["amount"].notna() & (table["unit"] != NOT_TOLD)
    table = table.assign(known=known).sort_values("day", kind="stable")
    found = pd.merge_asof(
        table.astype({"day": "datetime64[ns]"}),
        rates.table.assign(rate_day=rates.table["day"]).astype(
            {"day": "datetime64[ns]"}
        ),
        on="day",
        by="unit",
        direction="backward",
        tolerance=pd.Timedelta(days=rates.days),
    )
    own = found["unit"] == rates.currency
    found.loc[own, "per_unit"] = 1.0
    found["worth"] = (found["amount"] * found["per_unit"]).where(found["known"])
    return found


def _worth(offers: pd.DataFrame) -> dict[str, object]:
    each = offers.groupby("offer_id").agg(
        worth=("worth", "min"), known=("known", "any"), amount=("amount", "min")
    )
    worth = each["worth"].dropna()
    lacks = each["worth"].isna()
    return {
        "offers": len(each),
        "priced": int(each["amount"].notna().sum()),
        "converted": len(worth),
        "without_rate": int((lacks & each["known"]).sum()),
        "without_currency": int(
            (lacks & ~each["known"] & each["amount"].notna()).sum()
        ),
        "median_price": round(worth.median(), 2) if len(worth) else None,
        "total_price": round(worth.sum(), 2) if len(worth) else None,
        **_days(offers[offers["worth"].notna()]),
    }


def _days(used: pd.DataFrame) -> dict[str, str]:
    days = used["rate_day"].dropna()
    if days.empty:
        return {"first_rate_on": "", "last_rate_on": ""}
    return {
        "first_rate_on": f"{days.min():%Y-%m-%d}",
        "last_rate_on": f"{days.max():%Y-%m-%d}",
    }


def _empty(columns: dict[str, type]) -> pd.DataFrame:
    return typed(pd.DataFrame(columns=list(columns)), columns)
