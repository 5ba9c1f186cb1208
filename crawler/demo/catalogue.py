"""Reads the demo's data files: sites, ordinary goods, and what is planted."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"

# A CSV file should open in any editor, so it holds the visible sign for escape.
ESCAPE_SIGN, ESCAPE = "␛", "\x1b"


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """One demo marketplace; `data/sites.toml` says what each number means."""

    name: str
    title: str
    tagline: str
    port: int
    language: str
    locale: str
    country: str
    currency: str
    rate: float
    utc_offset: str
    size: int
    page_size: int
    first_number: int
    shares: dict[str, int]
    vanish: int
    pause: int
    reprice: int
    retitle: int
    life: tuple[int, int] | None = None
    relist: int = 0


@dataclass(frozen=True, slots=True)
class Good:
    """An ordinary thing for sale; `low` and `high` bound its price."""

    category: str
    text: str
    details: tuple[str, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """What sellers of one language add to a title and a description."""

    conditions: tuple[str, ...]
    sentences: tuple[str, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class Planted:
    """An offer put into the world on purpose, with the truth about it.

    `taxa` and `appendix` are empty for a look-alike, a broken page and other
    goods that are no wildlife. Weeks: it stands from `first` to `last` (None:
    for ever), is cheaper from `cut`, is missing in `absent`, and comes back
    under a new number in `relist` after it closed the week before.
    """

    key: str
    site: str
    language: str
    category: str
    title: str
    description: str
    price: int
    taxa: tuple[str, ...] = ()
    appendix: str = ""
    fault: str = ""
    copy_of: str = ""
    first: int = 0
    last: int | None = None
    cut: int | None = None
    absent: int | None = None
    relist: int | None = None


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {key: text.replace(ESCAPE_SIGN, ESCAPE) for key, text in row.items()}


def _week(text: str | None) -> int | None:
    return int(text) if text else None


@lru_cache
def sites() -> dict[str, SiteFacts]:
    """Give the demo marketplaces by name."""
    facts: dict[str, dict[str, Any]] = tomllib.loads(
        (DATA / "sites.toml").read_text(encoding="utf-8")
    )
    for fact in facts.values():
        if "life" in fact:
            fact["life"] = tuple(fact["life"])
    return {name: SiteFacts(name=name, **fact) for name, fact in facts.items()}


@lru_cache
def goods() -> dict[str, list[Good]]:
    """Give the ordinary goods by language."""
    by_language: dict[str, list[Good]] = {}
    for row in _rows("goods.csv"):
        good = Good(
            row["category"],
            row["good"],
            tuple(row["details"].split("|")),
            int(row["low"]),
            int(row["high"]),
        )
        by_language.setdefault(row["language"], []).append(good)
    return by_language


@lru_cache
def phrases() -> dict[str, Phrases]:
    """Give the sellers' phrases by language."""
    by_language: dict[str, dict[str, list[str]]] = {}
    for row in _rows("phrases.csv"):
        kinds = by_language.setdefault(row["language"], {})
        kinds.setdefault(row["kind"], []).append(row["text"])
    return {
        language: Phrases(
            tuple(kinds["condition"]), tuple(kinds["sentence"]), kinds["reference"][0]
        )
        for language, kinds in by_language.items()
    }


@lru_cache
def names_of(kind: str) -> dict[str, list[str]]:
    """Give the `place` or `seller` names by site."""
    by_site: dict[str, list[str]] = {}
    for row in _rows(f"{kind}s.csv"):
        by_site.setdefault(row["site"], []).append(row[kind])
    return by_site


@lru_cache
def planted() -> dict[str, Planted]:
    """Give everything that is put into the world on purpose, by key."""
    offers = [*_wildlife(), *_lookalikes(), *_broken()]
    by_key = {offer.key: offer for offer in offers}
    by_key |= {offer.key: offer for offer in _crossposts(by_key)}
    return by_key


def _wildlife() -> Iterator[Planted]:
    for row in _rows("wildlife.csv"):
        yield Planted(
            **_common(row),
            taxa=tuple(row["taxa"].split("|")),
            appendix=row["appendix"],
            first=int(row["first"]),
            last=_week(row["last"]),
            cut=_week(row["cut"]),
            absent=_week(row["absent"]),
            relist=_week(row["relist"]),
        )


def _lookalikes() -> Iterator[Planted]:
    for row in _rows("lookalikes.csv"):
        yield Planted(**_common(row))


def _common(row: dict[str, str]) -> dict[str, Any]:
    names = ("key", "site", "language", "category", "title", "description")
    return {name: row[name] for name in names} | {"price": int(row["price"])}


def _broken() -> Iterator[Planted]:
    for row in _rows("broken.csv"):
        language = sites()[row["site"]].language
        yield Planted(
            row["key"],
            row["site"],
            language,
            "other",
            row["title"],
            row["note"],
            price=10,
            fault=row["fault"],
        )


def _crossposts(by_key: dict[str, Planted]) -> Iterator[Planted]:
    for row in _rows("crossposts.csv"):
        first = by_key[row["copy_of"]]
        yield Planted(
            row["key"],
            row["site"],
            first.language,
            first.category,
            first.title,
            first.description,
            first.price,
            taxa=first.taxa,
            appendix=first.appendix,
            copy_of=first.key,
            first=int(row["first"]),
        )
