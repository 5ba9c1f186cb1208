"""Whether two listings are the same offer, and why.

Text alone does not tell: a dealer's template is longer than what differs in it. So the
titles must not contradict each other, numbers and prices must agree, and a common
contact or picture counts for more than words. The bounds were set on the development
half of `benchmarks/identity`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz

from crawler.identity.pictures import BITS_APART, bits_apart
from crawler.identity.texts import fold, numbers, resemblance, shingles

NEAR_WORD = 80
"""Two words are one, differently written, from this likeness (0 to 100) on."""
PRICE_FACTOR = 2.5
"""A price that fell or rose by more is another thing's."""


@dataclass(frozen=True)
class Offer:
    """What is compared of a listing."""

    title: str
    description: str
    price: float | None = None
    currency: str = ""
    sellers: frozenset[str] = frozenset()
    """Pseudonym of the seller and digests of contacts in the text."""
    pictures: tuple[int, ...] = field(default=())

    @cached_property
    def folded_title(self) -> str:
        """The title, folded."""
        return fold(self.title)

    @cached_property
    def folded(self) -> str:
        """Title and description, folded."""
        return fold(f"{self.title} {self.description}")

    @cached_property
    def pieces(self) -> set[str]:
        """The shingles of title and description."""
        return shingles(self.folded)

    @cached_property
    def numbers(self) -> set[str]:
        """The numbers in title and description."""
        return numbers(f"{self.title} {self.description}")


class Verdict(NamedTuple):
    """How sure, 0 to 1, and what for."""

    score: float
    reason: str


def same_offer(one: Offer, other: Offer) -> Verdict | None:
    """Say why two listings are the same offer; None: they are not, or who knows."""
    if not _prices_agree(one, other):
        return None
    seller = bool(one.sellers & other.sellers)
    picture = _same_picture(one, other)
    contradict = _titles_contradict(one, other)
    if contradict and not (seller or picture):
        return None
    text = resemblance(one.pieces, other.pieces)
    title = fuzz.token_set_ratio(one.folded_title, other.folded_title) / 100
    if picture and (seller or title >= 0.6 or text >= 0.3):
        return Verdict(0.97, "a picture of both is the same")
    verdict = None
    if not contradict:
        verdict = _in_the_same_words(one, other, text, title, seller=seller)
    if verdict is None and seller:
        verdict = _in_other_words(one, other, text)
    return verdict


def _in_the_same_words(
    one: Offer, other: Offer, text: float, title: float, *, seller: bool
) -> Verdict | None:
    figures = resemblance(one.numbers, other.numbers)
    said = f"the texts share {text:.0%}"
    if text >= 0.6 and title >= 0.8:
        return Verdict(round(0.5 + text / 2, 3), said)
    if text >= 0.45 and figures >= 0.6 and _price_is_same(one, other):
        return Verdict(0.8, f"figures and price agree, {said}")
    if seller and title >= 0.6 and text >= 0.3 and figures >= 0.5:
        return Verdict(0.85, f"seller and figures agree, {said}")
    return None


def _in_other_words(one: Offer, other: Offer, text: float) -> Verdict | None:
    """The same seller's offer, written anew or translated: figures and price stay.

    Texts that share half and name different things are a template.
    """
    shared = one.numbers & other.numbers
    alike = resemblance(one.numbers, other.numbers)
    if text >= 0.5 or len(shared) < 3 or alike < 0.6 or not _price_is_same(one, other):
        return None
    return Verdict(0.75, f"seller, price and {len(shared)} figures are the same")


def _titles_contradict(one: Offer, other: Offer) -> bool:
    """Whether each title has a word or number that the other's text has nothing like."""
    return bool(_unmatched(one, other) and _unmatched(other, one))


def _unmatched(one: Offer, other: Offer) -> set[str]:
    known = set(other.folded.split())
    joined = other.folded.replace(" ", "")
    return {
        word
        for word in set(one.folded_title.split()) - known
        if not (_may_be_compound(word) and word in joined) and not _is_near(word, known)
    }


def _may_be_compound(word: str) -> bool:
    """Whether *word* may stand within another, as in German, or in Chinese or Thai."""
    return len(word) >= 5 if word.isascii() else len(word) > 1


def _is_near(word: str, known: set[str]) -> bool:
    if word.isdecimal() or len(word) < 4:
        return False
    return any(
        fuzz.ratio(word, one) >= NEAR_WORD or _is_inflected(word, one) for one in known
    )


def _is_inflected(word: str, other: str) -> bool:
    """Whether two words differ only in a short ending."""
    longest = max(len(word), len(other))
    alike = 0
    for mine, theirs in zip(word, other, strict=False):
        if mine != theirs:
            break
        alike += 1
    return alike >= max(5, 0.7 * longest)


def _prices_agree(one: Offer, other: Offer) -> bool:
    if not one.price or not other.price or one.currency != other.currency:
        return True
    ratio = one.price / other.price
    return 1 / PRICE_FACTOR <= ratio <= PRICE_FACTOR


def _price_is_same(one: Offer, other: Offer) -> bool:
    if not one.price or not other.price or one.currency != other.currency:
        return True
    return abs(one.price - other.price) <= 0.1 * max(one.price, other.price)


def _same_picture(one: Offer, other: Offer) -> bool:
    return any(
        bits_apart(mine, theirs) <= BITS_APART
        for mine in one.pictures
        for theirs in other.pictures
    )
