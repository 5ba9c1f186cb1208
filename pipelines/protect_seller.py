"""800: put a pseudonym in the place of the seller's name.

The pseudonym is a keyed hash (HMAC-SHA256) of the name: the same seller has the
same one, on every marketplace, and nobody without the workspace's key can go
from it to the name or test a guess. The name itself is blanked and never stored;
where the unit keeps the names of sellers of flagged offers (CITESWATCH_IDENTITY_FILE is
set), it is encrypted first.
The rest of the text stays as published, whatever the seller wrote into it.

Settings: CITESWATCH_SECRET_FILE and CITESWATCH_IDENTITY_FILE (paths of keys; made when
they are missing).
Counts `seller/protected`, `seller/unknown` and `seller/sealed`.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.items import Listing
from crawler.listing_step import ListingStep
from crawler.privacy.identities import identity_key, seal
from crawler.secret_file import SecretFileError, read_or_make_secret
from pipelines.set_priority import BEARS

DIGITS = 32
"""Hexadecimal digits of a pseudonym: 128 bits, more than sellers can share."""


class ProtectSellerPipeline(ListingStep):
    """Replaces the seller's published name by a pseudonym."""

    def __init__(
        self, crawler: Crawler, key: bytes, identities: bytes | None = None
    ) -> None:
        super().__init__(crawler)
        self.key = key
        self.identities = identities

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the step, with the key of the workspace.

        Raises:
            SecretFileError: the key cannot be read, or others can read it.
        """
        path = crawler.settings.get("CITESWATCH_SECRET_FILE")
        if not path:
            raise NotConfigured("CITESWATCH_SECRET_FILE is not set")
        try:
            sealing = crawler.settings.get("CITESWATCH_IDENTITY_FILE")
            identities = identity_key(Path(sealing).parent) if sealing else None
            return cls(crawler, read_or_make_secret(Path(path)), identities)
        except SecretFileError as error:
            crawler.stats.set_value("store/error", str(error))
            raise

    def step(self, listing: Listing) -> None:
        """Set the pseudonym of *listing* and blank the name."""
        listing.seller_pseudonym = pseudonym(self.key, listing.seller_text)
        known = listing.seller_pseudonym
        if self.identities and known and listing.offer in BEARS:
            listing.seller_sealed = seal(
                self.identities, listing.seller_text, listing.marketplace, known
            )
            self.count("seller/sealed")
        listing.seller_text = ""
        self.count(f"seller/{'protected' if listing.seller_pseudonym else 'unknown'}")


def pseudonym(key: bytes, seller_text: str) -> str:
    """Give the pseudonym of a seller, "" when none is named.

    Case, width and spaces do not make another seller.
    """
    name = " ".join(unicodedata.normalize("NFKC", seller_text).casefold().split())
    if not name:
        return ""
    message = name.encode("utf-8", "surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:DIGITS]
