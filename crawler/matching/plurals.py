"""Plural and inflected forms of a folded word, by language.

Regular endings only, given generously: a form that does not exist is never met,
and a met form is looked up as the word that it comes from.
"""

from __future__ import annotations

from collections.abc import Callable

from crawler.matching.pet_names import pet_names

_VOWELS = "aeiou"
_LEAST_BARE = 6
_ENGLISH = {
    "tooth": "teeth",
    "foot": "feet",
    "goose": "geese",
    "mouse": "mice",
    "calf": "calves",
    "wolf": "wolves",
    "leaf": "leaves",
    "axis": "axes",
    "cactus": "cacti",
}


def forms(word: str, language: str) -> set[str]:
    """Give the other forms of *word* (folded, one word) in *language*."""
    rule = _RULES.get(language.split("-", maxsplit=1)[0])
    if rule is None or len(word) < 3 or not word.isalpha():
        return set()
    return (rule(word) | pet_names(word, language)) - {word}


def _english(word: str) -> set[str]:
    if word in _ENGLISH:
        return {_ENGLISH[word]}
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return {word + "es"}
    if word[-1] == "y" and word[-2] not in _VOWELS:
        return {word[:-1] + "ies", word + "s"}
    return {word + "s", word + "es"} if word[-1] == "o" else {word + "s"}


def _french(word: str) -> set[str]:
    if word.endswith(("s", "x", "z")):
        return set()
    if word.endswith("al"):
        return {word[:-2] + "aux", word + "s"}
    return {word + "x", word + "s"} if word.endswith("u") else {word + "s"}


def _spanish(word: str) -> set[str]:
    if word[-1] == "z":
        return {word[:-1] + "ces"}
    return {word + "s"} if word[-1] in _VOWELS else {word + "es"}


def _portuguese(word: str) -> set[str]:
    if word.endswith("ao"):
        return {word[:-2] + end for end in ("oes", "aes", "aos")}
    if word[-1] == "l":
        return {word[:-1] + "is"}
    if word[-1] == "m":
        return {word[:-1] + "ns"}
    return {word + "s"} if word[-1] in _VOWELS else {word + "es"}


def _italian(word: str) -> set[str]:
    if word.endswith(("co", "go", "ca", "ga")):
        end = "i" if word[-1] == "o" else "e"
        return {word[:-1] + "h" + end, word[:-1] + end}
    ends = {"o": "i", "a": "e", "e": "i"}
    return {word[:-1] + ends[word[-1]]} if word[-1] in ends else set()


def _german(word: str) -> set[str]:
    if word[-1] == "e":
        return {word + "n", word + "r", word + "s", word[:-1]}
    return {word + end for end in ("e", "en", "er", "s", "es", "n", "ern")}


def _dutch(word: str) -> set[str]:
    found = {word + "s", word + "en", word + "e", word + word[-1] + "en"}
    if len(word) > 3 and word[-2] == word[-3] and word[-2] in _VOWELS:
        found.add(word[:-2] + word[-1] + "en")
    return found


def _polish(word: str) -> set[str]:
    if word[-1] == "a":
        bare = {word[:-1]} if len(word) > _LEAST_BARE else set()
        return bare | {word[:-1] + end for end in ("y", "i", "e", "o", "ami")}
    if word[-1] in "yi":
        return {word[:-1] + end for end in ("a", "e", "ego", "ej", "ych", "ich")}
    if word[-1] in "oe":
        return {word[:-1] + end for end in ("a", "u", "em", "i")}
    return {word + end for end in ("a", "u", "y", "i", "em", "ow", "e", "ie")}


def _russian(word: str) -> set[str]:
    for ending, others in _RUSSIAN:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            found = {stem + other for other in others}
            return found if len(stem) >= _LEAST_BARE else found - {stem}
    return {word + end for end in ("а", "у", "ом", "е", "ы", "и", "ов", "ами", "ах")}


# Folded: й is и, ё is е.
_RUSSIAN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ыи", ("ого", "ая", "ое", "ые", "ых", "ому", "ым", "ои", "ую")),
    (
        "ии",
        (
            "его",
            "ого",
            "ая",
            "яя",
            "ое",
            "ие",
            "их",
            "ои",
            "ую",
            "им",
            "ья",
            "ье",
            "ьи",
        ),
    ),
    ("ая", ("ои", "ую", "ые", "ых", "ыи", "ие", "их")),
    ("а", ("ы", "и", "у", "е", "ои", "", "ами", "ах")),
    ("я", ("и", "ю", "е", "еи", "ь", "ями")),
    ("ь", ("я", "и", "ю", "еи", "ем", "е", "ью", "ями")),
    ("о", ("а", "у", "ом", "е", "")),
    ("и", ("я", "ю", "ем", "ев")),
)


def _turkish(word: str) -> set[str]:
    return {word + end for end in ("lar", "ler", "i", "u", "si", "su", "lari", "leri")}


def _arabic(word: str) -> set[str]:
    return {"ال" + word, word + "ات", "وال" + word, "لل" + word}


def _latin(word: str) -> set[str]:
    """Hobbyists write `Acroporas`; a Latin word that ends in s is left alone."""
    return set() if word[-1] in "sxie" else {word + "s"}


_RULES: dict[str, Callable[[str], set[str]]] = {
    "en": _english,
    "fr": _french,
    "es": _spanish,
    "pt": _portuguese,
    "it": _italian,
    "de": _german,
    "nl": _dutch,
    "pl": _polish,
    "ru": _russian,
    "uk": _russian,
    "tr": _turkish,
    "ar": _arabic,
    "la": _latin,
}
