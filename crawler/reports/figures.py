"""All figures of a report, gathered from the store for one period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from crawler.reports.countries import marketplaces_of, of_countries
from crawler.reports.effort import (
    COMPLETE,
    cell_key,
    counted_groups,
    day_of,
    read_crawls,
    week_cells,
)
from crawler.reports.flagged import (
    numbers,
    read_flagged,
    read_noted,
    read_sightings,
    read_texts,
    texts_of,
)
from crawler.reports.frames import table_of, typed
from crawler.reports.given import Given
from crawler.reports.period import Period, weeks_between
from crawler.store import Store
from crawler.store import report_queries as queries
from crawler.store.notice_queries import NoticeRow, PolicyRow, notices, policies
from crawler.store.review_queries import SampleRow, last_reviews, sample_of_unflagged
from crawler.store.seen_before import distinct_listings
from crawler.store.text_queries import versions_of
from crawler.translation.words import Words

ENGLISH = Words("reports")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Figures:
    """What a report is made of; tables as the functions that fill them say."""

    period: Period
    weeks: list[str]
    titles: dict[str, str]
    marketplaces: dict[str, queries.RulesRow]
    """Those crawled in the period."""
    crawls: pd.DataFrame
    cells: pd.DataFrame
    flagged: pd.DataFrame
    texts: pd.DataFrame
    """Each flagged text with the judgement on it, by the number of its version."""
    sightings: pd.DataFrame
    """What each crawl noted of each flagged listing: numbers and categories only;
    `seen_at` is in seconds since 1970, UTC."""
    events: pd.DataFrame
    verdicts: dict[int, tuple[int, str]]
    """The last review of each flagged listing: the text judged, and the verdict."""
    sample: SampleRow
    """The unflagged listings, and the sample of them that people judged."""
    judged_alike_until: str
    """Until then all listings were judged by one species list and one matcher."""
    baseline_until: dict[str, str]
    """The start of each marketplace's first complete crawl: until then all is new."""
    listings_seen: dict[str, int]
    """Distinct listings over the crawls that count: of each marketplace, and of
    all of them under ""."""
    kept: dict[str, Any] = field(init=False, repr=False, default_factory=dict)
    """What functions marked `once` have made of these figures."""
    words: Words = ENGLISH
    """The language in which reasons are told."""
    countries: tuple[str, ...] = ()
    """The countries that the report is of (ISO 3166-1 alpha-2); none is everywhere."""
    sent_there: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Sightings, as `sightings`, of offers elsewhere that may be sent to them."""
    sellers: dict[int, int] = field(default_factory=dict)
    """The seller of each flagged listing, by numbers, where it is published."""
    notices: Sequence[NoticeRow] = ()
    """Notices to marketplaces, of any time."""
    policies: Sequence[PolicyRow] = ()
    """Texts of marketplaces' rules on wildlife, of any time."""
    given: Given = field(default_factory=Given)
    """What the unit gave beside the database."""

    @property
    def seen(self) -> pd.DataFrame:
        """The sightings in which a flagged listing was there: made anew, not kept."""
        return self.sightings[self.sightings["event"] != "gone"]

    @cached_property
    def last_seen(self) -> pd.DataFrame:
        """Of these the last one of each text, oldest first."""
        return last_of_texts(self.seen)

    @property
    def complete_weeks(self) -> list[str]:
        """The weeks in which at least one marketplace was crawled to the end."""
        return sorted(set(self.cells.loc[self.cells["status"] == COMPLETE, "week"]))


def last_of_texts(seen: pd.DataFrame) -> pd.DataFrame:
    """Give the last of the sightings *seen* of each text, oldest first."""
    order = np.lexsort((seen["crawl"], seen["seen_at"]))
    texts = pd.Series(seen["version"].to_numpy()[order])
    return seen.iloc[order[~texts.duplicated(keep="last").to_numpy()]]


def once(make: Callable[[Figures], Made]) -> Callable[[Figures], Made]:
    """Keep with the figures what *make* gives, for several sections ask for it.

    Nobody may change what is kept.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def kept(figures: Figures) -> Made:
        if name not in figures.kept:
            figures.kept[name] = make(figures)
        made: Made = figures.kept[name]
        return made

    return kept


@dataclass(frozen=True)
class Watched:
    """A closed period: its weeks, its crawls, and what each week was.

    `own` names the marketplaces that are asked for, `crawls` are theirs; `every` holds
    those of the others too.
    """

    period: Period
    weeks: list[str]
    own: list[str]
    every: pd.DataFrame
    crawls: pd.DataFrame
    cells: pd.DataFrame


def watch(
    store: Store,
    period: Period,
    made_on: date,
    words: Words = ENGLISH,
    countries: tuple[str, ...] = (),
) -> Watched:
    """Read when was looked, and with what effort, as `gather` does."""
    conn = store.conn
    first_crawls = queries.first_crawls(conn)
    period = _close(period, store, made_on)
    first, last = _days(period)
    rows = queries.crawls_between(
        conn, first.isoformat(), (last + timedelta(days=1)).isoformat()
    )
    every = read_crawls(rows, words)
    own = marketplaces_of(queries.marketplace_rules(conn, first_crawls), countries)
    every["counts"] &= every["marketplace"].isin(own)
    crawls = every[every["marketplace"].isin(own)]
    started = [day_of(moment) for moment in first_crawls.values()]
    weeks = weeks_between(max(first, min(started)), last) if started else []
    own_firsts = {name: first_crawls[name] for name in own}
    cells = _cells(store, crawls, weeks, own_firsts)
    return Watched(period, weeks, own, every, crawls, cells)


def gather(
    store: Store,
    period: Period,
    made_on: date,
    words: Words = ENGLISH,
    countries: tuple[str, ...] = (),
    *,
    given: Given = Given(),  # noqa: B008 (frozen)
) -> Figures:
    """Read the figures of *period* from the store; reasons are told in *words*.

    With *countries* the crawls are those of their marketplaces, and the sightings those
    of offers on these or located there (docs/reports.md says it in full). *given* is
    what stands beside them.

    `all` runs from the first crawl to the last. Any other period ends on
    *made_on* at the latest: a week yet to come is no gap.
    """
    conn = store.conn
    watched = watch(store, period, made_on, words, countries)
    every, crawls = watched.every, watched.crawls
    ids = [int(crawl) for crawl in crawls["id"]]
    noted = read_noted(queries.flagged_sightings(conn, every["id"].tolist()))
    flagged = read_flagged(queries.listings_of(conn, numbers(noted["listing"])))
    texts = read_texts(versions_of(conn, texts_of(noted)), words)
    read = read_sightings(noted, every, flagged, texts)
    seen, sent_there = of_countries(read, flagged, watched.own, countries)
    return Figures(
        period=watched.period,
        weeks=watched.weeks,
        titles=queries.marketplace_titles(conn),
        marketplaces=queries.marketplace_rules(conn, crawls["marketplace"]),
        crawls=crawls,
        cells=watched.cells,
        flagged=flagged,
        texts=texts,
        sightings=seen,
        events=table_of(queries.crawl_events(conn, ids), queries.EventRow),
        verdicts={
            row.listing: (row.version, row.verdict)
            for row in last_reviews(conn, [int(one) for one in flagged["id"]])
        },
        sample=sample_of_unflagged(conn, ids),
        judged_alike_until=queries.judged_alike_until(conn),
        baseline_until=queries.first_complete_crawls(conn),
        listings_seen=distinct_listings(conn, _counted_by_marketplace(crawls)),
        words=words,
        countries=countries,
        sent_there=sent_there,
        sellers=_sellers(flagged),
        notices=notices(conn),
        policies=policies(conn),
        given=given,
    )


def _sellers(flagged: pd.DataFrame) -> dict[int, int]:
    known = flagged.loc[flagged["seller_id"].notna(), ["id", "seller_id"]]
    return dict(
        zip(known["id"].tolist(), known["seller_id"].astype(int).tolist(), strict=True)
    )


def _close(period: Period, store: Store, made_on: date) -> Period:
    last_start = queries.last_crawl_start(store.conn)
    last = day_of(last_start) if last_start else made_on
    if period.first is None or period.last is None:
        starts = queries.first_crawls(store.conn).values()
        return Period(period.text, min(map(day_of, starts), default=last), last)
    return Period(period.text, period.first, min(period.last, max(made_on, last)))


def _days(period: Period) -> tuple[date, date]:
    if period.first is None or period.last is None:
        raise ValueError("the period is still open")
    return period.first, period.last


def _cells(
    store: Store,
    crawls: pd.DataFrame,
    weeks: list[str],
    first_crawls: Mapping[str, str],
) -> pd.DataFrame:
    """Table the weeks' cells with the distinct listings seen in each."""
    cells = week_cells(crawls, weeks, first_crawls)
    sizes = distinct_listings(store.conn, counted_groups(crawls, cells))
    cells["listings_seen"] = [
        sizes.get(cell_key(cell["week"], cell["marketplace"]), 0)
        for cell in cells.to_dict("records")
    ]
    return typed(cells, {"listings_seen": int})


def _counted_by_marketplace(crawls: pd.DataFrame) -> list[tuple[int, str]]:
    counted = crawls[crawls["counts"]]
    pairs = list(zip(counted["id"].tolist(), counted["marketplace"], strict=True))
    return [*pairs, *((crawl, "") for crawl, _ in pairs)]
