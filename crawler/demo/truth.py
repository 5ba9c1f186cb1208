"""What a perfect crawler would have seen: the demo's answers, to check against."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from crawler.demo.catalogue import Planted, planted
from crawler.demo.offer import Offer
from crawler.demo.world import World

# A broken page may or may not give a listing; it is never counted on.
READABLE_FAULTS = ("", "terminal_escapes", "formula", "huge_title")


def readable_offers(world: World, site: str, week: int) -> list[Offer]:
    """Give the offers of *site* in *week* whose pages can be read."""
    return [
        offer for offer in world.offers(site, week) if offer.fault in READABLE_FAULTS
    ]


def changes(world: World, site: str, week: int) -> Counter[str]:
    """Count what is new, seen, changed, gone and relisted since the week before.

    A relisted offer is one that was away and is back, or that closed and is back
    under a new number. A lot that is marked as closed has changed; when it is taken
    down it is not gone, for the crawler knows why.
    """
    past: set[int] = set()
    before: dict[int, Offer] = {}
    for earlier in range(week):
        before = {one.number: one for one in readable_offers(world, site, earlier)}
        past |= set(before)
    now = {one.number: one for one in readable_offers(world, site, week)}
    counts = Counter(
        _event(offer, before.get(number), number in past)
        for number, offer in now.items()
    )
    counts["gone"] = sum(
        number not in now and not offer.ended for number, offer in before.items()
    )
    return counts


def _event(offer: Offer, before: Offer | None, known: bool) -> str:
    if before is None:
        return "relisted" if known or offer.relists is not None else "new"
    return "seen" if _said(offer) == _said(before) else "changed"


def _said(offer: Offer) -> tuple[str, Decimal, bool]:
    return offer.title, offer.price, offer.ended


def planted_wildlife(world: World, week: int) -> dict[tuple[str, int], Planted]:
    """Give the wildlife offers that stand in *week*, by (site, number)."""
    return _standing(world, week, wildlife=True)


def planted_lookalikes(world: World, week: int) -> dict[tuple[str, int], Planted]:
    """Give the look-alikes that stand in *week*, by (site, number)."""
    return _standing(world, week, wildlife=False)


def _standing(
    world: World, week: int, *, wildlife: bool
) -> dict[tuple[str, int], Planted]:
    known = planted()
    return {
        (site, offer.number): known[offer.key]
        for site in {one.site for one in known.values()}
        for offer in readable_offers(world, site, week)
        if offer.key and not offer.fault and bool(known[offer.key].taxa) is wildlife
    }
