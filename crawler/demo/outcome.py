"""What the demo came to: what was found, beside what was planted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crawler.demo.state import DemoState
from crawler.demo.truth import planted_lookalikes, planted_wildlife
from crawler.demo.world import World
from crawler.store import Store
from crawler.store.listing_queries import Finding, ListingFilter, find_listings
from crawler.workspace import Workspace

STANDING = ("new", "seen", "changed", "relisted")
FLAGGED = ("likely", "possible")


@dataclass(frozen=True)
class Outcome:
    """The matched listings of the last crawls, and how they compare with the truth."""

    appendix_i: list[Finding]
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
        found = list(find_listings(store.conn, ListingFilter(events=STANDING)))
    world = World(state.calendar, seed=state.seed, small=state.small)
    week = state.done - 1
    high = {
        (one.listing.marketplace, one.listing.listing_id)
        for one in found
        if one.listing.priority == "high"
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
        appendix_i=sorted((one for one in found if _is_flagged_i(one)), key=_order),
        by_appendix=Counter(
            (one.listing.appendix, one.listing.offer)
            for one in found
            if one.listing.appendix
        ),
        planted_i=len(planted_i),
        found_i=len(planted_i & high),
        lookalikes=len(lookalikes),
        lookalikes_flagged=len(lookalikes & high),
    )


def _is_flagged_i(one: Finding) -> bool:
    return one.listing.appendix == "I" and one.listing.offer in FLAGGED


def _order(one: Finding) -> tuple[str, str, int]:
    return one.listing.marketplace, one.listing.taxon, one.listing.id
