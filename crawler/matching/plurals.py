"""Plural and inflected forms of a folded word, by language.

Regular endings only, given generously: a form that does not exist is never met,
and a met form is looked up as the word that it comes from.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from crawler.matching.arabic import arabic_forms
from crawler.matching.by_ear import english_by_ear
from crawler.matching.hindi import latin_forms
from crawler.matching.pet_names import pet_names
from crawler.matching.slavic_forms import slavic_forms
from crawler.matching.vietnamese import forms_by_ear

_VOWELS = "aeiou"
_DUTCH_SOFTER = {"f": "v", "s": "z"}
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
    "hoof": "hooves",
    "fish": "fishes",
}


def forms(word: str, language: str) -> set[str]:
    """Give the other forms of *word* (folded, one word) in *language*."""
    rule = _RULES.get(language.split("-", maxsplit=1)[0])
    if rule is None or len(word) < 3 or not word.isalpha():
        return set()
    return (rule(word) | pet_names(word, language)) - {word}


def _english(word: str) -> set[str]:
    return english_by_ear(word) | _english_plurals(word)


def _english_plurals(word: str) -> set[str]:
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
        return {word[:-1] + "is", word[:-1] + "s"}
    if word[-1] == "n":
        return {word + "s", word + "es"}
    if word[-1] == "m":
        return {word[:-1] + "ns"}
    return {word + "s"} if word[-1] in _VOWELS else {word + "es"}


def _italian(word: str) -> set[str]:
    if word.endswith(("co", "go", "ca", "ga")):
        end = "i" if word[-1] == "o" else "e"
        return {word[:-1] + "h" + end, word[:-1] + end}
    if word.endswith("io"):
        return {word[:-1]}
    if word.endswith(("cia", "gia")):
        return {word[:-2] + "e", word[:-1] + "e"}
    ends = {"o": "i", "a": "e", "e": "i"}
    return {word[:-1] + ends[word[-1]]} if word[-1] in ends else set()


def _german(word: str) -> set[str]:
    if word[-1] == "e":
        return {word + "n", word + "r", word + "s", word[:-1]}
    latin = {word[:-2] + "en"} if word.endswith(("us", "um")) else set()
    return latin | {word + end for end in ("e", "en", "er", "s", "es", "n", "ern")}


def _dutch(word: str) -> set[str]:
    found = {word + "s", word + "en", word + "e", word + word[-1] + "en"}
    if len(word) > 3 and word[-2] == word[-3] and word[-2] in _VOWELS:
        found.add(word[:-2] + word[-1] + "en")
    if word[-1] in _DUTCH_SOFTER:
        soft = word[:-1] + _DUTCH_SOFTER[word[-1]]
        found |= {soft + "en", soft + "e", word[:-2] + soft[-1] + "en"}
    return found


def _turkish(word: str) -> set[str]:
    """Plurals, and what a possessive or a bare noun takes behind it: `fildişinden`."""
    if word[-1] in "iu" and len(word) >= _LEAST_POSSESSIVE:
        stem = (
            word[:-2] if word[-2] == "s" and word[-3] in _TURKISH_VOWELS else word[:-1]
        )
        found = {word + end for end in _TURKISH_BEHIND_POSSESSIVE}
        return found | {stem + end for end in ("lari", "leri")}
    found = {word + end for end in _TURKISH_ENDINGS}
    if word[-1] in _TURKISH_SOFTER:
        soft = word[:-1] + _TURKISH_SOFTER[word[-1]]
        found |= {soft + "i", soft + "u", soft + "inin", soft + "unun"}
    return found


_TURKISH_VOWELS = "aeiou"
_LEAST_POSSESSIVE = 4
_TURKISH_SOFTER = {"k": "g", "t": "d", "c": "c", "p": "b"}
# Folded: ı is i, ş is s, ğ is g, ü is u.
_TURKISH_BEHIND_POSSESSIVE = (
    *("lar", "ler", "si", "su", "lari", "leri"),
    *("ndan", "nden", "ni", "nu", "ne", "na", "nin", "nun", "yla", "yle", "li", "lu"),
)
_TURKISH_ENDINGS = (
    *("lar", "ler", "i", "u", "si", "su", "lari", "leri", "dan", "den", "tan", "ten"),
    *("larin", "lerin", "larindan", "lerinden"),
)


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
    "pl": partial(slavic_forms, language="pl"),
    "ru": partial(slavic_forms, language="ru"),
    "uk": partial(slavic_forms, language="uk"),
    "tr": _turkish,
    "ar": arabic_forms,
    "hi": latin_forms,
    "la": _latin,
    "vi": forms_by_ear,
}
