"""What a family found in a page, and what it says when it finds nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from scrapy.http import Response, TextResponse

BINARY_STARTS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b",
)


class Found(NamedTuple):
    """A text as published, and where in the page it stood."""

    text: str
    where: str


class Offer(NamedTuple):
    """The fields of one offer by name, before it is a listing.

    Names are those of the `[select]` table; `images` is a tuple of addresses.
    """

    fields: Mapping[str, Found]
    images: tuple[str, ...] = ()


class PageFault(Exception):
    """A page does not hold what it should; the text says where and the mend.

    `kind` is the counter under which it is counted.
    """

    def __init__(self, kind: str, url: str, said: str, mend: str) -> None:
        super().__init__(f"{url}: {said}; {mend}")
        self.kind = kind
        self.said = said
        self.mend = mend


def require_html(response: Response) -> TextResponse:
    """Give *response* if it is text that can be a page.

    Raises:
        PageFault: it is binary, whatever its header says, or it is empty.
    """
    start = response.body[:1024].lstrip()
    if not start:
        raise PageFault("empty_page", response.url, "the page is empty", "try it later")
    if not isinstance(response, TextResponse) or _is_binary(start, response):
        said = f"says it is {_media_type(response)} but is binary"
        mend = (
            "leave such addresses out with sources.listing_pattern or follow.listings"
        )
        raise PageFault("not_html", response.url, said, mend)
    return response


def require_json(response: Response) -> object:
    """Give the value of a JSON response.

    Raises:
        PageFault: it is something else, most often a page that says no.
    """
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        said = f"is not JSON (it says it is {_media_type(response)})"
        mend = "open the address in a browser: the shop may have closed this door"
        raise PageFault("not_json", response.url, said, mend) from None


def _media_type(response: Response) -> str:
    header = response.headers.get("Content-Type") or b"of no type"
    return header.decode("latin-1").partition(";")[0].strip()


def _is_binary(start: bytes, response: TextResponse) -> bool:
    if start.startswith(BINARY_STARTS):
        return True
    return b"\x00" in start and not response.encoding.startswith("utf-16")
