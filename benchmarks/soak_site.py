"""Ten marketplaces with faults, on ten loopback ports, for the soak.

`python -m benchmarks.soak_site LISTINGS` serves LISTINGS offers on each site and prints
the ports as JSON; when standard input ends it prints what it answered. The faults come
by the address and the number of the try, so that two runs meet the same ones:

- 10 % of the answers are 500; 0.5 % are cut off by a reset of the connection;
- 1 % come after a fifth of a second;
- 2 % of the offers are first a redirect to their address;
- each results page names some offers twice, with tracking and without, and one in
  twenty names an address that is redirected without end;
- after the last results page two ways lead on: a calendar that has no end, and a list
  that shows the first offers again and again, each time under another session.
"""

from __future__ import annotations

import asyncio
import json
import sys
import zlib
from collections import Counter

from benchmarks.crawl_site import PER_PAGE, listing_page, page

SITES = 10
ERRORS, RESETS, SLOW, REDIRECTS = 1000, 50, 100, 200
"""Of ten thousand."""
SECONDS = 0.2


class Site:
    """One marketplace: what it answers, and what it has answered."""

    def __init__(self, number: int, listings: int) -> None:
        self.number = number
        self.listings = listings
        self.tries: Counter[str] = Counter()
        self.answered: set[int] = set()
        self.requests = 0
        self.faults: Counter[str] = Counter()

    def dice(self, path: str, kind: str, attempt: int = 0) -> int:
        """Give a number below ten thousand, the same in every run."""
        return zlib.crc32(f"{self.number} {path} {kind} {attempt}".encode()) % 10_000

    def body(self, path: str) -> bytes | None:
        """Give the page of *path*; None: there is none."""
        kind, _, rest = path.strip("/").partition("/")
        if kind == "results":
            return self._results(int(rest))
        if kind == "calendar":
            self.faults["calendar page"] += 1
            link = f'<a rel="next" href="/calendar/{int(rest) + 1}">Next month</a>'
            return page("Calendar", "", f"<main>{link}</main>")
        if kind == "again":
            return self._again(int(rest))
        if kind == "offer":
            number = int(rest.partition("?")[0])
            self.answered.add(number)
            return listing_page(number)
        return b"User-agent: *\nDisallow: /account/\n" if kind == "robots.txt" else None

    def moved(self, path: str) -> str:
        """Give where *path* is redirected to, "" when it is not."""
        if path.startswith("/circle/"):
            self.faults["redirect in a circle"] += 1
            start, _, turn = path.partition("?turn=")
            return f"{start}?turn={int(turn) + 1}"
        alone = path.startswith("/offer/") and "?" not in path
        if alone and self.dice(path, "redirect") < REDIRECTS:
            self.faults["redirect"] += 1
            return f"{path}?at=1"
        return ""

    def _results(self, number: int) -> bytes:
        first = number * PER_PAGE
        links = ""
        for one in range(first, min(first + PER_PAGE, self.listings)):
            links += _link(f"/offer/{one}")
            if one % 7 == 0:
                links += _link(f"/offer/{one}?utm_source=x")
                self.faults["second link to an offer"] += 1
        if number % 20 == 0:
            links += _link(f"/circle/{number}?turn=1")
        last = (number + 1) * PER_PAGE >= self.listings
        later = ("/calendar/1", "/again/1") if last else (f"/results/{number + 1}",)
        links += "".join(f'<a rel="next" href="{one}">Next</a>' for one in later)
        return page("Results", "", f"<main>{links}</main>")

    def _again(self, number: int) -> bytes:
        self.faults["page that repeats"] += 1
        links = "".join(
            _link(f"/offer/{one}?PHPSESSID={number}")
            for one in range(min(PER_PAGE, self.listings))
        )
        later = f'<a rel="next" href="/again/{number + 1}">Next</a>'
        return page("Results", "", f"<main>{links}{later}</main>")


def _link(address: str) -> str:
    return f'<a class="offer" href="{address}">Offer</a>'


class Connection(asyncio.Protocol):
    """Answers requests of one connection, one after the other."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that has come whole."""
        *whole, self.waiting = (self.waiting + data).split(b"\r\n\r\n")
        for request in whole:
            self._answer(request.split(b" ", 2)[1].decode())

    def _answer(self, path: str) -> None:
        site = self.site
        site.requests += 1
        site.tries[path] += 1
        attempt = site.tries[path]
        if path != "/robots.txt":
            if site.dice(path, "reset", attempt) < RESETS:
                site.faults["reset"] += 1
                self.transport.abort()
                return
            if site.dice(path, "error", attempt) < ERRORS:
                site.faults["error 500"] += 1
                self._send(b"500 Broken", b"broken")
                return
            if target := site.moved(path):
                self._send(b"302 Found", b"", f"Location: {target}\r\n".encode())
                return
        body = site.body(path)
        status = b"404 Not Found" if body is None else b"200 OK"
        if site.dice(path, "slow", attempt) < SLOW:
            site.faults["slow"] += 1
            loop = asyncio.get_running_loop()
            loop.call_later(SECONDS, self._send, status, body or b"")
        else:
            self._send(status, body or b"")

    def _send(self, status: bytes, body: bytes, more: bytes = b"") -> None:
        if not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 %b\r\nContent-Type: text/html; charset=utf-8\r\n%b"
                b"Content-Length: %d\r\n\r\n%b" % (status, more, len(body), body)
            )


async def serve(listings: int) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    sites = [Site(number, listings) for number in range(SITES)]
    servers = [
        await loop.create_server(lambda site=site: Connection(site), "127.0.0.1", 0)
        for site in sites
    ]
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    print(json.dumps(ports), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    told = [
        {
            "home": f"http://127.0.0.1:{port}/",
            "requests": site.requests,
            "faults": site.faults,
            "answered": sorted(site.answered),
        }
        for site, port in zip(sites, ports, strict=True)
    ]
    print(json.dumps(told), flush=True)
    for server in servers:
        server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
