"""The flagged listings, their texts and their sightings as tables.

There may be a million sightings: what a text says stands once, beside the sightings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from crawler.reports.distinct import offers_of
from crawler.reports.frames import category, table_of, table_of_many, typed
from crawler.reports.specimens import specimen_of
from crawler.reports.why import why
from crawler.store import report_queries as queries
from crawler.store.text_queries import VersionRow
from crawler.translation.catalogues import ORIGINAL
from crawler.translation.words import Words

NO_GROUP = "group not known"


def read_flagged(rows: Sequence[queries.ListingRow]) -> pd.DataFrame:
    """Table the flagged listings with the distinct offer each belongs to."""
    offers = offers_of(rows)
    table = table_of(rows, queries.ListingRow)
    table["offer_id"] = [offers[row.id] for row in rows]
    return typed(table, {"offer_id": int})


class _Text(NamedTuple):
    """A flagged text; of the long explanation only what a report tells of it.

    `why` is the reason in the report's language, "" in the language of `reason`.
    """

    id: int
    title: str
    price_text: str
    currency: str
    offer: str
    appendix: str
    taxon: str
    taxon_group: str
    reason: str
    price_amount: float | None
    claims: str
    specimen: str
    why: str


def _text(row: VersionRow, words: Words) -> _Text:
    facts = row._asdict()
    explanation = facts.pop("explanation")
    told = "" if words.language == ORIGINAL else why(explanation, words)
    return _Text(**facts, specimen=specimen_of(explanation), why=told)


def read_texts(rows: Iterable[VersionRow], words: Words) -> pd.DataFrame:
    """Table the texts by the number of their version."""
    table = table_of_many(
        (_text(row, words) for row in rows),
        _Text,
        categories=[
            "currency",
            "offer",
            "appendix",
            "taxon",
            "taxon_group",
            "specimen",
        ],
    ).set_index("id")
    table["taxon_group"] = category(
        table["taxon_group"].astype("str").replace("", NO_GROUP)
    )
    return table


def read_sightings(
    noted: pd.DataFrame,
    crawls: pd.DataFrame,
    flagged: pd.DataFrame,
    texts: pd.DataFrame,
) -> pd.DataFrame:
    """Set beside each sighting what it is counted by."""
    for other, key, columns in (
        (crawls.set_index("id"), "crawl", ("week", "counts")),
        (flagged.set_index("id"), "listing", ("marketplace", "offer_id")),
        (texts, "version", ("appendix", "taxon", "taxon_group")),
    ):
        places = other.index.get_indexer(pd.Index(noted[key]))
        for column in columns:
            noted[column] = _beside(other[column], places)
    return noted


def _beside(column: pd.Series, places: np.ndarray) -> pd.Series:
    """Take the values at *places*; words as categories, so that a row takes a byte."""
    words = column if column.dtype in ("int64", "bool") else category(column)
    return words.take(places).reset_index(drop=True)


def numbers(column: pd.Series) -> list[int]:
    """Give the different numbers of *column*, lowest first."""
    return [int(number) for number in np.unique(column)]
