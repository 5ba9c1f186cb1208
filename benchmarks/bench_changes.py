"""Whether the comparison of two periods claims changes where there are none.

    python -m benchmarks.bench_changes [--times 500]

Invents two periods of offers on six marketplaces with routes, methods, taxon groups and
specimens, and compares them as the report does. Without any change at most 5 of 100
reports may claim one (family-wise), and the intervals of single differences hold 95 of
100 times. Beside it Fisher's test as one would do it by hand: each offer a witness,
nothing corrected; and the same with Holm's correction alone.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from crawler.statistics.shares import LEVEL, share_changes

RESULT = Path(__file__).parent / "results" / "changes.json"
VALUES = {"route": 12, "method": 5, "marketplace": 6, "taxon_group": 14, "specimen": 20}
"""Values of each dimension, of unlike frequency."""


@dataclass(frozen=True)
class Market:
    """Sellers, each with some offers that resemble each other."""

    name: str
    sellers: int
    more_offers: float
    """Offers of a seller beyond the first, in the mean (Poisson)."""
    alike: float
    """Share of a seller's offers that are as the seller's first."""
    grown: float = 1.0
    """The odds of the commonest specimen in the second period over the first."""


MARKETS = (
    Market("one offer each", 400, 0.0, 0.0),
    Market("four offers each", 120, 3.0, 0.8),
    Market("thirty big sellers", 30, 9.0, 0.8),
    Market("few offers", 60, 0.0, 0.0),
    Market("commonest specimen doubled, four offers each", 120, 3.0, 0.8, 2.0),
)


def period(
    market: Market, mix: dict[str, np.ndarray], chance: np.random.Generator
) -> pd.DataFrame:
    """Invent the offers of a period."""
    sizes = 1 + chance.poisson(market.more_offers, market.sellers)
    seller = np.repeat(np.arange(market.sellers), sizes)
    parts = []
    for dimension, shares in mix.items():
        own = chance.choice(len(shares), market.sellers, p=shares)[seller]
        other = chance.choice(len(shares), len(seller), p=shares)
        value = np.where(chance.random(len(seller)) < market.alike, own, other)
        parts.append(
            pd.DataFrame(
                {
                    "offer": np.arange(len(seller)),
                    "cluster": seller,
                    "dimension": dimension,
                    "value": [f"{one:02d}" for one in value],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def mixes(
    market: Market, chance: np.random.Generator
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Draw the true shares of both periods; the same but for what has grown."""
    before = {
        name: np.sort(chance.dirichlet(np.full(count, 0.7)))[::-1]
        for name, count in VALUES.items()
    }
    now = dict(before)
    odds = before["specimen"].copy()
    odds[0] *= market.grown
    now["specimen"] = odds / odds.sum()
    return before, now


def measure(market: Market, times: int) -> dict[str, float]:
    """Compare two periods *times* times."""
    chance = np.random.default_rng(1557)
    claimed = {"citeswatch": 0, "holm_alone": 0, "by_hand": 0}
    held, tested, found = 0, 0, 0
    for _ in range(times):
        before, now = mixes(market, chance)
        first, second = (period(market, mix, chance) for mix in (before, now))
        told = share_changes(first, second)
        each = [one.assign(cluster=one["offer"]) for one in (first, second)]
        alone = share_changes(*each)
        claimed["citeswatch"] += bool((told["p_corrected"] < 1 - LEVEL).any())
        claimed["holm_alone"] += bool((alone["p_corrected"] < 1 - LEVEL).any())
        claimed["by_hand"] += bool((alone["p"] < 1 - LEVEL).any())
        own = told.dropna(subset=["p"])
        truth = np.array(
            [
                now[row.dimension][int(row.value)]
                - before[row.dimension][int(row.value)]
                for row in own.itertuples()
            ]
        )
        inside = (own["difference_low"] <= truth) & (truth <= own["difference_high"])
        held, tested = held + int(inside.sum()), tested + len(own)
        grown = (told["dimension"] == "specimen") & (told["value"] == "00")
        found += bool((told.loc[grown, "p_corrected"] < 1 - LEVEL).any())
    return {
        "tests_a_report": round(tested / times, 1),
        "intervals_hold": round(100 * held / tested, 1),
        "grown_found": round(100 * found / times, 1),
        **{name: round(100 * count / times, 1) for name, count in claimed.items()},
    }


def main() -> None:
    """Measure each market and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=500)
    times = parser.parse_args().times
    results = {}
    for market in MARKETS:
        results[market.name] = one = measure(market, times)
        print(f"{market.name:46}", one, flush=True)
    told = {"times": times, "of_100": results}
    RESULT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
