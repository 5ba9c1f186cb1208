"""Words made small by their ending: `peyotito`, `węgorzyk`, `фенёчек`, `sterletje`.

Sellers call young and small specimens so. The ending is taken off and the word that is
left is looked up, so that no list of such words is kept; it is read so only in the
languages that have the ending.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

_LEAST_STEM = 3
_LEAST_STEM_OF_DOUBTFUL = 5
_VOWELS = "aeiou"
_FLEETING = "ое"


class _Ending(NamedTuple):
    """An ending, what stood in its place, and the letters that change before it."""

    text: str
    instead: tuple[str, ...]
    languages: str
    changes: dict[str, str]
    least: int = _LEAST_STEM


def _endings() -> Iterator[_Ending]:
    for languages, changes, rows in _ROWS:
        for texts, instead in rows:
            for text in texts.split():
                least = _LEAST_STEM_OF_DOUBTFUL if text[:2] in _DOUBTFUL else 0
                bare = tuple("" if part == "-" else part for part in instead.split())
                yield _Ending(text, bare, languages, changes, least or _LEAST_STEM)


# Endings that many a word has by nature: `martillo`, `violino`.
_DOUBTFUL = {"il", "el", "in", "et"}
# Folded: й is и, ё is е, ä is a. `-` stands for no ending.
_ROWS: tuple[tuple[str, dict[str, str], tuple[tuple[str, str], ...]], ...] = (
    (
        "es",
        {"qu": "c", "gu": "g", "c": "z"},
        (
            ("cito cita citos citas ecito ecita", "- e"),
            ("ito itos illo illos", "o a e -"),
            ("ita itas illa illas", "a e -"),
        ),
    ),
    (
        "pt",
        {"qu": "c", "gu": "g"},
        (
            ("zinho zinha zinhos zinhas", "-"),
            ("inho inhos", "o e -"),
            ("inha inhas", "a e -"),
        ),
    ),
    (
        "it",
        {"ch": "c", "gh": "g"},
        (("ino ini etto etti ello elli ina ine etta ette ella elle", "o a e"),),
    ),
    ("de", {}, (("chen lein chens leins", "- e en"),)),
    ("nl", {}, (("tje tjes je jes pje pjes etje etjes", "-"),)),
    (
        "pl",
        {"z": "g", "sz": "ch", "cz": "k"},
        (
            ("ik yk ika yka iki yki ikow ykow iczek yczek", "-"),
            ("ek ka ki kow kami ke eczka eczki", "- a"),
            ("atko atka atek eczko", "- a e"),
        ),
    ),
    (
        "ru uk",
        {"ш": "х", "ж": "г", "ч": "к", "ль": "л"},
        (
            ("чик чика чики чиков чиків ик ика ики иков иків", "- ь"),
            ("ка ки ку кой кои ок", "а я ь -"),
            ("очка очки очку очек ечка ечки ечку ечек", "ка ка а я ь ок ек"),
            ("очек ечек", "ок ек"),
            ("енок енка енки онок онка ята ят атко ятко ятка", "- а я ь"),
        ),
    ),
)
_BY_LAST_LETTERS: defaultdict[str, list[_Ending]] = defaultdict(list)
for _one in _endings():
    _BY_LAST_LETTERS[_one.text[-2:]].append(_one)
LAST_LETTERS = frozenset(_BY_LAST_LETTERS)
"""The last two letters of every diminutive."""


def grown(word: str) -> Iterator[tuple[str, str]]:
    """Give the words that a folded word may be the diminutive of, with the languages."""
    for ending in _BY_LAST_LETTERS.get(word[-2:], ()):
        if word.endswith(ending.text):
            stem = word.removesuffix(ending.text)
            if len(stem) < ending.least:
                continue
            for form in _stems(stem, ending.changes):
                for last in ending.instead:
                    yield form + last, ending.languages


def _stems(stem: str, changes: dict[str, str]) -> Iterator[str]:
    """Give a stem, and what it was before the ending changed its last letters."""
    yield stem
    for written, before in changes.items():
        if stem.endswith(written):
            yield stem.removesuffix(written) + before
    if stem[-2] in _FLEETING:
        yield stem[:-2] + stem[-1]  # `икорка` of `икра`
