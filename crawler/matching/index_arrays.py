"""The index as plain number arrays, and back: nothing in them can run code."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from crawler.matching.deletions import DeletionIndex
from crawler.matching.index import Index, Status
from crawler.matching.lexicon import (
    CodeWord,
    Decoy,
    EverydayName,
    Lexicon,
    SpecimenTerm,
)
from crawler.matching.texts import Texts

_TEXT_LISTS = ("phrases", "patterns", "words", "languages", "ranks", "sources")
_PACKED = ("name_texts", "listings", "taxon_ids", "taxon_names", "taxon_lineages")
_ARRAYS = (
    "meaning_starts",
    "meaning_senses",
    "meaning_refs",
    "epithet_starts",
    "epithet_taxa",
    "name_taxa",
    "name_kinds",
    "name_languages",
    "name_points",
    "name_sources",
    "taxon_listings",
    "taxon_ranks",
    "taxon_statuses",
)
_LEXICON_TYPES: dict[str, type] = {
    "specimens": SpecimenTerm,
    "code_words": CodeWord,
    "decoys": Decoy,
    "everyday": EverydayName,
}


def to_arrays(index: Index) -> dict[str, npt.NDArray[Any]]:
    """Give an index as plain number arrays; nothing in them can run code."""
    arrays: dict[str, npt.NDArray[Any]] = {
        name: getattr(index, name) for name in _ARRAYS
    }
    for name in _TEXT_LISTS:
        arrays[name] = _bytes("\n".join(getattr(index, name)))
    for name in _PACKED:
        packed: Texts = getattr(index, name)
        arrays[name] = np.frombuffer(packed.data, dtype=np.uint8)
        arrays[f"{name}_offsets"] = packed.offsets
    arrays["mask_words"] = _bytes("\n".join(index.masks))
    arrays["mask_values"] = np.array(list(index.masks.values()), dtype=np.uint32)
    arrays["form_texts"] = _bytes("\n".join(index.forms))
    arrays["form_words"] = _bytes("\n".join(index.forms.values()))
    arrays["deletion_hashes"] = index.deletions.hashes
    arrays["deletion_words"] = index.deletions.word_ids
    arrays["deletion_filter"] = np.frombuffer(index.deletions.filter, dtype=np.uint8)
    arrays["facts"] = _bytes(json.dumps(_facts(index), ensure_ascii=False))
    return arrays


def from_arrays(arrays: dict[str, npt.NDArray[Any]]) -> Index:
    """Rebuild an index from `to_arrays`.

    Raises:
        KeyError, ValueError: the arrays are not those of an index.
    """
    facts = json.loads(_text(arrays["facts"]))
    values: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
    for name in _TEXT_LISTS:
        values[name] = _lines(arrays[name])
    for name in _PACKED:
        values[name] = Texts(arrays[name].tobytes(), arrays[f"{name}_offsets"])
    masks = arrays["mask_values"].tolist()
    values["masks"] = dict(zip(_lines(arrays["mask_words"]), masks, strict=True))
    values["forms"] = dict(
        zip(_lines(arrays["form_texts"]), _lines(arrays["form_words"]), strict=True)
    )
    values["deletions"] = DeletionIndex(
        arrays["deletion_hashes"],
        arrays["deletion_words"],
        arrays["deletion_filter"].tobytes(),
    )
    return Index(
        **values,
        version=facts["version"],
        statuses_from=date.fromisoformat(facts["statuses_from"]),
        statuses_until=date.fromisoformat(facts["statuses_until"]),
        statuses=[Status(tuple(row[0]), row[1], row[2]) for row in facts["statuses"]],
        lexicon=_lexicon(facts["lexicon"]),
        lexicon_taxa=facts["lexicon_taxa"],
    )


def _facts(index: Index) -> dict[str, Any]:
    lexicon: dict[str, Any] = {
        name: [list(asdict(term).values()) for term in getattr(index.lexicon, name)]
        for name in _LEXICON_TYPES
    }
    lexicon["groups"] = index.lexicon.groups
    lexicon["ordinary"] = index.lexicon.ordinary
    lexicon["frequent"] = sorted(index.lexicon.frequent)
    return {
        "version": index.version,
        "statuses_from": index.statuses_from.isoformat(),
        "statuses_until": index.statuses_until.isoformat(),
        "statuses": [list(asdict(status).values()) for status in index.statuses],
        "lexicon": lexicon,
        "lexicon_taxa": index.lexicon_taxa,
    }


def _lexicon(facts: dict[str, Any]) -> Lexicon:
    terms: dict[str, Any] = {}
    for name, kind in _LEXICON_TYPES.items():
        terms[name] = tuple(
            kind(*[tuple(cell) if type(cell) is list else cell for cell in row])
            for row in facts[name]
        )
    groups = {name: tuple(items) for name, items in facts["groups"].items()}
    return Lexicon(
        **terms,
        groups=groups,
        ordinary=facts["ordinary"],
        frequent=frozenset(facts["frequent"]),
    )


def _bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _text(array: npt.NDArray[Any]) -> str:
    return array.tobytes().decode()


def _lines(array: npt.NDArray[Any]) -> list[str]:
    text = _text(array)
    return text.split("\n") if text else []
