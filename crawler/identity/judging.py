"""Whether two listings are the same offer, and why.

Text alone does not tell: a dealer's template is longer than what differs in it. So the
titles must not contradict each other, numbers and prices must agree, and a common
contact or picture counts for more than words. The bounds were set on the development
half of `benchmarks/identity`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz

from crawler.identity.pictures import BITS_APART, bits_apart
from crawler.identity.status_words import STATUS_WORDS
from crawler.identity.texts import fold, numbers, resemblance, shingles, sizes, words

NEAR_WORD = 80
"""Two words are one, differently written, from this likeness (0 to 100) on."""
PRICE_FACTOR = 2.5
"""A price that fell or rose by more is another thing's."""
LEAST_TEXT = 0.45
"""Texts that share less are not the same offer unless seller or picture is the same."""
TEMPLATE = 0.7
"""Texts that share more are one text, edited or filled in anew."""
FEWEST_FIGURES = 1 / 3
"""Texts that are alike and share a smaller part of their numbers are a template."""
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+"
)
"""Thai, Lao, Burmese, Khmer, kana and Chinese characters."""
_HYBRID = re.compile(r"[^\W\d_]\s[x×]\s[^\W\d_]", re.IGNORECASE)


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
    def words(self) -> set[str]:
        """The words and numbers of title and description."""
        return words(self.folded)

    @cached_property
    def title_words(self) -> set[str]:
        """The words and numbers of the title that tell of the goods."""
        return {
            word
            for word in words(self.folded_title) - STATUS_WORDS
            if not (len(word) == 1 and word.isascii() and word.isalpha())
        }

    @cached_property
    def joined(self) -> str:
        """Title and description, folded, without spaces."""
        return self.folded.replace(" ", "")

    @cached_property
    def by_letter(self) -> dict[str, list[str]]:
        """The words of title and description by their first letter."""
        found: dict[str, list[str]] = {}
        for word in self.words:
            found.setdefault(word[0], []).append(word)
        return found

    @cached_property
    def pieces(self) -> set[str]:
        """The shingles of title and description."""
        return shingles(self.folded)

    @cached_property
    def numbers(self) -> set[str]:
        """The numbers in title and description."""
        return numbers(f"{self.title} {self.description}")

    @cached_property
    def title_sizes(self) -> dict[str, set[str]]:
        """The sizes and amounts in the title, by unit."""
        return sizes(self.title)


class Verdict(NamedTuple):
    """How sure, 0 to 1, and what for."""

    score: float
    reason: str


def same_offer(one: Offer, other: Offer) -> Verdict | None:
    """Say why two listings are the same offer; None: they are not, or who knows."""
    if not _prices_agree(one, other) or _sizes_contradict(one, other):
        return None
    seller = bool(one.sellers & other.sellers)
    picture = _same_picture(one, other)
    text = resemblance(one.pieces, other.pieces)
    if text < LEAST_TEXT and not (seller or picture):
        return None
    contradict = _titles_contradict(one, other) or (
        text >= TEMPLATE and _templates_contradict(one, other)
    )
    if contradict and not (seller or picture):
        return None
    title = fuzz.token_set_ratio(one.folded_title, other.folded_title) / 100
    known = seller or text >= 0.3 or _price_is_same(one, other)
    figures = _figures_agree(one, other, closely=contradict, seller=seller)
    if picture and known and figures:
        return Verdict(0.97, "a picture of both is the same")
    verdict = None
    if not contradict:
        verdict = _in_the_same_words(one, other, text, title, seller=seller)
    if verdict is None and seller:
        verdict = _in_other_words(one, other, text)
    return verdict


def _figures_agree(one: Offer, other: Offer, *, closely: bool, seller: bool) -> bool:
    """Whether the numbers in both are the same ones, or at least no others.

    A dealer shows one picture with every size of a thing, and two dealers one that is
    neither's: such offers differ in their figures.
    """
    alike = resemblance(one.numbers, other.numbers)
    if closely:
        shared = len(one.numbers & other.numbers)
        return shared >= 2 and alike >= 0.6 and _price_is_same(one, other, within=0.3)
    if not (one.numbers and other.numbers):
        return seller or not (one.numbers or other.numbers)
    return alike >= 0.5


def _sizes_contradict(one: Offer, other: Offer) -> bool:
    """Whether the titles give one unit with other numbers: 3 ml is not 6 ml."""
    return any(
        not (mine & other.title_sizes.get(unit, mine))
        for unit, mine in one.title_sizes.items()
    )


def _in_the_same_words(
    one: Offer, other: Offer, text: float, title: float, *, seller: bool
) -> Verdict | None:
    figures = resemblance(one.numbers, other.numbers)
    said = f"the texts share {text:.0%}"
    clash = one.numbers and other.numbers and figures < FEWEST_FIGURES
    if text >= 0.6 and title >= 0.8 and not clash:
        return Verdict(round(0.5 + text / 2, 3), said)
    if text >= LEAST_TEXT and figures >= 0.6 and _price_is_same(one, other):
        return Verdict(0.8, f"figures and price agree, {said}")
    near_price = _price_is_same(one, other, within=0.3)
    told = (title >= 0.6 and text >= 0.3) or text >= 0.7
    agree = figures >= 0.5 or not (one.numbers or other.numbers)
    if seller and told and agree and near_price:
        return Verdict(0.85, f"seller and figures agree, {said}")
    return None


def _in_other_words(one: Offer, other: Offer, text: float) -> Verdict | None:
    """The same seller's offer, written anew or translated: figures and price stay.

    Texts that share half and name different things are a template.
    """
    shared = one.numbers & other.numbers
    alike = resemblance(one.numbers, other.numbers)
    serial = any(map(_is_serial, shared))
    enough = len(shared) >= (2 if serial or alike >= 0.8 else 3)
    closely = alike >= (0.45 if serial else 0.6)
    if text >= 0.5 or not (enough and closely) or not _price_is_same(one, other):
        return None
    return Verdict(0.75, f"seller, price and {len(shared)} figures are the same")


def _is_serial(number: str) -> bool:
    """Whether a number is one of a ring, a chip or a paper, and no year."""
    return len(number) >= 4 and not re.fullmatch("(18|19|20)[0-9][0-9]", number)


def _titles_contradict(one: Offer, other: Offer) -> bool:
    """Whether each title has a word or number that the other's text has nothing like.

    A hybrid is none of its parents, though its title holds the names of both.
    """
    if bool(_HYBRID.search(one.title)) != bool(_HYBRID.search(other.title)):
        return True
    return _has_unmatched(one, other) and _has_unmatched(other, one)


def _templates_contradict(one: Offer, other: Offer) -> bool:
    """Whether one title has a word that is new, where the other's text has another.

    `Strap 20 mm` and `Strap 20 mm, red` are two if the first one's text says blue.
    """
    return any(
        _has_unmatched(mine, theirs)
        and any(
            word.isalpha() and _is_unmatched(word, mine)
            for word in theirs.words - mine.words - STATUS_WORDS
            if len(word) > 1 or not word.isascii()
        )
        for mine, theirs in ((one, other), (other, one))
    )


def _has_unmatched(one: Offer, other: Offer) -> bool:
    """Whether a word of the title of *one* is nowhere in *other*."""
    return any(_is_unmatched(word, other) for word in one.title_words - other.words)


def _is_unmatched(word: str, other: Offer) -> bool:
    return not (_stands_within(word, other.joined) or _is_near(word, other))


def _stands_within(word: str, joined: str) -> bool:
    """Whether *word* stands within another, as in German, or in scripts without spaces.

    There a title's word may be several words of the text, in another order.
    """
    if word.isascii():
        return len(word) >= 5 and word in joined
    if not _UNSPACED.fullmatch(word):
        return len(word) > 1 and word in joined
    pairs = [word[n : n + 2] for n in range(len(word) - 1)] or [word]
    return sum(pair in joined for pair in pairs) >= 0.75 * len(pairs)


def _is_near(word: str, other: Offer) -> bool:
    if word.isdecimal() or len(word) < 4:
        return False
    return any(
        fuzz.ratio(word, one) >= NEAR_WORD
        or _is_inflected(word, one)
        or (len(one) > 3 and (one.startswith(word) or word.startswith(one)))
        for one in other.by_letter.get(word[0], ())
    )


def _is_inflected(word: str, other: str) -> bool:
    """Whether two words differ only in a short ending."""
    longest = max(len(word), len(other))
    alike = 0
    for mine, theirs in zip(word, other, strict=False):
        if mine != theirs:
            break
        alike += 1
    return alike >= max(4, 0.6 * longest)


def _prices_agree(one: Offer, other: Offer) -> bool:
    if not one.price or not other.price or one.currency != other.currency:
        return True
    ratio = one.price / other.price
    return 1 / PRICE_FACTOR <= ratio <= PRICE_FACTOR


def _price_is_same(one: Offer, other: Offer, within: float = 0.1) -> bool:
    if not one.price or not other.price or one.currency != other.currency:
        return True
    return abs(one.price - other.price) <= within * max(one.price, other.price)


def _same_picture(one: Offer, other: Offer) -> bool:
    return any(
        bits_apart(mine, theirs) <= BITS_APART
        for mine in one.pictures
        for theirs in other.pictures
    )
