"""The marketplace of `benchmarks.crawl_site`, each page made when it is asked for.

`python -m benchmarks.made_site LISTINGS` serves on a free loopback port and prints it.
A million pages of 30 kB would not fit into memory.
"""

from __future__ import annotations

import asyncio
import sys

from benchmarks.crawl_site import answers_of, listing_page, results_page, serve


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


if __name__ == "__main__":
    asyncio.run(serve(Made(int(sys.argv[1]))))
