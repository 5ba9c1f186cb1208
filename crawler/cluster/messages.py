"""What workers, writer and crawls tell each other, as JSON.

A queue that others can write to must not run code: a request names a page method of
the spider, carries only the notes that citeswatch makes itself, and a listing is
checked field by field.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from scrapy import Request, Spider
from scrapy.utils.request import fingerprint

from crawler.cluster.captures import Capture
from crawler.failures import ASKED_AGAIN
from crawler.families.spider import MarketplaceSpider
from crawler.items import Listing
from crawler.panel.query import Plan
from crawler.plain_requests import plain_request, request_of
from crawler.store.clean_text import storable
from crawler.store.facts import MarketplaceFacts

NOTES = frozenset(
    [
        "kind",
        "query",
        "results_page",
        "without_news",
        "depth",
        "asked_again",
        "keyed",
        "list",
    ]
)
"""The keys of a request's meta that travel; others are Scrapy's, and steer it."""


Level = str
"""`first`, `usual` or `last`: in this order are pages handed out."""


class MessageError(Exception):
    """A message that cannot be read; the text says why."""


class Message(BaseModel):
    """What all share: no unknown key, bytes as base64."""

    model_config = ConfigDict(
        extra="forbid", ser_json_bytes="base64", val_json_bytes="base64"
    )


class Begun(Message):
    """A crawl as it began: what the store keeps of it, and what a worker must have."""

    facts: MarketplaceFacts
    started_at: str
    clock: str = ""
    """ISO 8601; dates the crawl otherwise than today, for the demo."""
    version: str
    species_list: str
    read_with: str
    """Sums up marketplace file and version: a page is read in the same way."""
    keys: str
    """Sums up the keys of sellers, so that all workers give the same pseudonyms."""
    plan: Plan | None = None
    sees_all: bool = True


class QueryCame(Message):
    """What was newly learnt of one query of a panel."""

    pages: int = 0
    found: list[str] = Field(default_factory=list)
    trouble: str = ""
    cut: bool = False


class PageEvent(Message):
    """What became of a page, in the words of the page ledger."""

    what: str = Field(pattern="^(ask|answer|fail|settle|read)$")
    addresses: list[str] = Field(min_length=1)
    listing: bool = False
    refused: bool = False


class PageDone(Message):
    """What a page gave: its listings, and all that the effort ledger wants to know."""

    listings: list[Listing] = Field(default_factory=list)
    events: list[PageEvent] = Field(default_factory=list)
    lost: list[str] = Field(default_factory=list)
    """Ids of listings that were seen and could not be kept."""
    queries_begun: int = 0
    queries: dict[int, QueryCame] = Field(default_factory=dict)
    captures: list[Capture] = Field(default_factory=list)
    """What is to be kept as evidence of the listings."""
    counts: dict[str, float] = Field(default_factory=dict)
    """What was added to the crawl's counts since the page before."""
    highest: dict[str, float] = Field(default_factory=dict)
    sent: dict[str, int] = Field(default_factory=dict)
    """Requests that left, by domain and day: `example.org 2026-11-26`."""
    capped: bool = False
    sees_all: bool = True
    reads: str = ""
    """The page method that reads a listing's own page."""


class Drained(Message):
    """Nothing of a crawl is left to ask."""

    capped: bool
    asked_again: bool


class Stopped(Message):
    """A crawl was ended before its end."""

    reason: str


class Buried(Message):
    """A page that was set aside."""

    why: str
    request: str


Kind = TypeVar("Kind", bound=Message)


def write(message: Message) -> str:
    """Give *message* as text; half of a letter becomes U+FFFD, as in the store."""
    plain = message.model_dump(mode="json", exclude_defaults=True)
    return storable(json.dumps(plain, ensure_ascii=False, separators=(",", ":")))


def read(kind: type[Kind], text: str) -> Kind:
    """Read a message of *kind*.

    Raises:
        MessageError: it is none.
    """
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise MessageError(f"{where}: {first['msg']}") from None


class Asking(NamedTuple):
    """A request on its way into the queue."""

    level: Level
    mark: str
    """A whole number, equal for the same page; empty when it may be asked for again."""
    text: str


def ask(request: Request) -> Asking:
    """Give *request* as it travels.

    Raises:
        MessageError: it cannot: its page method is none of the spider's, or it has
            notes that do not travel.
    """
    own = set(request.meta) - NOTES
    if own:
        raise MessageError(f"{request.url}: meta {sorted(own)} does not travel")
    try:
        told = plain_request(request)
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise MessageError(f"{request.url}: {error}") from None
    if request.priority:
        level = "first" if request.priority > 0 else "last"
    else:
        level = "usual"
    mark = "" if request.dont_filter else mark_of(request)
    return Asking(level, mark, storable(text))


def mark_of(request: Request) -> str:
    """Give the whole number of 64 bits that stands for the page of *request*."""
    return str(int.from_bytes(fingerprint(request)[:8], "big", signed=True))


def ask_for_listing(url: str, reads: str) -> Asking:
    """Ask again for a listing that a crawl missed, to be read by the method *reads*."""
    meta = {"kind": "listing", ASKED_AGAIN: True}
    told = {"url": url, "callback": reads, "errback": "failed", "meta": meta}
    text = json.dumps({**told, "headers": {}}, separators=(",", ":"))
    return Asking("usual", mark_of(Request(url)), text)


def words_of(requests: Iterable[Asking]) -> Iterator[str]:
    """Give requests as the scripts take them: level, mark, text, and so on."""
    for one in requests:
        yield from one


def request_from(text: str, spider: Spider) -> Request:
    """Give the request that `ask` wrote.

    Raises:
        MessageError: it is none, or asks for what no page of the spider would.
    """
    try:
        told: dict[str, Any] = json.loads(text)
        names = {told["callback"], told["errback"]}
        if strange := names - page_methods(type(spider)):
            raise MessageError(f"the spider has no page method {sorted(strange)}")
        if own := set(told["meta"]) - NOTES:
            raise MessageError(f"meta {sorted(own)} does not travel")
        return request_of(told, spider)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = f"{type(error).__name__}: {error}"
        raise MessageError(f"this is no request of citeswatch: {said}") from None


def page_methods(spider: type[Spider]) -> frozenset[str]:
    """Name what a request may have called: the public methods of family and site."""
    return frozenset(
        name
        for owner in spider.__mro__
        if issubclass(owner, MarketplaceSpider)
        for name, value in vars(owner).items()
        if callable(value) and not name.startswith("_")
    )
