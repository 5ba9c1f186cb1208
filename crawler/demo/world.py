"""The demo world: what stands on each marketplace in each week.

A pure function of a seed, a calendar and a week. Nothing is stored: the weeks
before are lived through again each time, which takes milliseconds.
"""

from __future__ import annotations

from crawler.demo.calendar import Calendar
from crawler.demo.catalogue import planted, sites
from crawler.demo.lives import Stage, ordinary_life, planted_life
from crawler.demo.offer import Offer

DEFAULT_SEED = 1973  # the year of the Convention
SMALL_SHARE = 0.2


class World:
    """Every offer of every demo marketplace, week by week."""

    def __init__(
        self, calendar: Calendar, *, seed: int = DEFAULT_SEED, small: bool = False
    ) -> None:
        """Make a world; a *small* one has a fifth of the ordinary goods."""
        self.calendar = calendar
        self.seed = seed
        self.small = small

    def offers(self, site: str, week: int) -> list[Offer]:
        """Give what stands on *site* in *week*, newest first."""
        facts = sites()[site]
        stage = Stage(facts, self.calendar, self.seed)
        special = [offer for offer in planted().values() if offer.site == site]
        slots = facts.size - len(special)
        if self.small:
            slots = round(slots * SMALL_SHARE)
        lives = [planted_life(stage, offer, week) for offer in special]
        lives += [ordinary_life(stage, slot, week) for slot in range(slots)]
        standing = [offer for offer in lives if offer is not None]
        return sorted(
            standing, key=lambda offer: (offer.posted, offer.number), reverse=True
        )
