"""Contacts in a listing's text: found, made equal, and kept as keyed hashes only."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator

import phonenumbers

DIGITS = 32
_EMAIL = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?:(?:telegram|tg|insta(?:gram)?|ig|wechat|weixin|微信|line(?: id)?|snap(?:chat)?"
    r"|signal|viber|kik|vk|facebook|fb|messenger)\s?(?:id)?\s?[:：=]\s?@?"
    r"|t\.me/|instagram\.com/|facebook\.com/|vk\.com/|(?<![\w.])@)"
    r"([a-z][\w.]{3,31})",
    re.IGNORECASE,
)
_PHONE_WORD = re.compile(
    r"(?:t[eé]l|phone|call|mob|cell|whats ?app|\bwa\b|handy|тел|電話|电话|โทร|هاتف)[^\d+]*$",
    re.IGNORECASE,
)
_LEAST_DIGITS = 7


def contacts(text: str, country: str) -> set[tuple[str, str]]:
    """Find the contacts in *text*: kind and one spelling for each.

    *country* (ISO 3166-1 alpha-2, or "") is that of numbers written without one. A
    number that no country gives out counts only where it is written like one, or
    after a word for telephone.
    """
    return {*_phones(text, country), *_emails(text), *_handles(text)}


def digests(key: bytes, text: str, country: str) -> set[tuple[str, str]]:
    """Give the kind and the keyed hash of each contact in *text*."""
    return {
        (kind, digest(key, kind, written)) for kind, written in contacts(text, country)
    }


def digest(key: bytes, kind: str, written: str) -> str:
    """Give the keyed hash of a contact; without the key nobody can test a guess."""
    message = f"{kind}:{written}".encode("utf-8", "surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:DIGITS]


def _phones(text: str, country: str) -> Iterator[tuple[str, str]]:
    for found in phonenumbers.PhoneNumberMatcher(
        text, country or None, leniency=phonenumbers.Leniency.POSSIBLE
    ):
        if not _is_phone(text, found):
            continue
        number = phonenumbers.format_number(
            found.number, phonenumbers.PhoneNumberFormat.E164
        )
        if len(number) > _LEAST_DIGITS:
            yield "phone", number


def _is_phone(text: str, found: phonenumbers.PhoneNumberMatch) -> bool:
    if phonenumbers.is_valid_number(found.number):
        return True
    written = found.raw_string
    digits = sum(letter.isdecimal() for letter in written)
    if digits >= 9 and written.startswith(("+", "0", "(0")):
        return True
    if digits >= 10 and not written.isdecimal():
        return True
    return bool(_PHONE_WORD.search(text[max(0, found.start - 20) : found.start]))


def _emails(text: str) -> Iterator[tuple[str, str]]:
    for found in _EMAIL.findall(text):
        plain = re.sub(r"\s?(?:\(at\)|\[at\]|@)\s?", "@", found, flags=re.IGNORECASE)
        yield "email", plain.casefold().rstrip(".")


def _handles(text: str) -> Iterator[tuple[str, str]]:
    for handle in _HANDLE.findall(_EMAIL.sub(" ", text)):
        yield "handle", handle.casefold().rstrip(".")
