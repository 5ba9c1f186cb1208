"""How far a name speaks for wildlife before anything around it is looked at.

All weights of the matcher are points on one scale: `LIKELY` and above is a
likely offer, `POSSIBLE` and above a possible one. `Panthera tigris` stands for
itself; `tiger` alone says nothing, it needs a skull, a skin or a breeder.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from crawler.matching.lexicon import EVERYDAY_LANGUAGES

LIKELY = 65
POSSIBLE = 45

EVERYDAY_POINTS = {"weak": 22, "medium": 50, "strong": 60}
IMPLIED_POINTS = {"weak": 20, "medium": 36, "strong": 62}
CLEAR_TERM = 60
"""Points of a term that names its taxon without help: `elephant ivory`."""
CODE_WORD_POINTS = {"weak": 10, "medium": 25, "strong": 40}

_BINOMIAL = 80
HIGHER_POINTS = 58
_PARTLY_LISTED = 34
_PHRASE = 60
_ORDINARY_PHRASE = 47
_FREQUENT_PHRASE = 31
_WORD = 46
_DOUBTFUL_WORD = 42
_LEAST_CLEAR = 6
"""Letters of a name of one word that is met as nothing else."""
_ORDINARY_WORD = 20
_LEAST_TELLING, _MOST_BY_CHANCE = 4, 2
_OF_SYLLABLES = {"vi"}


def name_points(
    words: list[str],
    *,
    scientific: bool,
    rank: str,
    listed: bool,
    language: str,
    ordinary: Mapping[str, str],
    frequent: Container[str],
) -> int:
    """Give the points of a name in an alphabetic script.

    *listed* says that the taxon bears or shares a listing, not only some taxa
    below it. *ordinary* holds the words that everyday texts use, *frequent* the
    commonest of them.
    """
    plain = all(word in ordinary or len(word) < _LEAST_TELLING for word in words)
    if len(words) > 1:
        if scientific:
            return _BINOMIAL
        if _meet_by_chance(words, language, ordinary, frequent):
            return _FREQUENT_PHRASE
        return _ORDINARY_PHRASE if plain else _PHRASE
    if scientific and not plain and rank != "species":
        return HIGHER_POINTS if listed else _PARTLY_LISTED
    if plain:
        return _ORDINARY_WORD
    known = language.split("-", maxsplit=1)[0] in EVERYDAY_LANGUAGES
    clear = known and len(words[0]) >= _LEAST_CLEAR
    return _WORD if clear else _DOUBTFUL_WORD


def _meet_by_chance(
    words: list[str],
    language: str,
    ordinary: Mapping[str, str],
    frequent: Container[str],
) -> bool:
    """Say whether the words of a name may meet by chance: `golf ball`, a cactus.

    Two frequent words of one language do, three hardly. Vietnamese parts its
    syllables, each of which tells as much as a word.
    """
    telling = [word for word in words if len(word) >= _LEAST_TELLING]
    if len(words if language in _OF_SYLLABLES else telling) > _MOST_BY_CHANCE:
        return False
    homes = [set(ordinary[word].split()) for word in telling if word in frequent]
    return len(homes) == len(telling) and (not homes or bool(set.intersection(*homes)))


def pattern_points(pattern: str) -> int:
    """Give the points of a name in a script without blanks, by its length.

    Two Han characters are an everyday word, four are hardly met by chance.
    """
    length = len(pattern)
    if "一" <= pattern[0] <= "鿿":
        steps = (3, 4)
    elif "가" <= pattern[0] <= "힣":
        steps = (3, 5)
    else:
        steps = (5, 8)
    if length < steps[0]:
        return _ORDINARY_WORD
    return _PHRASE if length >= steps[1] else _WORD


_WORDS_TOLD = {
    "specimen": "term that implies the taxon",
    "code_word": "code word",
}
_TOLD = {
    _BINOMIAL: "a scientific name of several words",
    HIGHER_POINTS: "a genus or higher taxon that is listed",
    _PARTLY_LISTED: "a genus or higher taxon of which only some species are listed",
    _PHRASE: "a name of several words, or a long one",
    _ORDINARY_PHRASE: "a name of several words, all of them everyday words",
    _FREQUENT_PHRASE: "a name of a few words, all of them frequent words",
    _WORD: "a name of one word that is no everyday word",
    _DOUBTFUL_WORD: "a name of one word",
    _ORDINARY_WORD: "a name of one everyday word",
}


def points_told(kind: str, name: str, points: int, everyday: bool) -> str:
    """Say why a name has its points before anything around it is looked at."""
    if everyday or kind in {"specimen", "code_word"}:
        what = "name of everyday speech" if everyday else _WORDS_TOLD[kind]
        scale = EVERYDAY_POINTS if everyday else IMPLIED_POINTS
        scale = CODE_WORD_POINTS if kind == "code_word" else scale
        strength = next((key for key, value in scale.items() if value == points), "")
        return f"a {strength} {what}".replace("  ", " ")
    if kind in {"accepted", "synonym"} and points not in (_BINOMIAL, HIGHER_POINTS):
        known = points in _TOLD and " " not in name
        return _TOLD[points] if known else "part of a scientific name"
    return _TOLD.get(points, "a second reading of the same words")
