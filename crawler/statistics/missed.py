"""How many offers were missed: by the search, and by the matcher."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

_Z = 1.959964


@dataclass(frozen=True)
class Estimate:
    """A number of offers with its 95 % interval."""

    value: float
    low: float
    high: float


def two_sweeps(first: int, second: int, both: int) -> Estimate | None:
    """Estimate all offers from two independent sweeps of the same week.

    Chapman's estimator (1951) with Chao's log-normal interval (1987), which never
    goes below what was seen. None when nothing was in both: then the sweeps do not
    tell.

    Raises:
        ValueError: *both* exceeds a sweep, or a count is negative.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"{both} in both of sweeps with {first} and {second}")
    if both == 0:
        return None
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (
        (first + 1)
        * (second + 1)
        * (first - both)
        * (second - both)
        / ((both + 1) ** 2 * (both + 2))
    )
    seen = first + second - both
    unseen = total - seen
    if unseen <= 0 or variance == 0:
        return Estimate(total, float(seen), max(total, float(seen)))
    spread = exp(_Z * sqrt(log(1 + variance / unseen**2)))
    return Estimate(total, seen + unseen / spread, seen + unseen * spread)


@dataclass(frozen=True)
class Recall:
    """The share of offers that were flagged, and how many were not.

    Both from a random sample of the listings without a flag that people judged.
    """

    recall: Estimate
    missed: Estimate


def recall_of_sample(
    confirmed: int, unflagged: int, sampled: int, offers_in_sample: int
) -> Recall | None:
    """Estimate recall from *sampled* of *unflagged* listings, judged by people.

    *confirmed* are the flagged listings that are offers. The interval is that of the
    share in the sample (Wilson); what is flagged is taken as counted. None without
    a sample.

    Raises:
        ValueError: the sample holds more than there is.
    """
    from statsmodels.stats.proportion import proportion_confint

    if not 0 <= offers_in_sample <= sampled <= unflagged:
        raise ValueError(
            f"{offers_in_sample} offers in a sample of {sampled} of {unflagged}"
        )
    if sampled == 0 or confirmed == 0:
        return None
    low, high = proportion_confint(offers_in_sample, sampled, method="wilson")
    share = offers_in_sample / sampled
    missed = Estimate(unflagged * share, unflagged * low, unflagged * high)
    return Recall(
        Estimate(
            confirmed / (confirmed + missed.value),
            confirmed / (confirmed + missed.high),
            confirmed / (confirmed + missed.low),
        ),
        missed,
    )
