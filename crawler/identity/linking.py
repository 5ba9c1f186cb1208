"""Linking listings that are the same offer: what is new since the last time."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime

from crawler.identity.contacts import digests
from crawler.identity.judging import Offer, same_offer
from crawler.identity.pictures import PictureError, phash, picture_bands
from crawler.identity.texts import bands, fold
from crawler.store import Store, identity
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.times import utc_text

BATCH = 200


def link_listings(store: Store, key: bytes, most: int | None = None) -> Counter[str]:
    """Compare listings whose text is new with those before them, *most* at most.

    Written batch by batch, so that it may be stopped and goes on. *key* is the
    workspace's secret, with which contacts are hashed. Counts `compared` and `same` (a pair of two new ones counts twice).

    Raises:
        StoreError: the database cannot be used.
    """
    count: Counter[str] = Counter(compared=0)
    with explaining(store.path):
        waiting = identity.not_compared(store.conn, most)
    for first in range(0, len(waiting), BATCH):
        known: dict[int, Offer] = {}
        with explaining(store.path), transaction(store.conn):
            batch = identity.load(store.conn, waiting[first : first + BATCH])
            for listing in batch:
                _keep(store, listing, key)
            for listing in batch:
                count["same"] += _link(store, listing, known)
        count["compared"] += len(batch)
    return count


def _keep(store: Store, listing: identity.Compared, key: bytes) -> None:
    text = f"{listing.title} {listing.description}"
    found = digests(key, text, listing.country)
    identity.keep_keys(store.conn, listing, bands(fold(text)), found)


def _link(store: Store, listing: identity.Compared, known: dict[int, Offer]) -> int:
    own = known[listing.id] = _offer(store, listing)
    others = identity.candidates(store.conn, listing.id)
    for new in identity.load(store.conn, others - set(known)):
        known[new.id] = _offer(store, new)
    found = []
    for other in sorted(others):
        verdict = same_offer(own, known[other])
        if verdict is not None:
            found.append((other, *verdict))
    now = utc_text(datetime.now(UTC))
    return identity.keep_same(store.conn, listing.id, found, now)


def _offer(store: Store, listing: identity.Compared) -> Offer:
    contacts = identity.contacts_of(store.conn, listing.id)
    return Offer(
        listing.title,
        listing.description,
        listing.price,
        listing.currency,
        frozenset({listing.seller, *contacts} - {""}),
        tuple(identity.pictures_of(store.conn, listing.id)),
    )


def note_picture(store: Store, listing: int, body: bytes, sha256: str = "") -> bool:
    """Keep the perceptual hash of a listing's picture; False: it cannot be compared.

    *sha256* is the checksum under which it is known, else that of *body*. The listing
    is compared anew at the next linking.

    Raises:
        StoreError: the database cannot be used.
    """
    try:
        value = phash(body)
    except PictureError:
        value = 0
    digest = sha256 or hashlib.sha256(body).hexdigest()
    with explaining(store.path), transaction(store.conn):
        bits = picture_bands(value) if value else []
        identity.keep_picture(store.conn, listing, digest, value, bits)
    return bool(value)
