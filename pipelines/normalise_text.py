"""100: make published text safe to keep, without changing what it says.

Entities and mark-up that a site left in its text are read, control characters and
broken characters replaced, spaces evened, texts of absurd length cut.
Counts `text/markup`, `text/broken_characters`, `text/cut`.
"""

from __future__ import annotations

import html
import logging
import re

from crawler.items import Listing
from crawler.listing_step import ListingStep
from crawler.page_text import html_to_text

logger = logging.getLogger(__name__)

LONGEST = {
    "title": 2_000,
    "description": 100_000,
    "price_text": 200,
    "currency_text": 40,
    "date_text": 200,
    "ends_text": 200,
    "place_text": 500,
    "shipping_text": 2_000,
    "seller_text": 500,
    "category_text": 1_000,
    "availability_text": 500,
}
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]"
)


class NormaliseTextPipeline(ListingStep):
    """Normalises every text of a listing."""

    def step(self, listing: Listing) -> None:
        """Normalise title, description and the short texts."""
        for name, longest in LONGEST.items():
            published: str = getattr(listing, name)
            if published:
                setattr(listing, name, self._normal(listing, name, published, longest))

    def _normal(self, listing: Listing, name: str, published: str, longest: int) -> str:
        text = published
        if len(text) > longest:
            self.count("text/cut")
            logger.warning(
                "%s: %s: its %s has %d characters; the first %d are kept",
                *(listing.marketplace, listing.url, name, len(text), longest),
            )
            text = text[:longest]
        plain = without_markup(text) if name == "description" else html.unescape(text)
        if plain != text:
            self.count("text/markup")
        clean = printable(plain)
        if clean.count("\ufffd") > text.count("\ufffd") or "\ufffd" in clean:
            self.count("text/broken_characters")
        return even_lines(clean) if name == "description" else " ".join(clean.split())


def without_markup(text: str) -> str:
    """Read the entities and mark-up in *text*, also mark-up written as entities."""
    plain = html_to_text(text)
    return html_to_text(html.unescape(plain)) if "&" in plain else plain


def printable(text: str) -> str:
    """Put U+FFFD in the place of each character that cannot be kept or shown."""
    return _UNPRINTABLE.sub("\ufffd", text)


def even_lines(text: str) -> str:
    """Give the lines of *text*, each with single spaces, without empty ones."""
    if "\n" not in text and "\r" not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
