"""Words whose letters are hidden: `1vory`, `iv*ry`, `саiman`, `ivoryyy`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import product

from crawler.matching.index import Index
from crawler.matching.letters import (
    CYRILLIC_DIGITS,
    DIGIT_LETTERS,
    LOOK_ALIKES,
    TO_CYRILLIC,
)
from crawler.matching.readings import DIGITS, HIDDEN, LOOK_ALIKE, REPEATED, Reading

Exact = Callable[[str, int, str], list[Reading]]
"""Gives the readings of a word as it is written, with a cost and how it was met."""

_LONGEST = 24
_MOST_FITTING = 3
_LEAST_SHOWN = 3
_LEAST_SHOWN_ELSEWHERE = 2
"""Letters that stay in scripts that write no short vowels: `ع*ج`."""
LONGEST_SHORT = 4
_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]")
_TWO_DIGITS = re.compile(r"\d\d")  # `l10n` is no lion, `j4k0` is a grey parrot
# The characters (folded) of names of animals and parts that an emoji shows.
_DRAWN = {
    **dict(
        zip("🐢🐍🐘🦏🐅🐯🐆🐻🦅🐒🐵🦈🐋🐳", "龟蛇象犀虎虎豹熊鹰猴猴鲨鲸鲸", strict=True)
    ),
    **dict(zip("🦷🦴🐊🦌🐺🦊🦦🐼🦎🐬🪶🥚", "牙骨鳄鹿狼狐獭猫蜥豚羽蛋", strict=True)),
}
# Digits that sound as a Hangul syllable: `호랑2`.
_SPOKEN = dict(zip("2459", "이사오구", strict=True))
_BESIDE_THEM = re.compile(
    f"[{''.join(_DRAWN)}](?:(?<=[\u3400-\u9fff].)|(?=[\u3400-\u9fff]))"
    f"|[{''.join(_SPOKEN)}](?:(?<=[가-힣].)|(?=[가-힣]))(?<!\\d.)(?!\\d)"
)
_RUN = re.compile(r"(\w)\1{2,}")


def digits(token: str, exact: Exact) -> list[Reading]:
    """Read `1vory` and `t00th`: at least as many letters as digits."""
    table = _digit_table(token)
    signs = [letter for letter in token if letter in table]
    letters = sum(letter.isalpha() for letter in token)
    if not signs or len(signs) > letters or letters + len(signs) < len(token):
        return []
    alone = letters < _LEAST_SHOWN  # `j4k0` is read as a name by itself only
    least = 2 if len(token) == 4 and not _TWO_DIGITS.search(token) else _LEAST_SHOWN
    if letters < least or len(token) > _LONGEST:
        return []
    # However many digits, it is one disguise: `r0s3w00d`.
    for spelling in _spellings(token, table):
        found = exact(spelling, 1, DIGITS)
        if alone:
            found = [reading for reading in found if reading.mask & 1]
        if found:
            return found
    return []


def digit_spellings(token: str) -> list[str]:
    """Give what a short word with digits for letters may spell: `r3d`, `l1`."""
    if (
        not 2 <= len(token) <= LONGEST_SHORT
        or token.isalpha()
        or not _LETTER.search(token)
    ):
        return []
    return list(filter(str.isalpha, _spellings(token, _digit_table(token))))


def _digit_table(token: str) -> dict[str, str]:
    """Give the letters that digits may stand for in the alphabet of a word."""
    return CYRILLIC_DIGITS if _CYRILLIC.search(token) else DIGIT_LETTERS


def _spellings(token: str, table: dict[str, str]) -> Iterator[str]:
    """Give a word with each of the letters that its digits may stand for."""
    return map("".join, product(*(table.get(sign, sign) for sign in token)))


def hidden(index: Index, token: str, exact: Exact) -> list[Reading]:
    """Read `iv*ry` and `t**th`, when only few words of the lexicon fit."""
    letters = sum(letter != "*" for letter in token)
    least = _LEAST_SHOWN if token.isascii() else _LEAST_SHOWN_ELSEWHERE
    if letters < least or len(token) > _LONGEST:
        return []
    fitting: list[str] = []
    for words in (index.words_by_shape, index.beginners_by_shape):
        fitting = fitting or fitting_words(words, token)
    if len(fitting) > _MOST_FITTING:
        return []
    return [reading for word in fitting for reading in exact(word, 1, HIDDEN)]


def fitting_words(words: dict[tuple[int, str], str], token: str) -> list[str]:
    """Give the words, by length and first letter, that a token with stars may hide."""
    letters = len(token)
    # Folding leaves no star in front.
    lines = words.get((letters, token[0]), "")
    shown = max(token.split("*"), key=len)
    offset = token.index(shown)
    found = []
    at = lines.find(shown)
    while at >= 0:
        start = at - offset
        if start % (letters + 1) == 1:  # a line, each of them with its end before it
            word = lines[start : start + letters]
            if all(
                sign in ("*", letter) for sign, letter in zip(token, word, strict=True)
            ):
                found.append(word)
        at = lines.find(shown, at + 1)
    return found


def look_alikes(token: str, exact: Exact) -> list[Reading]:
    """Read letters of another script as those that they look like.

    `саiman` with Cyrillic letters, `cлоновая` with a Latin one.
    """
    plain = token.translate(LOOK_ALIKES)
    found = exact(plain, 1, LOOK_ALIKE) if plain.isascii() else []
    if _CYRILLIC.search(token) and _LATIN.search(token):
        found += exact(token.translate(TO_CYRILLIC), 1, LOOK_ALIKE)
    return found


def bars(token: str, exact: Exact) -> list[Reading]:
    """Read `lvory` and `eiephant`: a small l for a capital i, or the other way."""
    for spelling in (token.replace("l", "i", 1), token.replace("i", "l", 1)):
        found = exact(spelling, 1, LOOK_ALIKE) if spelling != token else []
        found = [reading for reading in found if reading.mask & 1]
        if found:
            return found
    return []


def perhaps_barred(words: Collection[str], *known: Mapping[str, object]) -> list[str]:
    """Give the words that are one of the *known* with a bar for another letter."""
    spelt = [
        (word, word.replace(one, other, 1))
        for one, other in (("l", "i"), ("i", "l"))
        for word in words
        if one in word
    ]
    spellings = {spelling for _, spelling in spelt}
    listed = set().union(*[spellings & some.keys() for some in known])
    return [word for word, spelling in spelt if spelling in listed]


def repeated(token: str, exact: Exact) -> list[Reading]:
    """Read `ivoryyy` and `rhinooo`: one letter for many, or two."""
    if len(token) - len(set(token)) < 2 or not _RUN.search(token):
        return []
    return exact(_RUN.sub(r"\1", token), 0, REPEATED) or exact(
        _RUN.sub(r"\1\1", token), 0, REPEATED
    )


def hidden_at(pattern: str, before: str, after: str) -> int:
    """Give the place at which a star hides a character of a pattern; 0 for none.

    *before* and *after* are the letters around the star.
    """
    place = pattern.find(before[-1]) + 1
    while 0 < place < len(pattern) and len(pattern) > 2:
        shown = pattern[place + 1 :]
        if before.endswith(pattern[:place]) and shown and after.startswith(shown):
            return place
        place = pattern.find(before[-1], place) + 1
    return 0


def drawn_letters(text: str) -> tuple[str, list[int]] | None:
    """Write emoji beside Han characters as the characters that they stand for.

    So are digits beside Hangul, by their sound. Gives the text, as long as before, with
    the places of them; None without one.
    """
    places = [found.start() for found in _BESIDE_THEM.finditer(text)]
    if not places:
        return None
    letters = list(text)
    for place in places:
        letters[place] = _DRAWN.get(letters[place]) or _SPOKEN[letters[place]]
    return "".join(letters), places
