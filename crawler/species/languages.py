"""Language and script tags of names: BCP 47 and ISO 15924, told by the letters."""

from __future__ import annotations

import unicodedata

BCP47 = {
    "afr": "af",
    "arb": "ar",
    "bul": "bg",
    "cat": "ca",
    "ces": "cs",
    "cmn": "zh",
    "dan": "da",
    "deu": "de",
    "ell": "el",
    "eng": "en",
    "fas": "fa",
    "fin": "fi",
    "fra": "fr",
    "heb": "he",
    "hin": "hi",
    "hrv": "hr",
    "hun": "hu",
    "ind": "id",
    "isl": "is",
    "ita": "it",
    "jpn": "ja",
    "kor": "ko",
    "lit": "lt",
    "mal": "ml",
    "nld": "nl",
    "nob": "nb",
    "pol": "pl",
    "por": "pt",
    "ron": "ro",
    "rus": "ru",
    "slk": "sk",
    "slv": "sl",
    "spa": "es",
    "srp": "sr",
    "swa": "sw",
    "swe": "sv",
    "tha": "th",
    "tur": "tr",
    "ukr": "uk",
    "vie": "vi",
    "zho": "zh",
    "zsm": "ms",
}

KNOWN = frozenset(BCP47.values()) | {"lv"}
"""The languages that the list keeps names in."""

SCRIPTS = {
    "ar": ("Arab",),
    "bg": ("Cyrl",),
    "el": ("Grek",),
    "fa": ("Arab",),
    "he": ("Hebr",),
    "hi": ("Deva",),
    "ja": ("Jpan",),
    "ko": ("Kore",),
    "ml": ("Mlym",),
    "ru": ("Cyrl",),
    "sr": ("Latn", "Cyrl"),
    "th": ("Thai",),
    "uk": ("Cyrl",),
    "zh": ("Hans", "Hant", "Hani"),
}
"""The scripts a language is written in; Latin where nothing is said."""

_BY_LETTER = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "DEVANAGARI": "Deva",
    "MALAYALAM": "Mlym",
    "THAI": "Thai",
    "HANGUL": "Kore",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "KATAKANA-HIRAGANA": "Jpan",
    "CJK": "Hani",
}


def script_of(text: str) -> str:
    """Give the script of *text*, "" for none or for a mixture.

    Chinese characters alone are Hans, Hant, or Hani where both write them so.
    """
    found = {
        _BY_LETTER.get(unicodedata.name(letter, "?").split()[0], "?")
        for letter in text
        if letter.isalpha()
    }
    if found == {"Jpan", "Hani"}:
        return "Jpan"
    if found == {"Hani"}:
        return _chinese_script(text)
    return found.pop() if len(found) == 1 else ""


def tag(language: str, text: str) -> tuple[str, str] | None:
    """Give language and script tags of a name; None if language or script do not fit.

    Chinese gets the tag of its script: zh-Hans, zh-Hant, or zh for both.
    """
    language = BCP47.get(language, language)
    base = language.split("-")[0]
    if base not in KNOWN:
        return None
    script = script_of(text)
    if base == "ja" and script in {"Hans", "Hant", "Hani"}:
        script = "Jpan"
    if script not in SCRIPTS.get(base, ("Latn",)):
        return None
    if base == "zh":
        return ("zh" if script == "Hani" else f"zh-{script}"), script
    return language, script


def _chinese_script(text: str) -> str:
    letters = "".join(letter for letter in text if letter.isalpha())
    simplified, traditional = _fits(letters, "gb2312"), _fits(letters, "big5")
    if simplified == traditional:
        return "Hani"
    return "Hans" if simplified else "Hant"


def _fits(text: str, encoding: str) -> bool:
    """Say whether an encoding has the characters: gb2312 the simplified, big5 the others."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
