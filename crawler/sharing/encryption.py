"""Files for one reader: age encryption (https://age-encryption.org/v1)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage
from pyrage import ssh, x25519

MAGIC = b"age-encryption.org/v1"


class EncryptionError(Exception):
    """A file cannot be encrypted or decrypted; the text says what mends it."""


def read_recipient(key: str) -> x25519.Recipient | ssh.Recipient:
    """Read a public key: age's own (`age1…`) or an SSH key.

    Raises:
        EncryptionError: it is none.
    """
    kind = ssh if key.startswith("ssh-") else x25519
    try:
        return kind.Recipient.from_str(key.strip())
    except (pyrage.RecipientError, ValueError) as error:
        raise EncryptionError(
            f"{key[:24]!r} is no age public key ({error}); ask the contact for the "
            "line that begins with age1"
        ) from error


def encrypt_for(plain: Path, target: Path, key: str) -> None:
    """Encrypt the file *plain* to *target* so that the owner of *key* alone reads it.

    Raises:
        EncryptionError: *key* is no public key.
    """
    pyrage.encrypt_file(str(plain), str(target), [read_recipient(key)])


@contextmanager
def decrypted(file: Path, identity: Path | None) -> Iterator[Path]:
    """Give *file* as it is, or decrypted for the length of the block.

    Raises:
        EncryptionError: it is encrypted for somebody else, or no key was given.
    """
    with file.open("rb") as source:
        is_encrypted = source.read(len(MAGIC)) == MAGIC
    if not is_encrypted:
        yield file
        return
    if identity is None:
        raise EncryptionError(f"{file} is encrypted; give your key with --identity")
    with tempfile.TemporaryDirectory(prefix="citeswatch-age-") as aside:
        plain = Path(aside) / "plain"
        secret = _read_identity(identity)
        try:
            pyrage.decrypt_file(str(file), str(plain), [secret])
        except (pyrage.DecryptError, OSError) as error:
            raise EncryptionError(
                f"{file} cannot be decrypted with {identity}: it was encrypted for "
                f"another key, or changed on the way ({error})"
            ) from error
        yield plain


def _read_identity(path: Path) -> x25519.Identity | ssh.Identity:
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = [line.strip() for line in text.splitlines()]
    secret = next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")
    try:
        if secret:
            return x25519.Identity.from_str(secret)
        return ssh.Identity.from_buffer(text.encode())
    except (pyrage.IdentityError, ValueError) as error:
        raise EncryptionError(f"{path} holds no age or SSH key ({error})") from error


def encrypt_word(key: str) -> None:
    """See that something can be encrypted for *key*.

    Raises:
        EncryptionError: it cannot.
    """
    if not key:
        raise EncryptionError("there is no key; nothing can be sent")
    pyrage.encrypt(b"word", [read_recipient(key)])
