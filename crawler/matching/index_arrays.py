"""The index as plain number arrays, and back: nothing in them can run code."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from crawler.matching.deletions import DeletionIndex
from crawler.matching.index import Index, Status
from crawler.matching.joinable import Joinable
from crawler.matching.known_words import known_from, known_to
from crawler.matching.letter_sums import Filter
from crawler.matching.lexicon_arrays import lexicon_from, lexicon_to
from crawler.matching.texts import Texts

Array = npt.NDArray[Any]

_TEXT_LISTS = ("phrases", "patterns", "words", "languages", "ranks", "sources")
_PACKED = ("name_texts", "listings", "taxon_ids", "taxon_names", "taxon_lineages")
_ARRAYS = (
    "meaning_starts",
    "meaning_senses",
    "meaning_refs",
    "epithet_starts",
    "epithet_names",
    "name_taxa",
    "name_kinds",
    "name_languages",
    "name_points",
    "name_sources",
    "taxon_listings",
    "taxon_ranks",
    "taxon_statuses",
)
_JOINED = ("phrases", "parts", "terms", "names")
_SEVERAL = -1


def to_arrays(index: Index) -> Iterator[tuple[str, Array]]:
    """Give an index as plain number arrays, one by one; nothing in them can run code."""
    for name in _ARRAYS:
        yield name, getattr(index, name)
    for name in _TEXT_LISTS:
        yield name, _bytes("\n".join(getattr(index, name)))
    for name in _PACKED:
        packed: Texts = getattr(index, name)
        yield name, np.frombuffer(packed.data, dtype=np.uint8)
        yield f"{name}_offsets", packed.offsets
    numbers = {word: number for number, word in enumerate(index.words)}
    yield "mask_words", np.array([numbers[word] for word in index.masks], np.int32)
    yield "mask_values", np.array(list(index.masks.values()), np.uint32)
    yield from _forms_to(index.forms, numbers)
    yield "phrase_names", np.frombuffer(index.phrase_names, dtype=np.uint8)
    yield "deletion_hashes", index.deletions.hashes
    yield "deletion_words", index.deletions.word_ids
    yield "deletion_filter", index.deletions.filter.marks
    for name in _JOINED:
        yield f"joined_{name}", getattr(index.joinable, name).marks
    facts, columns = lexicon_to(index.lexicon)
    yield from columns.items()
    known, spelt = known_to(index.known)
    yield "known_words", _bytes("\n".join(index.known))
    yield "known_spelt", spelt
    facts = {
        "version": index.version,
        "statuses_from": index.statuses_from.isoformat(),
        "statuses_until": index.statuses_until.isoformat(),
        "statuses": [astuple(status) for status in index.statuses],
        "lexicon": facts,
        "lexicon_taxa": index.lexicon_taxa,
        "known": known,
    }
    yield "facts", _bytes(json.dumps(facts, ensure_ascii=False))


def from_arrays(arrays: Mapping[str, Array]) -> Index:
    """Rebuild an index from `to_arrays`; each array is asked for once.

    Raises:
        KeyError, ValueError: the arrays are not those of an index.
    """
    facts = json.loads(_text(arrays["facts"]))
    values: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
    for name in _TEXT_LISTS:
        values[name] = _lines(arrays[name])
    for name in _PACKED:
        values[name] = Texts(arrays[name].data, arrays[f"{name}_offsets"])
    # The words of masks and forms are those of the list of words, not twins of them.
    words = values["words"]
    masked = map(words.__getitem__, arrays["mask_words"].tolist())
    masks = arrays["mask_values"].tolist()
    values["masks"] = dict(zip(masked, masks, strict=True))
    values["forms"] = _forms_from(arrays, words)
    values["phrase_names"] = arrays["phrase_names"].tobytes()
    values["deletions"] = DeletionIndex(
        arrays["deletion_hashes"],
        arrays["deletion_words"],
        Filter(arrays["deletion_filter"]),
    )
    values["joinable"] = Joinable(
        *[Filter(arrays[f"joined_{name}"]) for name in _JOINED]
    )
    return Index(
        **values,
        version=facts["version"],
        statuses_from=date.fromisoformat(facts["statuses_from"]),
        statuses_until=date.fromisoformat(facts["statuses_until"]),
        statuses=[Status(tuple(row[0]), row[1], row[2]) for row in facts["statuses"]],
        lexicon=lexicon_from(facts["lexicon"], arrays),
        lexicon_taxa=facts["lexicon_taxa"],
        known=known_from(
            _lines(arrays["known_words"]), facts["known"], arrays["known_spelt"]
        ),
    )


def _forms_to(
    forms: dict[str, str], numbers: dict[str, int]
) -> Iterator[tuple[str, Array]]:
    """Give the forms by the number of their word; those of several words apart."""
    of = np.array([numbers.get(word, _SEVERAL) for word in forms.values()], np.int32)
    yield "form_texts", _bytes("\n".join(forms))
    yield "form_words", of
    several = [word for word in forms.values() if word not in numbers]
    yield "form_several", _bytes("\n".join(several))


def _forms_from(arrays: Mapping[str, Array], words: list[str]) -> dict[str, str]:
    of = arrays["form_words"]
    found = list(map(words.__getitem__, of.tolist()))
    places = np.nonzero(of == _SEVERAL)[0].tolist()
    for place, text in zip(places, _lines(arrays["form_several"]), strict=True):
        found[place] = text
    return dict(zip(_lines(arrays["form_texts"]), found, strict=True))


def _bytes(text: str) -> Array:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _text(array: Array) -> str:
    return str(array.data, "utf-8")


def _lines(array: Array) -> list[str]:
    text = _text(array)
    return text.split("\n") if text else []
