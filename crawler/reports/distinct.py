"""Distinct offers: cross-posted and relisted listings are one offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Kin(NamedTuple):
    """A listing, and those that it repeats."""

    id: int
    relisted_from: int | None = None
    same_as: int | None = None


def offers_of(listings: Iterable[Kin]) -> dict[int, int]:
    """Give each listing its offer, named by the lowest id of its kin.

    Kin are joined through any chain of `relisted_from` and `same_as`, also
    through a listing that is not itself among *listings*.
    """
    root: dict[int, int] = {}

    def find(listing: int) -> int:
        while root.setdefault(listing, listing) != listing:
            root[listing] = root[root[listing]]
            listing = root[listing]
        return listing

    listings = list(listings)
    for listing in listings:
        for other in (listing.relisted_from, listing.same_as):
            if other is not None:
                low, high = sorted((find(listing.id), find(other)))
                root[high] = low
    return {listing.id: find(listing.id) for listing in listings}
