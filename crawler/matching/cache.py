"""The compiled index on disk, so that a command starts in a moment.

One file per list, named by the hash of everything it was made from. It holds
number arrays and JSON only, is written whole or not at all, and is never
needed: without it the index is compiled again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import struct
import tempfile
import tokenize
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import IO

import numpy as np

from crawler.matching.index import Index
from crawler.matching.index_arrays import from_arrays, to_arrays

logger = logging.getLogger(__name__)

_BROKEN = (OSError, ValueError, LookupError, TypeError, EOFError, RuntimeError)
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, struct.error)
# numpy reads the head of an array as Python text, and believes its size.
_BROKEN_HEAD = (SyntaxError, tokenize.TokenError, MemoryError, OverflowError)
_KEPT = 3


def default_cache() -> Path:
    """Give the user's cache folder of citeswatch."""
    import platformdirs

    return platformdirs.user_cache_path("citeswatch")


def fingerprint(files: list[Path]) -> str:
    """Give a hash over the files an index is made from and the code that makes it.

    Raises:
        OSError: one of them cannot be read.
    """
    digest = hashlib.sha256()
    crawler = Path(__file__).parents[1]
    # The Appendices of the index are worked out by `crawler.species`.
    code = [*crawler.glob("matching/*.*"), *crawler.glob("species/*.py")]
    for path in [*sorted(code), *files]:
        data = path.read_bytes()
        digest.update(f"{path.name} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()[:24]


def cached_index(folder: Path, key: str, on: date, make: Callable[[], Index]) -> Index:
    """Read the index with this key from *folder*, or make it and put it there.

    A damaged file is made again; a folder that cannot be written is told in the
    log and done without.
    """
    path = folder / f"matcher-{key}.npz"
    index = _read(path)
    if index is not None and index.statuses_from <= on < index.statuses_until:
        return index
    logger.info("compiling the species list for matching; this happens once per list")
    index = make()
    _write(path, index)
    return index


def _read(path: Path) -> Index | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return from_arrays(arrays)
    except FileNotFoundError:
        return None
    except (*_BROKEN, *_BROKEN_ZIP, *_BROKEN_HEAD) as error:
        logger.warning("%s is damaged (%s) and is made again", path, error)
        return None


def _write(path: Path, index: Index) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".matcher-")
        try:
            with os.fdopen(handle, "wb") as file:
                _save(file, index)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _drop_old(path)
    except OSError as error:
        logger.warning(
            "the compiled list cannot be kept in %s (%s); "
            "every start will take some seconds",
            path.parent,
            error,
        )


def _save(file: IO[bytes], index: Index) -> None:
    """Do as `numpy.savez` does, with one array in memory at a time."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as folder:
        for name, array in to_arrays(index):
            with folder.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def _drop_old(path: Path) -> None:
    """Keep the indexes of the latest lists only; each takes some 50 MB."""
    kept = sorted(
        path.parent.glob("matcher-*.npz"),
        key=lambda other: other.stat().st_mtime,
        reverse=True,
    )
    for other in kept[_KEPT:]:
        if other != path:
            other.unlink(missing_ok=True)
