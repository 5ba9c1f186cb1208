"""Taking sellers' names, e-mail addresses and telephone numbers out of a page."""

from __future__ import annotations

import html
import json
import re

SELLER = b"Seller"
EMAIL = b"someone@example.org"
PHONE = b"+000 000 000"
SHORTEST_NAME = 3

_EMAIL = re.compile(
    rb"[A-Za-z0-9._%+-]+(?:@|%40|&#64;|&#x40;)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
)
_PHONE = re.compile(
    rb"(?<=tel:)[+\d][\d() ./-]{4,}\d"
    rb"|(?<=wa\.me/)\+?\d{6,}"
    rb'|(?<="telephone":")[^"]+'
    rb'|(?<="telephone": ")[^"]+'
    # +254 712 345 678, and 0049 (30) 1234567, which needs a gap: ids begin so too.
    rb"|(?<![\w.+/-])\+\d{1,3}[ ./-]?\(?\d{1,4}\)?(?:[ ./-]?\d{2,4}){2,4}(?![\w/-])"
    rb"|(?<![\w.+/-])00\d{1,3}[ ./-]\(?\d{1,4}\)?(?:[ ./-]?\d{2,4}){2,4}(?![\w/-])"
    rb"|(?<![\w.+/-])0\d{1,4}(?: ?[/-] ?| )\d{2,4}(?:[ -]?\d{2,4}){1,3}(?![\w/-])"
)


def remove_private(body: bytes, seller_names: set[str]) -> tuple[bytes, int]:
    """Give *body* without personal details, and how many were taken out.

    Names are taken out wherever they stand, also as entities and as JSON escapes.
    """
    removed = 0
    for name in sorted(seller_names, key=len, reverse=True):
        for spelling in _spellings(name):
            removed += body.count(spelling)
            body = body.replace(spelling, SELLER)
    body, emails = _EMAIL.subn(EMAIL, body)
    body, phones = _PHONE.subn(PHONE, body)
    return body, removed + emails + phones


def _spellings(name: str) -> list[bytes]:
    if len(name) < SHORTEST_NAME:
        return []
    spellings = {
        name,
        html.escape(name),
        json.dumps(name)[1:-1],
        json.dumps(name, ensure_ascii=False)[1:-1],
    }
    return sorted((one.encode("utf-8", "replace") for one in spellings), key=len)[::-1]
