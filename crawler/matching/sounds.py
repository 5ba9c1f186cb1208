"""Scientific genera written as they sound: `астрофитум`, `lofofora`, `cipripedio`.

Sellers spell genera by ear, in Cyrillic or with the letters and endings of their own
language. A word and a genus are the same when they sound alike: both are brought to the
same few letters, without the ending.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

_LEAST, _LEAST_STEM = 7, 6
"""Letters of a word that is read so, and of its sound without the ending."""
_LAST = frozenset("aeiosmnаеиіосмыуюя")
"""The last letters of such words."""
_SLAVIC_CASE = re.compile(
    "(?<=[уи]с|ум|ос)(?:ы|и|і|а|у|е|ов|ів|ом|ами|ам|ах)$", re.MULTILINE
)
_MOST_GENERA = 2
_CYRILLIC = str.maketrans(
    "абвгґдежзиіклмнопрстуфхцчшщыэєюя",
    "abvggdeisiiklmnoprstufkssssieeua",
    "ьъ’",
)
_PAIRS = (
    *(("ph", "f"), ("th", "t"), ("rh", "r"), ("ch", "k"), ("qu", "k"), ("kh", "k")),
    *(("ae", "e"), ("oe", "e"), ("ck", "k"), ("x", "ks"), ("y", "i"), ("w", "v")),
)
_SOFT_C = re.compile("c(?=[eiy])")
_LETTERS = str.maketrans({"c": "k", "q": "k", "z": "s", "j": "i", "h": ""})
_REPEATED = re.compile(r"(.)\1+")
_ENDING = re.compile("[aeiou]+(?:ami|av|ov|[smn])?$", re.MULTILINE)
_FIRST_CYRILLIC, _LAST_CYRILLIC = "\u0400", "\u04ff"
_END = "\n"


def sound_of(word: str) -> str:
    """Give the letters that a folded word sounds like, in either alphabet.

    Several words of one alphabet stand in lines of their own.
    """
    if _is_cyrillic(word):
        word = _SLAVIC_CASE.sub("", word)
        return _REPEATED.sub(r"\1", word.translate(_CYRILLIC))
    for written, spoken in _PAIRS:
        if written in word:
            word = word.replace(written, spoken)
    word = _SOFT_C.sub("s", word).translate(_LETTERS)
    return _REPEATED.sub(r"\1", word)


def stem_of(sound: str) -> str:
    """Take the ending off: that of Latin, of a Romance language or of a Slavic case."""
    return _ENDING.sub("", sound)


class Sounds:
    """The genera of a list by their sound."""

    def __init__(self, genera: Iterable[str]) -> None:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for genus in genera:
            if len(genus) >= _LEAST and genus.isascii():
                stem = stem_of(sound_of(genus))
                if len(stem) >= _LEAST_STEM:
                    found[stem].append(genus)
        self._by_stem = dict(found)

    def among(self, words: Iterable[str]) -> set[str]:
        """Give the words that may sound like a genus; no other does."""
        spoken = [
            (word, sound)
            for word in words
            if _may_be_heard(word)
            for sound in _spellings(word)
        ]
        found: set[str] = set()
        for cyrillic in (False, True):
            some = [pair for pair in spoken if _is_cyrillic(pair[1]) is cyrillic]
            if some:
                stems = stem_of(sound_of(_END.join([one for _, one in some])))
                found.update(
                    word
                    for (word, _), stem in zip(some, stems.split(_END), strict=True)
                    if stem in self._by_stem
                )
        return found

    def genera(self, word: str) -> list[str]:
        """Give the genera that a folded word sounds like; none for most words."""
        if not _may_be_heard(word):
            return []
        for sound in _spoken(word):
            genera = self._by_stem.get(stem_of(sound), [])
            same = [genus for genus in genera if sound_of(genus) == sound]
            found = same or [genus for genus in genera if _is_adapted(word, genus)]
            if 0 < len(found) <= _MOST_GENERA:
                return found
        return []


def sounds_like(word: str, epithet: str) -> bool:
    """Say whether a word is an epithet as it sounds: `металлика`, `hamori`."""
    stem = stem_of(sound_of(epithet))
    return len(stem) > 2 and any(stem_of(sound) == stem for sound in _spoken(word))


def _may_be_heard(word: str) -> bool:
    return len(word) >= _LEAST and word[-1] in _LAST and word.isalpha()


def _is_cyrillic(word: str) -> bool:
    return _FIRST_CYRILLIC <= word[0] <= _LAST_CYRILLIC


def _spoken(word: str) -> Iterator[str]:
    """Give the sounds of a word."""
    return map(sound_of, _spellings(word)) if word else iter(())


def _spellings(word: str) -> list[str]:
    """Give a word as it is heard: a Cyrillic х or г may be a Latin h."""
    found = [word]
    if "х" in word:
        found.append(word.replace("х", ""))
    if word[0] == "г" and len(word) > 1:
        found.append(word[1:])
    return found


def _is_adapted(word: str, genus: str) -> bool:
    """Say whether the ending of a genus may have become that of a word.

    Cyrillic words have cases; `-us` and `-um` become `-o` in Romance languages, `-a` not.
    """
    if word >= _FIRST_CYRILLIC:
        return True
    return word[-1] in "oei" and not genus.endswith("a")
