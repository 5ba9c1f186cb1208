"""What a text denies: `not repro`, `kein Kunststoff`, `非合成`, `ではない`.

A word that would lower a name lowers nothing where the seller says that it is not so.
"""

from __future__ import annotations

import re

from crawler.matching.candidates import ContextWord, DecoyWord

_DENIABLE = {
    *("faux", "toy", "print", "fossil", "mammoth", "figure"),
    *("horn of stock", "other wood", "other coral"),
}
# Folded: without accents, in small letters.
_NOT = (
    "not|no|never|non|isn t|isnt|nicht|kein|keine|keinen|keiner|geen|niet|pas|sin"
    "|nao|sem|nie|bez|не|без|ні|bukan|tidak|tanpa|khong phai|khong|لیس|لیست|غیر|مش"
)
_ARTICLE = "an?|any|some|una?|une|um|uma|de|du|d|ein|eine|einen|es|é|e|jest|to|la|el|é"
_OR = "or|nor|oder|ou|o|ni|of|lub|или|або|veya|atau|hoac"
_BEFORE = re.compile(
    rf"(?<!\w)(?:{_NOT})(?: (?:{_ARTICLE}))*(?: \w+,? (?:{_OR}))? ?$"
    "|(?:非|不是|并非|绝非|没有|ไม่ใช่) ?$"
)
_AFTER = re.compile(
    r"^ ?(?:degil(?!\w)|(?:では|じゃ)(?:な[いく]|ありません)"
    r"|(?:이|가)? ?(?:아님|아닙니다|아닌|아니)|नहीं)"
)
_REACH = 40


def without_denied(words: list[ContextWord], text: str) -> list[ContextWord]:
    """Leave out the decoys of a folded text that the seller denies."""
    return [word for word in words if not _is_denied(word, text)]


def _is_denied(word: ContextWord, text: str) -> bool:
    if not isinstance(word, DecoyWord) or word.decoy.kind not in _DENIABLE:
        return False
    if word.start < 0:
        return False
    before = text[max(word.start - _REACH, 0) : word.start]
    return bool(
        _BEFORE.search(before) or _AFTER.search(text[word.end : word.end + _REACH])
    )
