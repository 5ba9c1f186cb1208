"""What the demo came to: what was found, beside what was planted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crawler.demo.state import DemoState
from crawler.demo.truth import planted_lookalikes, planted_wildlife
from crawler.demo.world import World
from crawler.store import Store
from crawler.store.demo_queries import JudgedListing, standing_listings
from crawler.workspace import Workspace

FLAGGED = ("likely", "possible")


@dataclass(frozen=True)
class Outcome:
    """The listings of the last crawls, and how they compare with the truth."""

    standing: list[JudgedListing]
    appendix_i: list[JudgedListing]
    """Likely or possible Appendix I offers."""
    by_appendix: Counter[tuple[str, str]]
    """Listings by (Appendix, offer)."""
    planted_i: int
    found_i: int
    lookalikes: int
    lookalikes_flagged: int
    """Look-alikes that were given high priority."""


def gather(workspace: Workspace, state: DemoState) -> Outcome:
    """Read the outcome from the store and compare it with the last week's truth."""
    with Store.open(workspace.database, read_only=True) as store:
        standing = standing_listings(store.conn)
    world = World(state.calendar, seed=state.seed, small=state.small)
    week = state.done - 1
    high = {
        (listing.marketplace, listing.listing_id)
        for listing in standing
        if listing.priority == "high"
    }
    planted_i = {
        (site, str(number))
        for (site, number), one in planted_wildlife(world, week).items()
        if one.appendix == "I"
    }
    lookalikes = {
        (site, str(number)) for site, number in planted_lookalikes(world, week)
    }
    return Outcome(
        standing=standing,
        appendix_i=[
            one for one in standing if one.appendix == "I" and one.offer in FLAGGED
        ],
        by_appendix=Counter(
            (one.appendix, one.offer) for one in standing if one.appendix
        ),
        planted_i=len(planted_i),
        found_i=len(planted_i & high),
        lookalikes=len(lookalikes),
        lookalikes_flagged=len(lookalikes & high),
    )
