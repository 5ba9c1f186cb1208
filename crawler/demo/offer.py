"""A listing as it stands on a demo marketplace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """What one listing says in one week.

    `number` is the marketplace's own number for it and `price` is in the
    marketplace's currency. `key` names a planted offer and is "" for ordinary
    goods; `fault` says in what way its page is broken, "" for a good page.
    """

    number: int
    language: str
    category: str
    title: str
    description: str
    price: Decimal
    seller: str
    place: str
    posted: date
    ends: date | None = None
    ended: bool = False
    relists: int | None = None
    """The number under which the same offer stood before."""
    key: str = ""
    fault: str = ""
