"""A site on loopback that answers each path as it is told, and counts the asking."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HTML = "text/html; charset=utf-8"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """One host and port; `pages` maps a path to what answers it."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.bodies: list[bytes] = []
        """What was sent with POST."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def home(self) -> str:
        """The address of the site, with a slash."""
        return f"http://127.0.0.1:{self.server.server_port}/"

    def add(self, path: str, body: str | bytes, **facts: Any) -> str:
        """Answer *path* with *body*; give its address."""
        self.pages[path] = answer(body, **facts)
        return f"{self.home}{path.lstrip('/')}"

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()


def answer(
    body: str | bytes, status: int = 200, kind: str = HTML, **headers: str
) -> Answer:
    """Make an answer; further *headers* are written with _ for -."""
    raw = body.encode() if isinstance(body, str) else body

    def give(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(raw)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(raw)

    return give


def redirect(to: str) -> Answer:
    """Make a redirect."""
    return answer("", 302, Location=to)


def endless(megabytes: int, *, announced: bool) -> Answer:
    """Make a body of so many megabytes, announced by its length or not."""

    def give(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", HTML)
        if announced:
            request.send_header("Content-Length", str(megabytes * 2**20))
        request.send_header("Connection", "close")
        request.end_headers()
        try:
            for _ in range(megabytes):
                request.wfile.write(b"x" * 2**20)
        except OSError:
            return  # the crawler hung up, as it should
        finally:
            request.close_connection = True

    return give


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            site.asked[path] += 1
            site.agents.add(self.headers.get("User-Agent", ""))
            missing = answer("Not found", 404)
            site.pages.get(self.path, site.pages.get(path, missing))(self)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            site.bodies.append(self.rfile.read(length))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            return

    return Handler
