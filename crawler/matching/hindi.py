"""How Hindi words are written: inflected, with either nasal, and in Latin letters.

Sellers write `तेंदुए की खाल` of a `तेंदुआ`, and `tendue ki khal` as often. All forms
are made when the list is compiled; one that is never met costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_NUKTA, _NASAL, _VIRAMA = "\u093c", "ं", "्"


def _table(pairs: str) -> dict[str, str]:
    words = pairs.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_CONSONANTS = _table(
    "क k ख kh ग g घ gh ङ n च ch छ chh ज j झ jh ञ n ट t ठ th ड d ढ dh ण n त t थ th द d"
    " ध dh न n प p फ ph ब b भ bh म m य y र r ल l ळ l व v श sh ष sh स s ह h"
)
_VOWELS = _table("अ a आ a इ i ई i उ u ऊ u ऋ ri ए e ऐ ai ओ o औ au ऑ o ऍ e")
_SIGNS = _table("ा a ि i ी i ु u ू u ृ ri े e ै ai ो o ौ au ॉ o ॅ e")
# The `a` that no letter stands for; some are not spoken.
_SILENT = "A"
_HOMORGANIC = re.compile("[नम]्(?=[तथदधटठडढपफबभचजगक])")
_BEFORE_LABIAL = re.compile("ं(?=[पफबभ])")
_BEFORE_DENTAL = re.compile("ं(?=[तथदध])")


def devanagari_forms(text: str) -> set[str]:
    """Give the inflected forms of a name or term, and those with the other nasal."""
    text = unicodedata.normalize("NFC", text)
    words = text.split()
    oblique = [_oblique(word) for word in words]
    found = {" ".join(oblique), " ".join([*oblique[:-1], _plural(words[-1])])}
    found.add(" ".join([*words[:-1], _nominative_plural(words[-1])]))
    found |= {_HOMORGANIC.sub(_NASAL, form) for form in [text, *found]}
    found |= {
        _BEFORE_LABIAL.sub("म्", _BEFORE_DENTAL.sub("न्", form))
        for form in [text, *found]
    }
    return found - {text}


def _oblique(word: str) -> str:
    if word.endswith("ा"):
        return word[:-1] + "े"
    return word[:-1] + "ए" if word.endswith("ुआ") else word


def _plural(word: str) -> str:
    if word.endswith("ा"):
        return word[:-1] + "ों"
    if word.endswith("ुआ"):
        return word[:-1] + "ओं"
    if word.endswith("ी"):
        return word[:-1] + "ियों"
    if word.endswith("ू"):
        return word[:-1] + "ुओं"
    return word + "ों" if word[-1:] in _CONSONANTS else word


def _nominative_plural(word: str) -> str:
    return word[:-1] + "ियां" if word.endswith("ी") else word


def romanised(text: str) -> str:
    """Write Devanagari in Latin letters as sellers do: `हाथी दांत`, `hathi dant`."""
    words = unicodedata.normalize("NFC", text).split()
    return " ".join(map(_roman_word, words))


def _roman_word(word: str) -> str:
    parts = list(_letters(word))
    if parts[-1:] == [_SILENT]:
        parts.pop()
    for place in range(len(parts) - 3, 1, -1):
        if parts[place] == _SILENT and _falls_silent(parts, place):
            del parts[place]
    written = "".join("a" if part == _SILENT else part for part in parts)
    return written.replace("chchh", "chh")


def _falls_silent(parts: list[str], place: int) -> bool:
    """Say whether nobody speaks this `a`: `lakadi` is spoken `lakdi`."""
    before, after = parts[place - 2], parts[place + 2]
    nasal = before == "n" and place > 2 and _is_vowel(parts[place - 3])
    return (
        (_is_vowel(before) or nasal)
        and not _is_vowel(parts[place + 1])
        and (_is_vowel(after))
    )


def _is_vowel(part: str) -> bool:
    return part == _SILENT or part[0] in "aeiou"


def _letters(word: str) -> Iterator[str]:
    place = 0
    while place < len(word):
        letter, after = word[place], word[place + 1 : place + 2]
        place += 1
        if letter not in _CONSONANTS:
            if letter in "ंँ":
                yield "m" if after and after in "पफबभ" else "n"
            elif letter in _SIGNS or letter in _VOWELS or letter.isalnum():
                yield _SIGNS.get(letter) or _VOWELS.get(letter) or letter
            continue
        latin = _CONSONANTS[letter]
        if after == _NUKTA:
            latin = {"j": "z", "ph": "f"}.get(latin, latin)
            place += 1
            after = word[place : place + 1]
        yield latin
        if after == _VIRAMA:
            place += 1
        elif not after or after not in _SIGNS:
            yield _SILENT


_SPELLINGS = (
    *(("a", "aa"), ("i", "ee"), ("u", "oo"), ("e", "ai"), ("ai", "e")),
    *(("v", "w"), ("w", "v"), ("z", "j"), ("ph", "f"), ("chh", "ch"), ("sh", "s")),
    *(
        ("chch", "cch"),
        ("chch", "ch"),
        ("aa", "a"),
        ("ee", "i"),
        ("oo", "u"),
        ("d", "r"),
    ),
)


def latin_forms(word: str) -> set[str]:
    """Give the other ways to write a Hindi word in Latin letters, and its oblique."""
    found = set()
    for one, other in _SPELLINGS:
        for at in re.finditer(one, word[1:]):
            start = at.start() + 1
            found.add(word[:start] + other + word[start + len(one) :])
    if word.endswith("a"):
        found |= {word[:-1] + "e", word[:-1] + "on", word + "h"}
    if word.endswith("i"):
        found |= {word + "yon", word + "yan", word[:-1] + "y"}
    return found
