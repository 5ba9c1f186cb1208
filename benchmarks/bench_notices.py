"""Whether a notice that does nothing looks like one that does, and the reverse.

    python -m benchmarks.bench_notices [--times 500]

Invents listings that stay for forty days in the mean, half of which may have a notice, and
crawls that look once a week. Beside the report's comparison the plain one: listings with a
notice against those without, by the log-rank test. And how often the intervals of the
shares gone within 30 days, after a notice and of listings as old without one, hold the
truth.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from statsmodels.duration.survfunc import survdiff

from crawler.statistics.gone_within import Share, gone_after, gone_as_old
from crawler.statistics.removals import faster_after

RESULT = Path(__file__).parent / "results" / "notices.json"
LISTINGS = 150
STAY, WAIT, WEEK = 40.0, 15.0, 7.0
"""Mean days of a stay and of the wait for a notice; days between two crawls."""
DAYS = 30
TIMES_AS_FAST = (1.0, 2.0, 4.0)


def invent(
    times_as_fast: float, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give days, ends and the age at the notice of each listing, as crawls see them."""
    stay = chance.exponential(STAY, LISTINGS)
    wait = np.where(
        chance.random(LISTINGS) < 0.5, chance.exponential(WAIT, LISTINGS), np.nan
    )
    told = wait < stay
    stay = np.where(told, wait + (stay - wait) / times_as_fast, stay)
    watched = chance.uniform(20, 120, LISTINGS)
    ended = stay <= watched
    # It went between the last sighting and the crawl that missed it.
    seen = np.floor(np.minimum(stay, watched) / WEEK) * WEEK
    notice = np.where(told & (wait < watched), wait, np.nan)
    last = np.fmax(seen, notice)
    days = np.where(ended, (last + seen + WEEK) / 2, np.minimum(stay, watched))
    return np.maximum(days, 0.01), ended, notice


def measure(times_as_fast: float, times: int) -> dict[str, object]:
    """Compare *times* invented markets."""
    chance = np.random.default_rng(1557)
    claimed, plain, held, ratios = 0, 0, 0, []
    after, as_old = [], []
    market = np.zeros(LISTINGS, int)
    for _ in range(times):
        days, ended, notice = invent(times_as_fast, chance)
        found = faster_after(days, ended, notice, market)
        if found.p is None or found.low is None or found.high is None:
            raise RuntimeError("too few listings went to compare them")
        claimed += found.p < 0.05
        held += found.low <= times_as_fast <= found.high
        ratios.append(found.ratio)
        after.append(gone_after(days, ended, notice, DAYS))
        as_old.append(gone_as_old(days, ended, notice, market, DAYS))
        _, p = survdiff(days, ended.astype(int), ~np.isnan(notice))
        plain += p < 0.05
    return {
        "claimed": round(100 * claimed / times, 1),
        "intervals_hold": round(100 * held / times, 1),
        "mean_ratio": round(float(np.exp(np.mean(np.log(ratios)))), 2),
        "plain_claimed": round(100 * float(plain) / times, 1),
        "gone_after": _held(after, times_as_fast),
        "gone_as_old": _held(as_old, 1.0),
    }


def _held(found: list[Share | None], times_as_fast: float) -> dict[str, float]:
    """Tell the true share, the mean of those found, and how many intervals hold it."""
    told = [share for share in found if share]
    true = 1 - np.exp(-DAYS * times_as_fast / STAY)
    held = sum(bool(share.low <= true <= share.high) for share in told)
    return {
        "true": round(100 * float(true), 1),
        "mean": round(100 * float(np.mean([share.value for share in told])), 1),
        "intervals_hold": round(100 * held / len(told), 1),
        "not_told": len(found) - len(told),
    }


def main() -> None:
    """Measure each effect and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=500)
    times = parser.parse_args().times
    results = {}
    for factor in TIMES_AS_FAST:
        results[str(factor)] = one = measure(factor, times)
        print(f"{factor:4} times as fast", one, flush=True)
    told = {"times": times, "of_100": results}
    RESULT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
