"""The workspace's secret key: made once, readable by its owner only."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

KEY_BYTES = 32


class SecretFileError(Exception):
    """The key cannot be used; the text names the file and the mend."""


def read_or_make_secret(path: Path) -> bytes:
    """Give the key in *path*; make one, with mode 600, if the file is missing.

    A damaged key is never replaced: every seller would get another pseudonym.

    Raises:
        SecretFileError: the file cannot be read or made, is readable by others,
            or holds no key.
    """
    try:
        if not path.exists():
            _make(path)
        check_mode(path)
        return _key(path, path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError) as error:
        raise SecretFileError(
            f"{path}: the secret key cannot be read or made ({error}); check the "
            "rights of the file and of its folder"
        ) from error


def _make(path: Path) -> None:
    """Make the key whole, or not at all, whoever else makes it at this moment."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(KEY_BYTES) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()


def check_mode(path: Path) -> None:
    """Refuse a file that others than its owner may read.

    Raises:
        SecretFileError: they may.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise SecretFileError(
            f"{path}: this secret can be read by others (mode {mode:o}); "
            f"make it yours alone with: chmod 600 {path}"
        )


def _key(path: Path, text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        raise SecretFileError(
            f"{path}: this is no secret key ({2 * KEY_BYTES} hexadecimal digits are "
            "needed); put back your copy of the file, or remove it: a new one is then "
            "made, and every seller gets another pseudonym"
        )
    return key
