"""Vietnamese as the young spell it in messages, with letters that it does not have.

`gjác` and `jác` for `giác`, `zượn` for `vượn`, `fương` for `phương`.
"""

from __future__ import annotations

import unicodedata

_BY_EAR = {
    "gi": ("j", "gj", "z", "zi"),
    "ph": ("f",),
    "qu": ("w", "qw"),
    "d": ("z",),
    "v": ("z",),
}
"""How a word may begin, and what is written for it."""


def forms_by_ear(word: str) -> set[str]:
    """Give the other spellings of a word, folded or not."""
    for sound, spellings in _BY_EAR.items():
        if word.startswith(sound):
            return {spelling + word[len(sound) :] for spelling in spellings}
    return set()


def is_by_ear(written: str, name: str) -> bool:
    """Say whether a text is a name, some of its words spelt by ear, accents and all."""
    seen, meant = _words(written), _words(name)
    return len(seen) == len(meant) and all(
        one == other or one in forms_by_ear(other)
        for one, other in zip(seen, meant, strict=True)
    )


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).casefold().split()
