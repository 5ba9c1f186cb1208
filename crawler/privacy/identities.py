"""The published name of a seller: encrypted at rest, with a key outside the database.

AES-256-GCM; marketplace and pseudonym are bound in, so that a name cannot be moved to
another seller. Whoever reads a name is in the audit record.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crawler.secret_file import read_or_make_secret
from crawler.store import Store, StoreError
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.privacy_queries import sealed_identity
from crawler.store.times import utc_text
from crawler.store.write_audit import write_audit

KEY_FILE = "identities.key"
_NONCE = 12


class IdentityError(Exception):
    """A seller's name cannot be read; the text says why."""


def identity_key(workspace: Path) -> bytes:
    """Give the key of the workspace; it is made when it is missing.

    Raises:
        SecretFileError: it cannot be read, or others can read it.
    """
    return read_or_make_secret(workspace / KEY_FILE)[:32]


def seal(key: bytes, name: str, marketplace: str, pseudonym: str) -> bytes:
    """Encrypt the name of a seller."""
    nonce = secrets.token_bytes(_NONCE)
    message = name.encode("utf-8", "surrogatepass")
    return nonce + AESGCM(key).encrypt(nonce, message, _bound(marketplace, pseudonym))


def unseal(key: bytes, sealed: bytes, marketplace: str, pseudonym: str) -> str:
    """Decrypt the name of a seller.

    Raises:
        IdentityError: it was encrypted with another key, for another seller, or changed.
    """
    bound = _bound(marketplace, pseudonym)
    try:
        plain = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
    except (InvalidTag, ValueError) as error:
        raise IdentityError(
            f"the name cannot be read with {KEY_FILE}: it was encrypted with another "
            "key, or changed; put back your copy of the key"
        ) from error
    return plain.decode("utf-8", "surrogatepass")


def reveal_seller(store: Store, key: bytes, seller: int, actor: str) -> str:
    """Give the published name of a seller to *actor*, and write down that it was given.

    Who may ask is the caller's to check; the audit row is written before the name is
    given, or it is not given.

    Raises:
        IdentityError: it is not kept, or cannot be read with *key*.
        StoreError: the audit row cannot be written.
    """
    found = sealed_identity(store.conn, seller)
    if found is None:
        raise IdentityError(f"the name of seller {seller} is not kept")
    marketplace, pseudonym, sealed = found
    name = unseal(key, sealed, marketplace, pseudonym)
    told = {"marketplace": marketplace, "pseudonym": pseudonym}
    try:
        with explaining(store.path), transaction(store.conn):
            write_audit(
                store.conn,
                actor,
                "seller revealed",
                f"seller {seller}",
                told,
                at=utc_text(datetime.now(UTC)),
            )
    except StoreError as error:
        raise StoreError(
            f"the name is not given, for that cannot be noted: {error}"
        ) from error
    return name


def _bound(marketplace: str, pseudonym: str) -> bytes:
    return f"{marketplace}\0{pseudonym}".encode()
