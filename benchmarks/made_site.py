"""The marketplace of `benchmarks.crawl_site`, each page made when it is asked for.

`python -m benchmarks.made_site LISTINGS` serves on a free loopback port and prints it.
A million pages of 30 kB would not fit into memory.
"""

from __future__ import annotations

import asyncio
import sys

from benchmarks.crawl_site import Server, answers_of, listing_page, results_page


class Made(dict[bytes, bytes]):
    """Answers by path; those of pages are made."""

    def __init__(self, listings: int) -> None:
        super().__init__(answers_of({b"/robots.txt": b"User-agent: *\nAllow: /\n"}))
        self.listings = listings

    def get(self, path: bytes, default: bytes = b"") -> bytes:  # type: ignore[override]
        """Make the page of *path*."""
        kind, _, number = path.decode().strip("/").partition("/")
        if kind == "offer":
            return answers_of({path: listing_page(int(number))})[path]
        if kind == "results":
            return answers_of({path: results_page(int(number), self.listings)})[path]
        return super().get(path, default)


async def serve(listings: int) -> None:
    """Serve until standard input ends."""
    answers = Made(listings)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(answers), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
