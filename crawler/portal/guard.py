"""What stands before every page: who may ask, and what a page may do.

The portal has no login yet. It answers only requests that name this machine (a
web page elsewhere could otherwise point its own name at 127.0.0.1 and read the
database through the analyst's browser), only questions (GET, HEAD), and its
pages may load nothing from outside.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from crawler.exports.spreadsheet import defuse_formula

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]
_OURS = {name for name, _ in HEADERS}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


def guarded(app: App, hosts: frozenset[str] | None) -> App:
    """Let only proper questions reach *app*, and give its answers our headers.

    *hosts* are the names by which the portal may be called; None is any.
    """

    async def guard(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
        elif hosts is not None and _host(scope) not in hosts:
            await _refuse(send, 421, "The portal answers only on this machine.")
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, 405, "The portal is for reading only.")
        elif str(scope["path"]).endswith(".csv"):
            await _answer_csv(app, scope, receive, _with_headers(send))
        else:
            await app(scope, receive, _with_headers(send))

    return guard


def _host(scope: Message) -> str:
    found = [value for name, value in scope["headers"] if name == b"host"]
    host = found[0].decode("latin-1").casefold() if len(found) == 1 else ""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _with_headers(send: Send) -> Send:
    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [
                (name, value)
                for name, value in message.get("headers", [])
                if name.lower() not in _OURS
            ]
            message = {**message, "headers": [*kept, *HEADERS]}
        await send(message)

    return send_on


async def _refuse(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


async def _answer_csv(app: App, scope: Message, receive: Receive, send: Send) -> None:
    """Send the CSV that *app* makes with no cell that a spreadsheet would run."""
    start: Message = {}
    body = bytearray()

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, collect)
    sent = bytes(body) if start["status"] != 200 else defuse_csv(bytes(body))
    start["headers"] = [
        (name, value)
        for name, value in start["headers"]
        if name.lower() != b"content-length"
    ]
    await send(start)
    await send({"type": "http.response.body", "body": sent})


def defuse_csv(body: bytes) -> bytes:
    """Put an apostrophe before each cell of a CSV file that begins like a formula."""
    text = body.decode("utf-8-sig", errors="replace")
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in csv.reader(io.StringIO(text, newline="")):
        writer.writerow([defuse_formula(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")
