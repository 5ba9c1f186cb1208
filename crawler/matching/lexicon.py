"""The words around a name: specimen terms, decoys, code words, everyday names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from crawler.matching.kinds import KINDS
from crawler.species.reading import fail, read_rows

Strength = Literal["weak", "medium", "strong"]
Reach = Literal["inside", "before", "after", "beside", "anywhere", "stamp", "suffix"]

SPECIMEN_COLUMNS = ("text", "language", "kind", "taxa", "strength", "source")
CODE_WORD_COLUMNS = ("text", "language", "taxa", "confidence", "source", "note")
DECOY_COLUMNS = (
    "text",
    "language",
    "kind",
    "disarms",
    "unless",
    "reach",
    "strength",
    "source",
)
EVERYDAY_COLUMNS = ("text", "language", "taxa", "strength", "source")
GROUP_COLUMNS = ("word_group", "item")
ORDINARY_COLUMNS = ("text", "languages", "frequency", "source")


@dataclass(frozen=True, slots=True)
class SpecimenTerm:
    """A word for a specimen or product: `tusk`, `taxidermy`, `handbag`.

    `taxa` are the scientific names of the taxa that the word implies by itself
    (`ivory`: elephants) and `strength` is how far it does.
    """

    text: str
    language: str
    kind: str
    taxa: tuple[str, ...]
    strength: Strength
    source: str


@dataclass(frozen=True, slots=True)
class CodeWord:
    """A covert word with the taxa it may mean; a tier of its own."""

    text: str
    language: str
    taxa: tuple[str, ...]
    confidence: Strength
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Decoy:
    """A context in which a name is no wildlife.

    `disarms` says which names it lowers: `*` all, a capitalised item the names of
    a taxon and of any below it, a lower-case item the names that hold this word
    or a specimen kind, `@colours` the items of that group in `word_groups.csv`.
    `unless` lists taxa that it does not touch. `reach` says where it must stand:
    around the name (`inside`), directly `before` or `after` it, `beside` it,
    `anywhere` in the text, anywhere as the issuer of a `stamp`, or as a `suffix`
    that nothing parts from the name.
    """

    text: str
    language: str
    kind: str
    disarms: tuple[str, ...]
    unless: tuple[str, ...]
    reach: Reach
    strength: Strength
    source: str


@dataclass(frozen=True, slots=True)
class EverydayName:
    """A word of everyday speech for a listed group: `python`, `bear`, `tincs`.

    `strength` is how far it speaks for wildlife when nothing else does.
    """

    text: str
    language: str
    taxa: tuple[str, ...]
    strength: Strength
    source: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words around names, and the ordinary words that are no misspelt names."""

    specimens: Sequence[SpecimenTerm]
    code_words: Sequence[CodeWord]
    decoys: Sequence[Decoy]
    everyday: Sequence[EverydayName]
    groups: dict[str, tuple[str, ...]]
    ordinary: dict[str, str]
    """Everyday words with the languages in which they are at home."""
    frequent: frozenset[str]
    """Those of them that every tenth text or so holds."""


EVERYDAY_LANGUAGES = (
    *("ar", "cs", "da", "de", "en", "es", "fa", "fi", "fr", "hu", "id", "it"),
    *("nb", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "vi"),
)
"""The languages whose everyday words are in `ordinary_words.csv`."""

FREQUENT = 4.0
"""Zipf frequency from which a word names nothing by itself: `white`, `drop`."""

FILES = (
    "specimens.csv",
    "code_words.csv",
    "decoys.csv",
    "everyday_names.csv",
    "word_groups.csv",
    "ordinary_words.csv",
)


def read_lexicon(folder: Path) -> Lexicon:
    """Read the six files of *folder*.

    Raises:
        SpeciesFileError: a file is missing or wrong; file, line and mend are named.
    """
    ordinary = read_rows(folder / "ordinary_words.csv", ORDINARY_COLUMNS)
    return Lexicon(
        specimens=_read_specimens(folder / "specimens.csv"),
        code_words=_read_code_words(folder / "code_words.csv"),
        decoys=_read_decoys(folder / "decoys.csv"),
        everyday=_read_everyday(folder / "everyday_names.csv"),
        groups=_read_groups(folder / "word_groups.csv"),
        ordinary={text: languages for text, languages, _, _ in ordinary},
        frequent=frozenset(
            text for text, _, frequency, _ in ordinary if float(frequency) >= FREQUENT
        ),
    )


def _read_specimens(path: Path) -> tuple[SpecimenTerm, ...]:
    terms = []
    for index, row in enumerate(read_rows(path, SPECIMEN_COLUMNS)):
        text, language, kind, taxa, strength, source = row
        _need_text(path, index, text)
        _need_one_of(path, index, "kind", kind, tuple(KINDS))
        checked = _strength(path, index, strength or "weak")
        terms.append(SpecimenTerm(text, language, kind, _split(taxa), checked, source))
    return tuple(terms)


def _read_code_words(path: Path) -> tuple[CodeWord, ...]:
    words = []
    for index, row in enumerate(read_rows(path, CODE_WORD_COLUMNS)):
        text, language, taxa, confidence, source, note = row
        _need_text(path, index, text)
        checked = _strength(path, index, confidence)
        words.append(CodeWord(text, language, _split(taxa), checked, source, note))
    return tuple(words)


def _read_decoys(path: Path) -> tuple[Decoy, ...]:
    decoys = []
    for index, row in enumerate(read_rows(path, DECOY_COLUMNS)):
        text, language, kind, disarms, unless, reach, strength, source = row
        _need_text(path, index, text)
        _need_one_of(path, index, "reach", reach, get_args(Reach))
        if not disarms:
            fail(path, index, "a decoy that disarms nothing", "Write * for all names")
        decoys.append(
            Decoy(
                text,
                language,
                kind,
                _split(disarms),
                _split(unless),
                cast(Reach, reach),
                _strength(path, index, strength),
                source,
            )
        )
    return tuple(decoys)


def _read_everyday(path: Path) -> tuple[EverydayName, ...]:
    names = []
    for index, row in enumerate(read_rows(path, EVERYDAY_COLUMNS)):
        text, language, taxa, strength, source = row
        _need_text(path, index, text)
        if not taxa:
            fail(path, index, f'"{text}" names no taxon', "Give its scientific name")
        checked = _strength(path, index, strength)
        names.append(EverydayName(text, language, _split(taxa), checked, source))
    return tuple(names)


def _read_groups(path: Path) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for group, item in read_rows(path, GROUP_COLUMNS):
        groups.setdefault(f"@{group}", []).append(item)
    return {group: tuple(items) for group, items in groups.items()}


def _need_text(path: Path, index: int, text: str) -> None:
    if not text.strip():
        fail(path, index, "a line without a text", "Write the word or remove the line")


def _need_one_of(
    path: Path, index: int, column: str, value: str, allowed: tuple[str, ...]
) -> None:
    if value not in allowed:
        fail(path, index, f'{column} "{value}" is unknown', f"Write {_list(allowed)}")


def _strength(path: Path, index: int, value: str) -> Strength:
    _need_one_of(path, index, "strength", value, get_args(Strength))
    return cast(Strength, value)


def _list(allowed: tuple[str, ...]) -> str:
    return f"{', '.join(allowed[:-1])} or {allowed[-1]}"


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())
