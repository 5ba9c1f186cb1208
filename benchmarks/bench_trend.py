"""Do the intervals of trends hold the truth? Invented markets with known trends.

    python -m benchmarks.bench_trend [--times 500]

For each market: how often the 95 % interval of the yearly change holds the truth, of
citeswatch and, on the same observations, of the same regression with its ordinary
errors and of a straight line through the weekly counts; how often a trend is claimed,
and how often a break is found where there is none.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
import statsmodels.api as sm

from benchmarks.markets import MARKETS, Market
from crawler.statistics.checks import breaks, mann_kendall
from crawler.statistics.observations import WEEKS_A_YEAR, Observations
from crawler.statistics.regression import SLOPE
from crawler.statistics.trend_model import Trend, fit_trend

RESULTS = Path(__file__).parent / "results"
Z = 1.959964
HIDDEN = 60
"""Week of the hidden jump."""


def ordinary(trend: Trend) -> tuple[float, float]:
    """Give the interval that takes the weeks for independent."""
    model = trend.model
    if model is None:
        raise ValueError("the model was not kept")
    family = sm.families.NegativeBinomial(alpha=max(model.dispersion, 1e-8))
    offset = np.log(model.observations.cells["effort"].to_numpy(float))
    counts = model.observations.counts()
    fitted = sm.GLM(counts, model.design, family, offset=offset).fit()
    place = model.names.index(SLOPE)
    slope, error = fitted.params[place], fitted.bse[place]
    return float(np.exp(slope - Z * error)), float(np.exp(slope + Z * error))


def straight_line(observations: Observations) -> tuple[float, float]:
    """Give the interval of a line through the logarithms of the weekly counts."""
    cells = observations.cells.assign(offers=observations.counts())
    weekly = cells.groupby("week")["offers"].sum()
    years = sm.add_constant(weekly.index.to_numpy(float) / WEEKS_A_YEAR)
    fitted = sm.OLS(np.log(weekly.to_numpy() + 0.5), years).fit()
    low, high = fitted.conf_int()[1]
    return float(np.exp(low)), float(np.exp(high))


def halved(observations: Observations, share: float) -> Observations:
    """Let only *share* of the offers be seen from a week that nobody is told of."""
    seen = observations.seen
    stays = seen["offer"].map(lambda offer: crc32(offer.encode()) % 100 < 100 * share)
    return replace(observations, seen=seen[(seen["week"] < HIDDEN) | stays])


def measure(market: Market, times: int, seed: int = 7) -> dict[str, float]:
    """Watch *market* as often as *times* and give shares of the times."""
    rng = np.random.default_rng(seed)
    found: Counter[str] = Counter()
    for _ in range(times):
        observations = market.watch(rng)
        trend = fit_trend(observations)
        intervals = {
            "holds": (trend.low, trend.high),
            "holds_ordinary": ordinary(trend),
            "holds_line": straight_line(observations),
        }
        for name, (low, high) in intervals.items():
            found[name] += low <= market.growth <= high
        found["trend_claimed"] += trend.direction != "none"
        check = mann_kendall(observations)
        found["mann_kendall"] += check is not None and check.direction != "none"
    names = [*intervals, "trend_claimed", "mann_kendall"]
    return {name: found[name] / times for name in names}


def measure_breaks(times: int, seed: int = 11) -> dict[str, float]:
    """How often a break is found: where there is none, and where there is one."""
    rng = np.random.default_rng(seed)
    none = sum(bool(breaks(Market().watch(rng))) for _ in range(times))
    result = {"none hidden": none / times}
    for share in (0.5, 0.7):
        hits = 0
        for _ in range(times):
            weeks = breaks(halved(Market().watch(rng), share))
            hits += any(abs(week - HIDDEN) <= 6 for week in weeks)
        result[f"falls to {share:.0%}"] = hits / times
    return result


def main() -> None:
    """Measure every market and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=500)
    times = parser.parse_args().times
    print(f"{times} times each; 95 % intervals that hold the truth, of 100:")
    print(f"{'':28}{'citeswatch':>11}{'ordinary':>10}{'line':>6}  trend claimed")
    rows = {}
    for name, market in MARKETS.items():
        row = rows[name] = measure(market, times)
        shares = [row["holds"], row["holds_ordinary"], row["holds_line"]]
        told = "".join(
            f"{100 * share:{width}.1f}"
            for share, width in zip(shares, (11, 10, 6), strict=True)
        )
        print(f"{name:28}{told}  {100 * row['trend_claimed']:5.1f}", flush=True)
    found = measure_breaks(max(times // 5, 1))
    print("break found:", ", ".join(f"{k} {v:.0%}" for k, v in found.items()))
    kept = json.dumps({"times": times, "markets": rows, "breaks": found}, indent=1)
    (RESULTS / "trend.json").write_text(kept + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
