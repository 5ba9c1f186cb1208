"""The study pack as a folder: series, comparison, anonymised offers, a data package.

The offers bear neither titles nor addresses nor sellers: a year and week, the
marketplace's country, the taxon, its Appendix, the specimen, and the review. Values
that fewer than three offers share are put together as `other`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crawler.exports.spreadsheet import as_csv
from crawler.reports.extent import VERDICTS, offers_of_period
from crawler.reports.figures import Figures
from crawler.statistics.lags import Lag, NoLagsError
from crawler.study.series import compare, monthly_series

FEWEST_ALIKE = 3
OTHER = "other"
MEANINGS = {
    "month": "calendar month; an ISO week belongs to that of its Thursday",
    "offers": "distinct flagged offers, counted once a week, of the crawls that count",
    "listings_examined": "different listings examined in the same weeks",
    "per_1000_listings": "the former per 1,000 of the latter; empty without a complete "
    "crawl",
    "seizures": "seizures of the unit's file; empty where it does not reach",
    "months": "by how many months seizures follow offers; negative: they come before",
    "correlation": "after pre-whitening",
    "low": "lower end of its 95 % interval",
    "high": "upper end of its 95 % interval",
    "p": "p value for all lags together (Holm)",
    "offer": "number of the distinct offer in this file",
    "first_week": "ISO week in which it was first seen in the period",
    "country": "country of the offer, ISO 3166-1 alpha-2",
    "taxon": "scientific name of the taxon that the words name",
    "taxon_group": "its group",
    "appendix": "highest Appendix that the match allows on the day of the offer",
    "specimen": "what the words offer",
    "review": "what a person decided: confirmed, rejected, unsure, not_reviewed",
}
_NUMBERS = {"offers", "listings_examined", "seizures", "months", "offer"}
_SHARES = {"per_1000_listings", "correlation", "low", "high", "p"}


@dataclass(frozen=True)
class Study:
    """The pack: the folder, and the sentence that says what the comparison shows."""

    folder: Path
    sentence: str


def write_study(
    folder: Path, figures: Figures, seizures: Mapping[str, int] | None
) -> Study:
    """Write the pack to *folder*, which must be new or empty.

    Raises:
        FileExistsError: *folder* holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} holds something; give a new folder")
    series = monthly_series(figures, seizures)
    lags, sentence = _compared(series, seizures)
    tables = {
        "series": series,
        "lags": pd.DataFrame(
            lags, columns=["months", "correlation", "low", "high", "p"]
        ),
        "offers": anonymised(figures),
    }
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"{name}.csv": _csv(table) for name, table in tables.items()}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    described = _data_package(figures, tables, files, sentence)
    (folder / "datapackage.json").write_text(
        json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return Study(folder, sentence)


def anonymised(figures: Figures) -> pd.DataFrame:
    """Table the distinct offers of the period without what tells whose they are."""
    offers = offers_of_period(figures)
    first = figures.seen.groupby("offer_id")["week"].min().astype("str")
    table = offers.sort_values("listing").groupby("offer_id").first()
    table = table.assign(
        first_week=first.reindex(table.index),
        review=table["review"].map(VERDICTS),
    )
    for column in ("taxon", "country", "specimen"):
        table[column] = _coarse(table[column])
    table = table.sort_values(["first_week", "taxon", "country"]).reset_index(drop=True)
    table["offer"] = range(1, len(table) + 1)
    columns = "offer first_week country taxon taxon_group appendix specimen review"
    return table[columns.split()]


def _coarse(values: pd.Series) -> pd.Series:
    counts = values.value_counts()
    return values.where(values.map(counts) >= FEWEST_ALIKE, OTHER)


def _compared(
    series: pd.DataFrame, seizures: Mapping[str, int] | None
) -> tuple[list[Lag], str]:
    if not seizures:
        return [], "No seizures were given: the pack holds the offers alone."
    try:
        order, lags = compare(series)
    except NoLagsError as error:
        return [], f"Offers and seizures are not compared. {error}"
    near = [lag for lag in lags if lag.p < 0.05]
    if not near:
        return lags, (
            "At no lag of up to six months either way do seizures go with offers beyond "
            "chance. That does not show that they are unrelated."
        )
    best = min(near, key=lambda lag: lag.p)
    when = f"{abs(best.months)} months {'later' if best.months > 0 else 'earlier'}"
    return lags, (
        f"Seizures {when if best.months else 'of the same month'} go with offers "
        f"(correlation {best.correlation:.2f}, 95 % interval {best.low:.2f} to "
        f"{best.high:.2f}, after a filter of order {order}). That does not show that one "
        "causes the other, nor that the same goods are in both."
    )


def _csv(table: pd.DataFrame) -> bytes:
    blank = table.astype(object).where(table.notna(), None)
    rows = [
        {str(key): value for key, value in row.items()}
        for row in blank.to_dict("records")
    ]
    return as_csv(list(table.columns), rows, own=table.columns)


def _data_package(
    figures: Figures,
    tables: Mapping[str, pd.DataFrame],
    files: Mapping[str, bytes],
    sentence: str,
) -> dict[str, object]:
    """Describe the files as a Frictionless Data Package."""
    return {
        "profile": "tabular-data-package",
        "name": f"citeswatch-{figures.period.text.lower().replace('..', '-to-')}",
        "title": "Online offers of CITES-listed wildlife, per effort",
        "description": f"{sentence} A name match is not a finding of illegality.",
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "path": f"{name}.csv",
                "encoding": "utf-8",
                "format": "csv",
                "mediatype": "text/csv",
                "bytes": len(files[f"{name}.csv"]),
                "hash": "sha256:" + hashlib.sha256(files[f"{name}.csv"]).hexdigest(),
                "schema": {"fields": [_field(str(column)) for column in table.columns]},
            }
            for name, table in tables.items()
        ],
    }


def _field(column: str) -> dict[str, str]:
    kind = (
        "integer" if column in _NUMBERS else "number" if column in _SHARES else "string"
    )
    return {"name": column, "type": kind, "description": MEANINGS[column]}
