"""The learned model in the workspace: plain numbers, signed with the unit's own key.

`learned/model.npz` holds arrays, `learned/model.json` what they are and a code
(HMAC-SHA256) over both. A file that somebody else made, or that changed, is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from crawler.secret_file import SecretFileError, read_or_make_secret

if TYPE_CHECKING:
    from crawler.learning.model import Model

FOLDER, KEY = "learned", "learn.key"
_NUMBERS, _FACTS = "model.npz", "model.json"


class ModelError(Exception):
    """The model cannot be used; the text names the file and the mend."""


@dataclass(frozen=True)
class Kept:
    """What is known of a model: its checksum, when and from what it was made."""

    sha256: str
    facts: dict[str, Any]


def keep(workspace: Path, model: Model, facts: dict[str, Any]) -> Kept:
    """Write a model, whole or not at all.

    Raises:
        ModelError: the folder cannot be written to, or the key not be used.
    """
    buffer = io.BytesIO()
    np.savez(
        buffer,
        weights=model.weights.astype(np.float32),
        curve=np.array([model.intercept, model.slope, model.shift]),
    )
    numbers = buffer.getvalue()
    digest = hashlib.sha256(numbers).hexdigest()
    kept = {**facts, "sha256": digest}
    kept["code"] = _code(workspace, kept)
    folder = workspace / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        _write(folder / _NUMBERS, numbers)
        _write(folder / _FACTS, json.dumps(kept, indent=1).encode())
    except OSError as error:
        raise ModelError(f"{folder} cannot be written to: {error}") from error
    return Kept(digest, kept)


def read_facts(workspace: Path) -> Kept | None:
    """Give what is known of the model, None when there is none.

    Raises:
        ModelError: it was not made here, or was changed.
    """
    path = workspace / FOLDER / _FACTS
    try:
        facts = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}; {_MEND}") from error
    if not isinstance(facts, dict):
        raise ModelError(f"{path} holds no model; {_MEND}")
    code = facts.get("code")
    expected = _code(workspace, {k: v for k, v in facts.items() if k != "code"})
    if not isinstance(code, str) or not hmac.compare_digest(code, expected):
        raise ModelError(f"{path} was not written by this unit, or changed; {_MEND}")
    return Kept(facts["sha256"], facts)


def read_model(workspace: Path) -> tuple[Kept, Model] | None:
    """Give the model, None when there is none.

    Raises:
        ModelError: it was not made here, was changed, or is of another version.
    """
    from crawler.learning.model import FEATURES, Model

    kept = read_facts(workspace)
    if kept is None:
        return None
    path = workspace / FOLDER / _NUMBERS
    try:
        numbers = path.read_bytes()
        if hashlib.sha256(numbers).hexdigest() != kept.sha256:
            raise ModelError(f"{path} was changed since it was learned; {_MEND}")
        with np.load(io.BytesIO(numbers), allow_pickle=False) as arrays:
            intercept, slope, shift = arrays["curve"].tolist()
            weights = arrays["weights"].astype(np.float64)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path} cannot be read: {error}; {_MEND}") from error
    if kept.facts.get("features") != FEATURES:
        raise ModelError(f"{path} is of another citeswatch; {_MEND}")
    return kept, Model(weights, intercept, slope, shift)


def forget(workspace: Path) -> bool:
    """Remove the model; give whether there was one."""
    paths = [workspace / FOLDER / name for name in (_FACTS, _NUMBERS)]
    there = any(path.exists() for path in paths)
    for path in paths:
        path.unlink(missing_ok=True)
    return there


_MEND = (
    "learn anew with: citeswatch learn, or remove it with: citeswatch learn --forget"
)


def _code(workspace: Path, facts: dict[str, Any]) -> str:
    try:
        key = read_or_make_secret(workspace / KEY)
    except SecretFileError as error:
        raise ModelError(
            f"{workspace / KEY} cannot be used as a key (damaged, or readable by "
            "others?); remove it and learn anew with: citeswatch learn"
        ) from error
    text = json.dumps(facts, sort_keys=True)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _write(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
