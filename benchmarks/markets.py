"""Invented markets whose true trend is known, seen by a crawler that varies.

Offers arrive unevenly (gamma-mixed Poisson), stay for a geometric number of weeks, and
each is seen in a week with the chance that the effort of that week gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crawler.statistics.observations import WEEKS_A_YEAR, Observations

BURN_IN = 60


@dataclass(frozen=True)
class Market:
    """A market and how it is watched; `growth` is a year's offers over the last's."""

    growth: float = 1.0
    weeks: int = 104
    sites: int = 6
    stay: float = 6.0
    unevenness: float = 0.1
    effort: str = "varies"
    site_added: bool = False
    down_for_a_month: bool = False
    list_grown: bool = False
    offers_a_site: tuple[float, float] = (4.0, 25.0)

    def watch(self, rng: np.random.Generator) -> Observations:
        """Watch the market once."""
        cells, seen = [], []
        for site in range(self.sites):
            shown, effort = self._site(rng)
            run = self._weeks_run(site)
            name = f"site{site}"
            for week in np.flatnonzero(run):
                cells.append((name, int(week), int(effort[week]), ""))
            offer, week = np.nonzero(shown & run)
            seen.append(
                pd.DataFrame(
                    {"offer": [f"{name}-{n}" for n in offer], "week": week}
                ).assign(marketplace=name)
            )
        table = pd.DataFrame(cells, columns=["marketplace", "week", "effort", "level"])
        steps = {"species list": self.weeks * 6 // 10} if self.list_grown else {}
        return Observations(table, pd.concat(seen, ignore_index=True), steps)

    def _site(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Give which offer was seen in which week, and the listings examined."""
        standing = rng.uniform(*self.offers_a_site)
        listings = rng.integers(800, 4000)
        days = np.arange(-BURN_IN, self.weeks)
        arriving = standing / self.stay * self.growth ** (days / WEEKS_A_YEAR)
        if self.unevenness:
            shape = 1 / self.unevenness
            arriving = arriving * rng.gamma(shape, self.unevenness, len(days))
        start = np.repeat(days, rng.poisson(arriving))
        end = start + rng.geometric(1 / self.stay, len(start))
        week = np.arange(self.weeks)
        alive = (start[:, None] <= week) & (week < end[:, None])
        share = self._share_examined(rng)
        shown = alive & (rng.random(alive.shape) < share)
        if self.list_grown:
            old_name = rng.random(len(start)) < 0.7
            shown &= old_name[:, None] | (week >= self.weeks * 6 // 10)
        effort = np.maximum(rng.binomial(listings, share), 1)
        return shown, effort

    def _share_examined(self, rng: np.random.Generator) -> np.ndarray:
        if self.effort == "constant":
            return np.full(self.weeks, 0.95)
        late = np.arange(self.weeks) >= self.weeks // 2
        return rng.uniform(0.5, 1.0, self.weeks) * np.where(late, 1.0, 0.6)

    def _weeks_run(self, site: int) -> np.ndarray:
        run = np.ones(self.weeks, bool)
        if self.site_added and site == 0:
            run[: self.weeks // 2] = False
        if self.down_for_a_month:
            run[40:44] = False
        return run


MARKETS = {
    "constant": Market(),
    "rising 20 % a year": Market(growth=1.2),
    "falling 30 % a year": Market(growth=0.7),
    "one site added half-way": Market(site_added=True),
    "crawler down a month": Market(down_for_a_month=True),
    "list grown by 400 names": Market(list_grown=True),
    "constant, constant effort": Market(effort="constant"),
    "offers stay 2 weeks": Market(stay=2.0),
    "offers stay 12 weeks": Market(stay=12.0),
    "uneven arrivals": Market(unevenness=0.5),
    "one small site": Market(sites=1, offers_a_site=(5.0, 5.0)),
    "half a year": Market(weeks=26),
}
