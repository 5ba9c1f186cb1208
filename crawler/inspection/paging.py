"""Guessing, on a results page, which link leads to the next page of results."""

from __future__ import annotations

import re
import shlex
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from crawler.inspection.links import address_of, place_of

NEXT_PAGE = (
    "a[rel~=next]",
    "link[rel~=next]",
    "a.next",
    "li.next a",
    ".pagination-next a",
    "a.pagination-next",
    ".pagination .next a",
    "a[aria-label*=Next]",
    "a[aria-label*=next]",
    "a[class*=next]",
)
_NEXT = frozenset(
    shlex.split(
        """next "next page" older later more
        weiter nächste "nächste seite" suivant suivante "page suivante"
        siguiente "página siguiente" próximo próxima "próxima página" seguinte
        successiva successivo avanti "pagina successiva" volgende "volgende pagina"
        następna następny "następna strona" dalej следующая далее вперёд "следующая страница"
        наступна далі sonraki "sonraki sayfa" ileri nästa "nästa sida" neste
        selanjutnya berikutnya "halaman berikutnya" "trang sau" "tiếp theo" tiếp
        ถัดไป หน้าถัดไป अगला "अगला पृष्ठ" التالي "الصفحة التالية"
        下一页 下一頁 下页 下頁 次へ 次のページ 다음 "다음 페이지"
        další "další stránka" následující înainte următoarea következő επόμενη"""
    )
)
_ARROWS = " »›>→«‹<←…."
_NUMBERED = re.compile(
    r"p|pg|pn|page|paged|pageno|page_?num(ber)?|page_no|seite|pagina|página|strona"
    r"|sayfa|sida|side|halaman|trang|stranka",
    re.IGNORECASE,
)
_IN_PATH = re.compile(
    r"(?i)^(.*?)(/(?:page|seite|pagina|strona|sayfa|sida|halaman|trang)[/-]|/p)(\d{1,4})/?$"
)


def next_page(root: HtmlElement, page_url: str) -> str:
    """Give a selector of the link to the next page, or of all the numbered pages.

    The usual selectors are tried first, then what the links say, then their
    addresses: those of this page but for its number. "" when none is found.
    """
    for selector in NEXT_PAGE:
        for link in root.cssselect(selector)[:1]:
            url = address_of(link, page_url)
            if url and url != page_url:
                return selector
    return _by_words(root, page_url) or _by_number(root, page_url)


def _by_words(root: HtmlElement, page_url: str) -> str:
    for link in root.iter("a"):
        words = " ".join(link.text_content().split()).casefold().strip(_ARROWS)
        if words in _NEXT:
            selector = place_of(link)
            # Only a selector that does not also find other links.
            if address_of(link, page_url) and len(root.cssselect(selector)) == 1:
                return selector
    return ""


def _by_number(root: HtmlElement, page_url: str) -> str:
    for link in root.iter("a"):
        url = address_of(link, page_url)
        if url and (holds := _number_in(url, page_url, _text(link))):
            # Where it stands as well: a link to sort page 2 otherwise is elsewhere.
            return f'{place_of(link)}[href*="{holds}"]'
    return ""


def _number_in(url: str, page_url: str, text: str) -> str:
    """Give the part of *url* that says which page of *page_url* it is, "" if none."""
    here, there = urlsplit(page_url), urlsplit(url)
    if here.netloc != there.netloc:
        return ""
    now, later = dict(parse_qsl(here.query)), dict(parse_qsl(there.query))
    other = [name for name in later if later[name] != now.get(name)]
    same_list = here.path.rstrip("/") == there.path.rstrip("/")
    # A home page shows the first page of a list that has an address of its own.
    if (same_list or here.path in {"", "/"}) and len(other) == 1:
        [name] = other
        said = _NUMBERED.fullmatch(name) or (same_list and text.isdigit())
        if now.items() - {(name, now.get(name))} <= later.items() and said:
            following = _following(now.get(name, ""))
            # Some count from 0: what they show as 2 is their 1.
            second = name not in now and text == "2" and later[name] == "1"
            return f"{name}=" if later[name] == following or second else ""
    if (found := _IN_PATH.match(there.path)) and there.query == here.query:
        before = _IN_PATH.match(here.path)
        base, number = before.group(1, 3) if before else (here.path.rstrip("/"), "")
        if found[1] == base and found[3] == _following(number):
            return found[2]
    return ""


def _following(number: str) -> str:
    return str(int(number) + 1) if number.isdigit() else "2"


def _text(link: HtmlElement) -> str:
    return " ".join(link.text_content().split())
