"""A database that grows: invented listings, for measurements of what writes to it.

As when many crawls write at the same time, a hundred listings of one marketplace are
followed by a hundred of the next. Words have the frequencies of Zipf's law, so that a
batch holds many that are rare; one listing in twenty has a match.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from benchmarks.big_store import SYLLABLES
from crawler.items import Listing
from crawler.matching.match import Match, Step

BATCH = 100
MARKETS = 20
START = datetime(2026, 11, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
REASON = '"tiger" is a common name (English) of Panthera tigris'
TIGER = Match(
    taxon="Panthera tigris",
    taxon_id="12181",
    rank="species",
    appendix="I",
    appendices=("I",),
    kind="common",
    name="tiger",
    language="en",
    matched_text="tiger",
    start=0,
    end=5,
    score=99.0,
    offer="likely",
    reason=REASON,
    explanation=(Step("name", 60, REASON, "tiger", 0, 5), Step("verdict", 0, "likely")),
)
READ_FROM = dict.fromkeys(("title", "description", "price_text"), "jsonld")


def _phrases(count: int, words: int) -> list[str]:
    """Draw phrases of so many words from 60,000 words."""
    chance = random.Random(7)
    vocabulary = sorted(
        {
            "".join(chance.choices(SYLLABLES, k=chance.randrange(2, 7)))
            for _ in range(60_000)
        }
    )
    chance.shuffle(vocabulary)
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    return [
        " ".join(chance.choices(vocabulary, cum_weights=weights, k=words))
        for _ in range(count)
    ]


PHRASES = _phrases(20_000, 9)


def market(batch: int) -> str:
    """Name the marketplace of a batch."""
    return f"market{batch % MARKETS:02}"


def listings_of(batch: int, edition: int = 0) -> list[Listing]:
    """Make the listings of a batch; a later *edition* has another price.

    Every fifth has other words then too. Edition 1 is of the week after.
    """
    first = batch * BATCH
    return [_listing(number, edition) for number in range(first, first + BATCH)]


def _listing(number: int, edition: int) -> Listing:
    dice = random.Random(number)
    batch = number // BATCH
    # A seller has some fifty listings, put up at any time.
    seller = dice.randrange(2 * (batch // MARKETS) + 2)
    listing = Listing(
        marketplace=market(batch),
        listing_id=f"{dice.getrandbits(40):012d}-{number}",
        url=f"https://{market(batch)}.example/offer/{number}",
        title=f"{dice.choice(PHRASES)} {number}",
        description=" ".join(dice.choices(PHRASES, k=6 + (edition and not number % 5))),
        price_text=f"€ {number % 900 + edition}",
        price_amount=None,
        currency="EUR",
        place_text="Nairobi",
        country="KE",
        language="en",
        image_urls=[f"https://{market(batch)}.example/picture/{number}.jpg"],
        provenance=READ_FROM,
        seen_at=START + WEEK * edition,
        content_sha256=hashlib.sha256(f"{number}/{edition}".encode()).hexdigest(),
        text_fingerprint=f"{dice.getrandbits(128):032x}",
        seller_pseudonym=f"{seller:032x}",
    )
    if number % 20 == 0:
        listing.matches = [TIGER]
        listing.offer, listing.priority, listing.appendix = "likely", "high", "I"
    return listing


def batches_of(numbers: Sequence[int], edition: int = 0) -> list[list[Listing]]:
    """Make the listings of several batches."""
    return [listings_of(number, edition) for number in numbers]
