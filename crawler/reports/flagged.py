"""The flagged listings, their texts and their sightings as tables.

There may be a million sightings: what a text says stands once, beside the sightings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from crawler.reports.distinct import Kin, offers_of
from crawler.reports.frames import (
    category,
    numbers_of,
    table_of_many,
)
from crawler.reports.specimens import specimen_of
from crawler.reports.why import why
from crawler.store import report_queries as queries
from crawler.store.text_queries import VersionRow
from crawler.translation.catalogues import ORIGINAL
from crawler.translation.words import Words

NO_GROUP = "group not known"


def read_flagged(rows: Iterable[queries.ListingRow]) -> pd.DataFrame:
    """Table the flagged listings with the distinct offer each belongs to."""
    kin: list[Kin] = []
    table = table_of_many(_noting_kin(rows, kin), queries.ListingRow)
    offers = offers_of(kin)
    return table.assign(offer_id=[offers.get(one, one) for one in table["id"].tolist()])


def _noting_kin(
    rows: Iterable[queries.ListingRow], kin: list[Kin]
) -> Iterator[queries.ListingRow]:
    for row in rows:
        if row.relisted_from is not None or row.same_as is not None:
            kin.append(Kin(row.id, row.relisted_from, row.same_as))
        yield row


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


def read_noted(rows: Iterable[tuple[int, ...]]) -> pd.DataFrame:
    """Table what crawls noted, which are rows of numbers as `SightingRow` says."""
    names = queries.SightingRow._fields
    table = numbers_of(rows, names)
    codes: np.ndarray = table.pop("event").to_numpy("int8")
    event = pd.CategoricalDtype(list(queries.EVENTS), ordered=True)
    return table.assign(event=pd.Categorical.from_codes(codes, dtype=event))


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
    words = column if column.dtype.kind in "ib" else category(column)
    return words.take(places).reset_index(drop=True)


def numbers(column: pd.Series) -> list[int]:
    """Give the different numbers of *column*, lowest first."""
    return [int(number) for number in np.unique(column)]


def texts_of(noted: pd.DataFrame) -> list[tuple[int, int]]:
    """Give each text that was seen once, with its listing."""
    pairs = noted[["listing", "version"]].drop_duplicates()
    return list(pairs.itertuples(index=False, name=None))
