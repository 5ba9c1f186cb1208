"""A year of invented marketplaces as arrays: crawls, listings, when each was seen.

Nothing is drawn per sighting: a listing is there from its first to its last crawl, in
every crawl that ran to its end and in four of ten of those that did not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np

BEGIN = datetime(2025, 12, 29, tzinfo=UTC)
"""The Monday with which ISO year 2026 begins."""
DAYS = 364
TAXA = 400
GROWTH = 0.2
"""By how much more is put up at the end of the year than at its beginning."""
INCOMPLETE = 0.05
CHANGED = 0.15
RELISTED = 0.02
COPIED = 0.01
REVIEWED = 0.3
VERDICTS = ("accepted", "rejected", "wrong_taxon", "unsure")
Numbers = np.ndarray


class Crawl(NamedTuple):
    """One crawl; it takes an hour."""

    id: int
    market: int
    begun: datetime
    complete: bool


@dataclass(frozen=True)
class History:
    """Crawls in the order of their ids, and the listings, an element each.

    A listing's number is its place, from 1, in the order of first sightings. `first`,
    `last`, `gone` and `changed` are crawls, 0 where there was none; `root` is the
    listing whose text it has, its own number mostly. `offer` is 0 likely, 1 possible,
    2 unlikely, 3 without a match; `verdict` a number of `VERDICTS`, or -1.
    """

    crawls: list[Crawl]
    market: Numbers
    first: Numbers
    last: Numbers
    gone: Numbers
    changed: Numbers
    root: Numbers
    relisted_from: Numbers
    same_as: Numbers
    seller: Numbers
    offer: Numbers
    taxon: Numbers
    verdict: Numbers


@dataclass
class _Stays:
    """The listings of one marketplace: crawls by their place in its calendar."""

    first: Numbers
    last: Numbers
    gone: Numbers
    changed: Numbers


def make_history(
    listings: int, sightings: int, matches: int, markets: int, seed: int = 7
) -> History:
    """Draw a year; about *sightings* sightings and *matches* listings with a match."""
    chance = np.random.default_rng(seed)
    crawls = _calendar(markets, chance)
    parts: dict[str, list[Numbers]] = {}
    for market in range(markets):
        own = [crawl for crawl in crawls if crawl.market == market]
        count = listings // markets + (market < listings % markets)
        stays = _stays(own, count, sightings / listings, chance)
        ids = np.array([0, *(crawl.id for crawl in own)], "int32")
        for name, places in vars(stays).items():
            parts.setdefault(name, []).append(ids[places + 1])
        parts.setdefault("market", []).append(np.full(count, market, "int16"))
    drawn = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    order = np.argsort(drawn["first"], kind="stable")
    drawn = {name: array[order] for name, array in drawn.items()}
    return History(crawls=crawls, **drawn, **_facts(drawn, matches, chance))


def _calendar(markets: int, chance: np.random.Generator) -> list[Crawl]:
    """Crawl each fifth marketplace daily, the others weekly, at an hour of its own."""
    begun = sorted(
        (BEGIN + timedelta(days=day, hours=market % 23), market)
        for market in range(markets)
        for day in range(0 if market % 5 == 0 else market % 7, DAYS)
        if market % 5 == 0 or day % 7 == market % 7
    )
    fails = chance.random(len(begun)) < INCOMPLETE
    ends = {
        *({market: n for n, (_, market) in enumerate(begun)}.values()),
        *({market: n for n, (_, market) in reversed(list(enumerate(begun)))}.values()),
    }
    return [
        Crawl(n + 1, market, moment, n in ends or not fails[n])
        for n, (moment, market) in enumerate(begun)
    ]


def _stays(
    crawls: list[Crawl], count: int, mean: float, chance: np.random.Generator
) -> _Stays:
    """Draw when listings come and go; the first crawl finds a full shop."""
    complete = np.array([crawl.complete for crawl in crawls])
    places = np.flatnonzero(complete)
    weights = 1 + GROWTH * np.arange(len(crawls)) / len(crawls)
    weights[0] = mean
    first = chance.choice(len(crawls), size=count, p=weights / weights.sum())
    first = places[np.searchsorted(places, first)]
    stay = chance.geometric(1 / _stay_for(mean, first, len(crawls), chance), size=count)
    last = np.minimum(first + stay - 1, len(crawls) - 1)
    last = places[np.searchsorted(places, last, side="right") - 1]
    after = np.searchsorted(places, last, side="right")
    gone = np.where(after < len(places), places[np.minimum(after, len(places) - 1)], -1)
    moved = first + 1 + (chance.random(count) * (last - first)).astype(int)
    moved = places[np.searchsorted(places, np.minimum(moved, last))]
    changes = (last > first) & (chance.random(count) < CHANGED)
    return _Stays(first, last, gone, np.where(changes, moved, -1))


def _stay_for(
    mean: float, first: Numbers, crawls: int, chance: np.random.Generator
) -> float:
    """Lengthen the stay for the sightings that the end of the year cuts off."""
    some = first[:50_000]
    stay = mean
    for _ in range(8):
        seen = np.minimum(chance.geometric(1 / stay, size=len(some)), crawls - some)
        stay *= mean / seen.mean()
    return float(min(max(stay, 1.0), 4 * mean))


def _facts(
    drawn: dict[str, Numbers], matches: int, chance: np.random.Generator
) -> dict[str, Numbers]:
    count = len(drawn["first"])
    root = np.arange(1, count + 1, dtype="int32")
    relisted_from, same_as = np.zeros((2, count), "int32")
    taken = np.zeros(count, bool)
    for kin, share in ((relisted_from, RELISTED), (same_as, COPIED)):
        again, former = _pairs(drawn, share, chance, elsewhere=kin is same_as)
        free = ~taken[again] & ~taken[former] & ~np.isin(again, former)
        again, former = again[free], former[free]
        kin[again] = root[again] = former + 1
        taken[again] = taken[former] = True
    seller = chance.integers(1, max(count // 50, 2), count, dtype="int32")
    seller = np.where(relisted_from > 0, seller[root - 1], seller)
    offer = np.full(count, 3, "int8")
    matched = chance.choice(count, size=min(matches, count), replace=False)
    offer[matched] = chance.choice(3, size=len(matched), p=[0.4, 0.3, 0.3])
    offer = offer[root - 1]
    verdict = np.full(count, -1, "int8")
    flagged = np.flatnonzero(offer < 2)
    judged = flagged[chance.random(len(flagged)) < REVIEWED]
    verdict[judged] = chance.choice(4, size=len(judged), p=[0.6, 0.25, 0.1, 0.05])
    return {
        "root": root,
        "relisted_from": relisted_from,
        "same_as": same_as,
        "seller": seller,
        "offer": offer,
        "taxon": chance.integers(0, TAXA, count, dtype="int16")[root - 1],
        "verdict": verdict,
    }


def _pairs(
    drawn: dict[str, Numbers],
    share: float,
    chance: np.random.Generator,
    *,
    elsewhere: bool,
) -> tuple[Numbers, Numbers]:
    """Draw listings and an earlier one each whose text they repeat, none twice.

    On the same marketplace the earlier one is gone by then; *elsewhere*, it may stand.
    """
    count = len(drawn["first"])
    again = np.flatnonzero(chance.random(count) < share * 4)
    market = drawn["market"]
    if elsewhere:
        former = (chance.random(len(again)) * again).astype(int)
        fit = (market[again] != market[former]) & (former < again)
    else:
        order = np.argsort(market, kind="stable")
        place = np.empty(count, int)
        place[order] = np.arange(count)
        begin = np.searchsorted(market[order], market[again])
        span = place[again] - begin
        former = order[begin + (chance.random(len(again)) * span).astype(int)]
        over = drawn["last"][former] < drawn["first"][again]
        fit = (drawn["gone"][former] > 0) & over
    again, former = again[fit], former[fit]
    _, once = np.unique(former, return_index=True)
    some = np.sort(once)[: round(count * share)]
    return again[some], former[some]
