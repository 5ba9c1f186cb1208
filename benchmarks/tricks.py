"""Ways in which sellers hide a name, each as a function from words to hidden words.

None where the words have nothing to hide in that way.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Trick = Callable[[str, random.Random], str | None]

_DIGITS = str.maketrans("oieast", "013457")
_CYRILLIC = dict(zip("aeocpxyi", "аеосрхуі", strict=True))
UNCHANGED = "as it stands"
_LEAST = 4
"""Letters of a word that is worth hiding."""
_TO_FULL_WIDTH = 0xFEE0


def _longest(words: str, hide: Callable[[str], str]) -> str | None:
    """Hide the longest word of a name."""
    parts = words.split(" ")
    place = max(range(len(parts)), key=lambda one: len(parts[one]))
    if len(parts[place]) < _LEAST:
        return None
    parts[place] = hide(parts[place])
    return " ".join(parts)


def _with_inner(word: str, chosen: random.Random, change: Callable[[str], str]) -> str:
    """Change one letter that is neither first nor last; a vowel if there is one."""
    inner = range(1, len(word) - 1)
    vowels = [place for place in inner if word[place].lower() in "aeiou"]
    place = chosen.choice(vowels or list(inner))
    return word[:place] + change(word[place]) + word[place + 1 :]


def _digit(words: str, chosen: random.Random) -> str | None:
    return _longest(
        words,
        lambda word: _with_inner(word, chosen, lambda one: one.translate(_DIGITS)),
    )


def _digits(words: str, _: random.Random) -> str | None:
    return words.lower().translate(str.maketrans("oie", "013"))


def _star(words: str, chosen: random.Random) -> str | None:
    return _longest(words, lambda word: _with_inner(word, chosen, lambda _: "*"))


def _stars(words: str, chosen: random.Random) -> str | None:
    parts = words.split(" ")
    return " ".join(
        _with_inner(word, chosen, lambda _: "*") if len(word) >= _LEAST else word
        for word in parts
    )


def _look_alike(words: str, chosen: random.Random) -> str | None:
    return _longest(
        words,
        lambda word: _with_inner(word, chosen, lambda one: _CYRILLIC.get(one, one)),
    )


def _full_width(words: str, _: random.Random) -> str | None:
    return _longest(
        words,
        lambda word: "".join(
            chr(ord(sign) + _TO_FULL_WIDTH) if "!" <= sign <= "~" else sign
            for sign in word
        ),
    )


def _doubled(words: str, chosen: random.Random) -> str | None:
    return _longest(words, lambda word: _with_inner(word, chosen, lambda one: one * 3))


def _swapped(words: str, chosen: random.Random) -> str | None:
    def swap(word: str) -> str:
        place = chosen.randrange(1, len(word) - 2)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]

    return _longest(words, swap)


def _dropped(words: str, chosen: random.Random) -> str | None:
    return _longest(words, lambda word: _with_inner(word, chosen, lambda _: ""))


TRICKS: dict[str, Trick] = {
    UNCHANGED: lambda words, _: words,
    "capitals": lambda words, _: words.upper(),
    "a digit for a letter": _digit,
    "digits in every word": _digits,
    "a star in the longest word": _star,
    "a star in every word": _stars,
    "a Cyrillic letter": _look_alike,
    "full width": _full_width,
    "a letter three times": _doubled,
    "dots between letters": lambda words, _: _longest(words, ".".join),
    "blanks between letters": lambda words, _: _longest(words, " ".join),
    "a character of no width": lambda words, _: _longest(
        words, lambda word: f"{word[:2]}\u200b{word[2:]}"
    ),
    "a blank inside": lambda words, _: _longest(
        words, lambda word: f"{word[: len(word) // 2]} {word[len(word) // 2 :]}"
    ),
    "words joined": lambda words, _: words.replace(" ", ""),
    "a hashtag": lambda words, _: "#" + words.replace(" ", "").lower(),
    "underscores": lambda words, _: words.replace(" ", "_"),
    "two letters swapped": _swapped,
    "a letter left out": _dropped,
}
"""What is done to the words of a name, by what it is called in the tables."""
