"""The unit's signature (Ed25519): who reads what we hand over can tell it is ours.

The key is in the workspace, readable by its owner only; the public half is given to
partners by another way than the files that it is to prove.
"""

from __future__ import annotations

import base64
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from crawler.secret_file import read_or_make_secret

KEY_FILE = "signing.key"


class SignatureFault(ValueError):
    """A signature is not the one that was expected; the text says why."""


def signing_key(workspace: Path) -> Ed25519PrivateKey:
    """Give the key of the workspace; it is made when it is missing.

    Raises:
        SecretFileError: the key cannot be read, or others can read it.
    """
    secret = read_or_make_secret(workspace / KEY_FILE)
    return Ed25519PrivateKey.from_private_bytes(secret[:32])


def public_text(key: Ed25519PrivateKey) -> str:
    """Spell the public half of *key* in base64."""
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def sign(key: Ed25519PrivateKey, content: bytes) -> str:
    """Sign *content*; the signature is base64."""
    return base64.b64encode(key.sign(content)).decode()


def check(public: str, signature: str, content: bytes) -> None:
    """See that *content* was signed by the owner of *public*.

    Raises:
        SignatureFault: it was not, or one of them is no key or signature.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(
            base64.b64decode(public, validate=True)
        )
        key.verify(base64.b64decode(signature, validate=True), content)
    except InvalidSignature as error:
        raise SignatureFault("the signature does not fit") from error
    except ValueError as error:
        raise SignatureFault(f"no key or no signature: {error}") from error
