"""Sites that take their time, as those on the web do.

`python -m benchmarks.waiting_sites SITES LISTINGS SECONDS` serves the marketplace of
`benchmarks.crawl_site` on so many free loopback ports and prints them; each answer
comes after SECONDS.
"""

from __future__ import annotations

import asyncio
import sys

from benchmarks.crawl_site import Server, answers_of, site


class Waiting(Server):
    """Answers each request after a while, as many at once as are asked."""

    def __init__(self, answers: dict[bytes, bytes], seconds: float) -> None:
        super().__init__(answers)
        self.seconds = seconds

    def send(self, answer: bytes) -> None:
        """Send *answer* later."""
        loop = asyncio.get_running_loop()
        loop.call_later(self.seconds, super().send, answer)


async def serve(sites: int, listings: int, seconds: float) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    answers = answers_of(site(listings))
    servers = [
        await loop.create_server(lambda: Waiting(answers, seconds), "127.0.0.1", 0)
        for _ in range(sites)
    ]
    print(*(one.sockets[0].getsockname()[1] for one in servers), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    for one in servers:
        one.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
