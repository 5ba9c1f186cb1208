"""Making published common names into single clean names."""

from __future__ import annotations

import re
import unicodedata

_BRACKETED = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]?")
_JUNK = re.compile(r"\d|[?*_=<>{}|\\@#%]|\bspp?\b|\bsubsp\b|\bsynonym", re.I)
_FRAGMENT = re.compile(r"(?:and|d[aeo]|del|des|du|of|van|von|y)[ -]", re.I)
_SPLIT = re.compile(r"\s*[;/,、，；]\s*")
_CORAL = re.compile(r"^Kr\.?(?=\s|[A-Z])\s*")  # Indonesian price lists: Karang
WIDE = {"ja", "zh", "zh-Hans", "zh-Hant", "ko"}


def clean(text: str) -> list[str]:
    """Give the names in a published cell: one each, NFC, without notes and marks.

    >>> clean("Boa (import)*; Python  royal")
    ['Boa', 'Python royal']
    """
    text = (
        unicodedata.normalize("NFC", text).replace("\u200b", "").replace("\ufeff", "")
    )
    names = []
    for part in _SPLIT.split(_BRACKETED.sub("", text)):
        bare = " ".join(part.strip(" *.:-–—\"“”«»'‘·•").split())
        if bare and not _JUNK.search(bare) and not _FRAGMENT.match(bare):
            names.append(_CORAL.sub("Karang ", bare))
    return names


def long_enough(text: str, language: str) -> bool:
    """Say whether a name has enough letters to be found in a text at all.

    Vowel signs count. Two kana are too few: トラ (tiger) begins トラック (truck).
    """
    signs = [sign for sign in text if unicodedata.category(sign)[0] in "LM"]
    kana = all(
        unicodedata.name(sign, "").startswith(("KATA", "HIRA")) for sign in signs
    )
    return len(signs) >= (2 if language in WIDE and not kana else 3)


def singular(text: str) -> str:
    """Give the singular of an English plural, "" when the text shows none.

    >>> singular("Blue macaws"), singular("Flying foxes"), singular("Cacti")
    ('Blue macaw', 'Flying fox', 'Cactus')
    """
    if text.endswith(("ss", "us", "is", "ceros", "species", "series")):
        return ""
    for ending, single in (
        ("Cacti", "Cactus"),
        ("cacti", "cactus"),
        ("monkeys", "monkey"),
        ("ies", "y"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("sses", "ss"),
        ("ceroses", "ceros"),
        ("goes", "go"),
        ("toes", "to"),
        ("wolves", "wolf"),
        ("s", ""),
    ):
        if text.endswith(ending):
            return text.removesuffix(ending) + single
    return ""
