"""A report of some countries: whose marketplaces, and which offers, are in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress

import pandas as pd

from crawler.shipping.reading import read_shipping
from crawler.store.report_queries import RulesRow

_TAKEN_FOR = {"UK": "GB", "EL": "GR"}
"""Codes in use that ISO 3166-1 only reserves (its exceptional reservations; EU usage)."""


class CountryError(ValueError):
    """The text names no country; the message says what would."""


def read_country(text: str) -> str:
    """Read an ISO 3166-1 alpha-2 code.

    Raises:
        CountryError: *text* is none; a country's name is told with its code.
    """
    import pycountry

    asked = text.strip()
    if len(asked) == 2 and pycountry.countries.get(alpha_2=asked.upper()):
        return asked.upper()
    meant = pycountry.countries.get(alpha_2=_TAKEN_FOR.get(asked.upper(), ""))
    if len(asked) > 2:
        with suppress(LookupError):
            meant = pycountry.countries.search_fuzzy(asked)[0]
    code, name = (meant.alpha_2, meant.name) if meant else ("KE", "Kenya")
    raise CountryError(
        f"{asked!r} is no country code of ISO 3166-1; write two letters, such as "
        f"{code} for {name}"
    )


def marketplaces_of(
    rules: Mapping[str, RulesRow], countries: Collection[str]
) -> list[str]:
    """Name the marketplaces whose file says one of *countries*; of none, all."""
    return [
        name
        for name, facts in rules.items()
        if not countries or facts.country in countries
    ]


def of_countries(
    sightings: pd.DataFrame,
    flagged: pd.DataFrame,
    marketplaces: Collection[str],
    countries: Collection[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take the sightings of offers of *countries*, and of those sent there.

    An offer is of a country when it stands on one of its *marketplaces*, or when its
    own place is there. Sent there is an offer elsewhere whose shipping terms name it.
    """
    if not countries:
        return sightings, sightings.iloc[:0]
    placed = flagged["country"].isin(list(countries))
    own = flagged["marketplace"].isin(list(marketplaces)) | placed
    sent = ~own & flagged["shipping_text"].map(
        lambda text: bool(set(read_shipping(text).countries) & set(countries))
    ).astype(bool)
    listing = sightings["listing"]
    return (
        sightings[listing.isin(flagged.loc[own, "id"])],
        sightings[listing.isin(flagged.loc[sent, "id"])],
    )
