"""A shop on loopback whose offers, pages and pace a test can choose."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler

from crawler.workspace import Workspace
from tests.crawler.crawl.loopback import Answer, Site, answer
from tests.crawler.crawl.running import offer, results, write_market

PER_PAGE = 10


class Shop(Site):
    """Results pages of ten offers each; one in ten is of a listed species."""

    def __init__(self, offers: int, seconds: float = 0.0) -> None:
        super().__init__()
        self.seconds = seconds
        self.offers = offers
        self.pages["/robots.txt"] = answer("User-agent: *\nAllow: /\n")
        for number in range(0, offers, PER_PAGE):
            last = number + PER_PAGE >= offers
            later = "" if last else f"/results/{number + PER_PAGE}"
            paths = [
                f"/offer/{n}" for n in range(number, min(number + PER_PAGE, offers))
            ]
            where = f"/results/{number}" if number else "/results"
            self.pages[where] = self.slowly(answer(results(*paths, later=later)))
        for n in range(offers):
            self.pages[f"/offer/{n}"] = self.slowly(answer(offer(self.title(n))))

    @staticmethod
    def title(number: int) -> str:
        name = "Ball python" if number % 10 == 3 else "Garden chair"
        return f"{name} no. {number}"

    def slowly(self, give: Answer) -> Answer:
        """Answer after `seconds`."""

        def later(request: BaseHTTPRequestHandler) -> None:
            if self.seconds:
                time.sleep(self.seconds)
            give(request)

        return later

    def write(self, workspace: Workspace, name: str = "shop") -> None:
        """Write the file of this shop into *workspace*."""
        write_market(workspace, name, self.home)
