"""Pictures that were kept as evidence, hashed for comparison."""

from __future__ import annotations

import logging

from crawler.evidence.chain import EvidenceError
from crawler.evidence.reading import read_payload
from crawler.identity.linking import note_picture
from crawler.store import Store, identity
from crawler.store.evidence_queries import kept_of
from crawler.workspace import Workspace

logger = logging.getLogger(__name__)


def note_kept_pictures(workspace: Workspace, store: Store, most: int) -> int:
    """Hash pictures of evidence that were not hashed yet, of *most* listings.

    A picture that cannot be read any more is told in the log and left out. Gives how
    many were hashed.

    Raises:
        StoreError: the database cannot be used.
    """
    count = 0
    waiting = identity.pictures_not_hashed(store.conn, most)
    for listing, marketplace, listing_id, digests in waiting:
        for kept in kept_of(store.conn, marketplace, listing_id):
            facts = kept.link.facts
            if facts.kind != "picture" or facts.payload_sha256 not in digests:
                continue
            try:
                record = read_payload(workspace.evidence, store, kept)
            except EvidenceError as error:
                logger.warning("%s: a picture is not compared: %s", listing_id, error)
                continue
            count += note_picture(store, listing, record.decoded, facts.payload_sha256)
    return count
