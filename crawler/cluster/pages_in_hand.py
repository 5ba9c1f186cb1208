"""The pages of one crawl that a worker has in hand, and how far each of them is."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from scrapy import Request

from crawler.cluster.link import Given, Hand
from crawler.cluster.messages import Asking
from crawler.items import Listing


@dataclass(slots=True)
class Page:
    """A page from the moment it is taken until the queue has what it gave."""

    given: Given
    request: Request
    listings: list[Listing] = field(default_factory=list)
    found: list[Asking] = field(default_factory=list)
    on_their_way: int = 0
    """Listings that are in the pipelines."""
    asked: bool = False
    """Whether it is being asked for: until it is answered, or fails."""
    ended: bool = False
    """Whether it has given all."""
    handed_over: bool = False


class PagesInHand:
    """Pages wait here until the share of this worker has room for them."""

    def __init__(self) -> None:
        self.share = 0
        """How many pages may be asked for at once."""
        self.asked = 0
        """How many are being asked for."""
        self.done: list[Page] = []
        """Pages that are to be handed over."""
        self._all: dict[str, Page] = {}
        self._waiting: deque[Page] = deque()

    def __len__(self) -> int:
        return len(self._all)

    def get(self, place: str) -> Page | None:
        """Give the page with this place in the queue."""
        return self._all.get(place)

    def take(self, page: Page) -> None:
        """Take a page into hand."""
        self._all[page.given.id] = page
        self._waiting.append(page)

    def next(self) -> Page | None:
        """Give a page that may be asked for now."""
        if self.asked >= self.share or not self._waiting:
            return None
        page = self._waiting.popleft()
        page.asked = True
        self.asked += 1
        return page

    def answered(self, page: Page) -> None:
        """Note that a page is no longer being asked for."""
        if page.asked:
            page.asked = False
            self.asked -= 1

    def take_done(self) -> list[Page]:
        """Give the pages to hand over; they stay in hand until they are put down."""
        done, self.done = self.done, []
        return done

    def put_down(self, page: Page) -> None:
        """Have a page in hand no more."""
        self.answered(page)
        del self._all[page.given.id]

    def given(self) -> list[Given]:
        """Give the places of all pages in the queue."""
        return [page.given for page in self._all.values()]

    def left(self) -> list[Page]:
        """Give the pages that are not done."""
        return [page for page in self._all.values() if not page.handed_over]

    @property
    def hand(self) -> Hand:
        """What the queue is to know; the share is held until it answers."""
        unanswered = len(self._waiting) + self.asked
        return Hand(unanswered, max(self.share, self.asked))

    @property
    def starves(self) -> bool:
        """Whether more could be asked for now than there is."""
        return self.asked < self.share and not self._waiting
