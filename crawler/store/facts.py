"""What a crawl tells the store of itself: the marketplace, the effort."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

Outcome = Literal["finished", "interrupted", "failed", "refused"]
Event = Literal["new", "seen", "changed", "relisted", "gone"]
_RULES = {
    *("terms_reviewed_on", "code_of_conduct", "wildlife_policy_url"),
    *("notice_address", "coalition"),
}


class PolicyFacts(Protocol):
    """The policy of a marketplace as its TOML file gives it."""

    @property
    def terms_reviewed_on(self) -> date | str | None: ...  # noqa: D102
    @property
    def code_of_conduct(self) -> object: ...  # noqa: D102
    @property
    def wildlife_policy_url(self) -> object: ...  # noqa: D102
    @property
    def notice_address(self) -> object: ...  # noqa: D102
    @property
    def coalition(self) -> object: ...  # noqa: D102


class PublishedFacts(Protocol):
    """The facts of a marketplace as its TOML file gives them."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def home(self) -> object: ...  # noqa: D102
    @property
    def country(self) -> str: ...  # noqa: D102
    @property
    def languages(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def family(self) -> str: ...  # noqa: D102
    @property
    def min_listings(self) -> int: ...  # noqa: D102
    @property
    def policy(self) -> PolicyFacts | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class MarketplaceFacts:
    """What the store keeps of a marketplace.

    A crawl that saw fewer than `min_listings` is short: nothing is called gone
    after it. `terms_reviewed_on` is an ISO 8601 date or "".
    """

    name: str
    title: str = ""
    home: str = ""
    country: str = ""
    languages: tuple[str, ...] = ()
    family: str = ""
    min_listings: int = 0
    terms_reviewed_on: str = ""
    code_of_conduct: str = ""
    wildlife_policy_url: str = ""
    notice_address: str = ""
    coalition: str = ""

    @classmethod
    def of(cls, published: PublishedFacts) -> MarketplaceFacts:
        """Take from a marketplace what the store keeps."""
        policy = published.policy
        return cls(
            name=published.name,
            title=published.title,
            home=_text(published.home),
            country=published.country,
            languages=tuple(published.languages),
            family=published.family,
            min_listings=published.min_listings,
            terms_reviewed_on=_text(policy and policy.terms_reviewed_on),
            code_of_conduct=_text(policy and policy.code_of_conduct),
            wildlife_policy_url=_text(policy and policy.wildlife_policy_url),
            notice_address=_text(policy and policy.notice_address),
            coalition=_text(policy and policy.coalition),
        )

    @property
    def sha256(self) -> str:
        """A checksum of the facts: another value means that the site is read otherwise.

        Its rules, and that a person has read them, are no part of how it is read.
        """
        facts = [
            str(getattr(self, name)) for name in self.__slots__ if name not in _RULES
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@dataclass(slots=True)
class Effort:
    """What a crawl asked for and got; counts, bytes and seconds.

    `refusals` counts answers that keep us out (401, 403, 429, a challenge page),
    `errors` pages that could not be read, `robots_forbidden` requests that
    robots.txt forbade and that were not made. `detail` holds further counts by
    name. The counts of listings are not here: the store counts them from what
    it stored.

    `index_errors` counts the errors on pages that lead to listings: they may
    hide any number of them. `unread_urls` and `unread_ids` are the listings'
    own pages that could not be read and the listings that could not be kept:
    nothing is known of those. `sees_all` is false when even a whole crawl shows
    only part of what is on offer (a feed, a search): then nothing is called gone.
    """

    queries: int = 0
    pages_requested: int = 0
    pages_fetched: int = 0
    listing_pages: int = 0
    refusals: int = 0
    errors: int = 0
    robots_forbidden: int = 0
    bytes: int = 0
    seconds: float = 0.0
    detail: dict[str, int | float | str] = field(default_factory=dict)
    index_errors: int = 0
    unread_urls: set[str] = field(default_factory=set)
    unread_ids: set[str] = field(default_factory=set)
    sees_all: bool = True


@dataclass(frozen=True, slots=True)
class Measures:
    """What a crawl came to, for comparison with those before.

    `detail` holds Scrapy's and our counts by name; `coverage` the share of the
    listings seen in which a field was published; `median_price` is in `currency`,
    the most frequent one, None when no price could be read.
    """

    crawl_id: int
    marketplace: str
    outcome: str
    reason: str
    complete: int
    pages_requested: int
    pages_fetched: int
    listing_pages: int
    listings_seen: int
    refusals: int
    errors: int
    robots_forbidden: int
    seconds: float
    min_listings: int
    panel: str = "catalogue"
    detail: dict[str, int | float | str] = field(default_factory=dict)
    coverage: dict[str, float] = field(default_factory=dict)
    currency: str = ""
    median_price: float | None = None

    @property
    def asked_again(self) -> int:
        """Listings that are there and that no results page named."""
        return int(self.detail.get("ask_again/there", 0))

    @property
    def found(self) -> int:
        """Listings that the crawl found by itself: what its yield is judged by."""
        return max(0, self.listings_seen - self.asked_again)

    @property
    def error_share(self) -> float:
        """The share of the pages asked for that could not be had or read."""
        return self.errors / max(self.pages_requested, 1)

    @property
    def refusal_share(self) -> float:
        """The share of the pages asked for that the site refused."""
        return self.refusals / max(self.pages_requested, 1)

    @property
    def seconds_per_page(self) -> float:
        """How long a page took, pauses included."""
        return self.seconds / max(self.pages_fetched, 1)

    def to_compare(self) -> dict[str, object]:
        """Give what later crawls are compared with."""
        return {
            "listings": self.found,
            "pages": self.pages_fetched,
            "error_share": round(self.error_share, 4),
            "refusal_share": round(self.refusal_share, 4),
            "seconds_per_page": round(self.seconds_per_page, 3),
            "coverage": self.coverage,
            "currency": self.currency,
            "median_price": self.median_price,
        }


def _text(fact: object) -> str:
    return "" if fact is None else str(fact)
