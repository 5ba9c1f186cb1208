"""Keys of sites' interfaces: from the environment, or from the workspace's secrets file.

A marketplace's file only names a key (`client_id = "secret:ebay_id"`). Its value is
the environment variable `CITESWATCH_SECRET_EBAY_ID`, else `ebay_id` in `secrets.toml`
beside `citeswatch.toml`, which only its owner may read. No text of this module's
errors holds a value.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from crawler.secret_file import SecretFileError, check_mode

SECRETS_FILE = "secrets.toml"


class SecretError(Exception):
    """A key cannot be had; the text names it and the mend."""


def variable_of(name: str) -> str:
    """Give the environment variable of the secret *name*."""
    return f"CITESWATCH_SECRET_{name.upper()}"


def read_secret(name: str, file: Path | None) -> str:
    """Give the value of the secret *name*.

    Raises:
        SecretError: there is none, or the file is open to others.
    """
    value = os.environ.get(variable_of(name), "") or _in_file(name, file)
    value = value.strip()
    if not value:
        place = f" or {name} in {file}" if file else ""
        raise SecretError(
            f"the key {name!r} is not there: set {variable_of(name)} in the "
            f"environment{place}"
        )
    if not value.isascii() or not value.isprintable():
        raise SecretError(f"the key {name!r} holds characters that no key has")
    return value


def _in_file(name: str, file: Path | None) -> str:
    if file is None or not file.exists():
        return ""
    try:
        check_mode(file)
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except SecretFileError as error:
        raise SecretError(str(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(f"{file}: cannot be read: {type(error).__name__}") from None
    except tomllib.TOMLDecodeError:
        # The error's own text may quote the line.
        raise SecretError(f'{file}: not valid TOML; write {name} = "…"') from None
    value = values.get(name, "")
    return value if isinstance(value, str) else ""
