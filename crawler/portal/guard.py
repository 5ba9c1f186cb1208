"""What stands before every page: whose name was called, and what a page may do.

The portal answers only to its own names: a web page elsewhere could otherwise point
its own name at 127.0.0.1 and read the portal through the analyst's browser. A form is
taken only from a page of the portal itself. Pages may load nothing from outside.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
DATA_POLICY = POLICY.replace(
    "style-src 'self'; img-src 'self'",
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:",
)
"""For Datasette's pages, which carry styles and icons (never scripts) of their own."""
IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For pictures, also when one is opened as a page."""
COMMON: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # With no-referrer a browser would hide where the portal's own forms come from.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_METHODS = ("GET", "HEAD", "POST")


@dataclass(frozen=True)
class Door:
    """By which names the portal may be called (None: any), and whether over TLS."""

    hosts: frozenset[str] | None
    tls: bool = False


def guarded(app: App, door: Door) -> App:
    """Let only proper requests reach *app*, and give its answers our headers."""

    async def guard(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        send = _with_headers(send, str(scope["path"]), door)
        host = _header(scope, b"host").casefold()
        if door.hosts is not None and _name(host) not in door.hosts:
            await refuse(send, 421, "The portal does not go by this name.")
        elif scope["method"] not in _METHODS:
            await refuse(send, 405, "The portal does not take this method.")
        elif scope["method"] == "POST" and not _from_here(scope, host):
            await refuse(send, 403, "The form came from another page.")
        else:
            await app(scope, receive, send)

    return guard


async def refuse(send: Send, status: int, text: str) -> None:
    """Answer in plain words."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def _from_here(scope: Message, host: str) -> bool:
    """Whether a form comes from this portal, as far as the browser says."""
    site = _header(scope, b"sec-fetch-site")
    origin = _header(scope, b"origin").casefold()
    if site not in ("", "same-origin", "none"):
        return False
    return not origin or origin.partition("://")[2] == host


def _header(scope: Message, name: bytes) -> str:
    found = [value for key, value in scope["headers"] if key == name]
    return found[0].decode("latin-1") if len(found) == 1 else ""


def _name(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _with_headers(send: Send, path: str, door: Door) -> Send:
    headers = [*COMMON]
    static = path.startswith("/static/") or path.startswith("/data/-/static")
    headers.append(
        (b"cache-control", b"public, max-age=3600" if static else b"no-store")
    )
    if door.tls:
        headers.append((b"strict-transport-security", b"max-age=31536000"))
    ours = {name for name, _ in headers}

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [
                (name.lower(), value) for name, value in message.get("headers", [])
            ]
            kept = [pair for pair in given if pair[0] not in ours]
            if not any(name == b"content-security-policy" for name, _ in kept):
                policy = DATA_POLICY if path.startswith("/data/") else POLICY
                kept.append((b"content-security-policy", policy.encode()))
            message = {**message, "headers": [*kept, *headers]}
        await send(message)

    return send_on
