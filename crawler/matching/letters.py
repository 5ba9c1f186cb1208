"""How one letter is folded: case, width, accents, scripts with two spellings."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

APOSTROPHES = "'’‘ʼ`´ʻ＇′"

STARS = "*＊∗⁎"

# Marks that sellers leave out or add freely. The vowel signs of Indic scripts and
# Thai are letters of their own there and stay.
_LOOSE_MARKS = (
    (0x0300, 0x036F),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x093C, 0x093C),  # the nukta: `ज़िंदा` is `जिंदा` to many
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
)

# `दाँत` and `दांत` are one word.
_NASALS = {"\u0901": "\u0902"}

# Letters that Unicode does not decompose, and Arabic letters that Persian and
# Arabic keyboards type differently.
_SPECIAL = {
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "ı": "i",
    "ħ": "h",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ŧ": "t",
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "ة": "ه",
    "ـ": "",
    "™": " ",
    "℠": " ",
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    **{
        chr(first + place): chr(ord("a") + place)
        for first in (0x1F150, 0x1F170)
        for place in range(26)
    },
}

# Letters of other scripts that look like a Latin one, after folding.
LOOK_ALIKES = {
    ord(letter): latin
    for latin, letters in {
        "a": "аαɑ",
        "b": "вβ",
        "c": "сϲ",
        "d": "ԁɗ",
        "e": "еεҽ",
        "g": "ɡԍ",
        "h": "һнη",
        "i": "іι",
        "j": "ј",
        "k": "кκ",
        "l": "ӏ",
        "m": "м",
        "n": "ո",
        "o": "оοօ",
        "p": "рρ",
        "q": "ԛ",
        "r": "гʀ",
        "s": "ѕ",
        "t": "тτ",
        "u": "υս",
        "v": "ν",
        "w": "ԝω",
        "x": "хχ",
        "y": "уγ",
    }.items()
    for letter in letters
}

# The way back, for `cлоновая` with a Latin c; й is folded to и, ё to е.
TO_CYRILLIC = str.maketrans("aceopxykmtbhiur", "асеорхукмтвніиг")

# Digits and signs that stand for a letter in `1vory`, `t1ger`, `p@ngolin`.
DIGIT_LETTERS = {
    "0": "o",
    "1": "il",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "9": "g",
}
CYRILLIC_DIGITS = {"0": "о", "1": "і", "3": "зе", "4": "ч", "6": "б", "8": "в"}
SIGN_LETTERS = {"@": "a", "$": "s", "!": "i", "|": "l", "€": "e"}


def fold_letter(letter: str) -> str:
    """Give the folded form of one character: mostly one, sometimes none or more."""
    category = unicodedata.category(letter)
    if category[0] == "C":
        return "" if category == "Cf" else " "
    if _is_loose_mark(letter):
        return ""
    if category[0] == "M":
        return _NASALS.get(letter, letter)
    if letter in APOSTROPHES:
        return "'"
    if letter in STARS:
        return "*"
    return _fold_visible(letter, category)


def _fold_visible(letter: str, category: str) -> str:
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    if category == "So" and not unicodedata.normalize("NFKC", letter).isalnum():
        return letter  # an emoji is a word of its own
    if category[0] in "PZS" and category != "So":
        return " "
    if "぀" <= letter <= "ヿ" or "ｦ" <= letter <= "ﾟ":
        return _hiragana(unicodedata.normalize("NFKC", letter))
    if category != "So" and _is_alphabetic(letter):
        return _plain(letter)
    return _composed(letter)


def _composed(letter: str) -> str:
    composed = unicodedata.normalize("NFKC", letter)
    if composed != letter:  # another way to write letters that fold themselves
        return "".join(map(fold_letter, composed)) or " "
    return _han().get(letter, letter)


def _plain(letter: str) -> str:
    """Lower a letter of an alphabet and take its accents off."""
    folded = unicodedata.normalize(
        "NFKD", unicodedata.normalize("NFKD", letter).casefold()
    )
    kept = [_SPECIAL.get(part, part) for part in folded if not _is_loose_mark(part)]
    text = "".join(kept)
    return (
        "".join(
            part if part.isalnum() and part not in APOSTROPHES else " " for part in text
        )
        or " "
    )


def _hiragana(text: str) -> str:
    return "".join(
        chr(ord(part) - 0x60) if "ァ" <= part <= "ヶ" else part for part in text
    ).replace("・", " ")


def _is_loose_mark(letter: str) -> bool:
    code = ord(letter)
    return any(first <= code <= last for first, last in _LOOSE_MARKS)


def _is_alphabetic(letter: str) -> bool:
    """Say whether accents may be taken off: not in Hangul, Han, Indic or Thai."""
    code = ord(letter)
    return (
        code < 0x0900
        or 0x10A0 <= code < 0x1100
        or 0x1E00 <= code < 0x2E80
        or (0xA640 <= code < 0xA980 or 0xFB00 <= code < 0x20000)
    )


@cache
def _han() -> dict[str, str]:
    """Read the traditional and Japanese forms of Han characters.

    Each is folded to its simplified form, so that one name serves them all.
    """
    table = files("crawler.matching").joinpath("han_simplified.txt")
    lines = table.read_text(encoding="utf-8").split()
    simpler = {line[0]: line[1] for line in lines}
    for letter, one in list(simpler.items()):  # one that is itself simplified further
        last = one
        while last in simpler:
            last = simpler[last]
        simpler[letter] = last
    return simpler
