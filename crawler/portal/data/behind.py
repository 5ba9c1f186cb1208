"""Datasette as the portal lets it answer: to signed-in users, questions only."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from crawler.exports.spreadsheet import defuse_formula
from crawler.portal.desk.sessions import Session
from crawler.portal.guard import App, Message, Receive, Send, refuse

SESSION = "citeswatch.session"
"""Where a request that goes on to Datasette carries who asks."""
LANGUAGE = "citeswatch.language"
"""Where it carries the language of the portal's header."""
_PREFIX = "/data"
_STATIC = f"{_PREFIX}/-/static/"


def behind_session(
    app: App,
    session_of: Callable[[Request], Session | None],
    language_of: Callable[[Request], str],
) -> App:
    """Let only the questions of signed-in users reach Datasette."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        if scope["method"] not in ("GET", "HEAD"):
            await refuse(send, 405, "The tables are for reading only.")
        elif _is_odd(scope) or (
            path.startswith("/data/-/") and not path.startswith(_STATIC)
        ):
            await refuse(send, 404, "There is no such page.")
        elif path.startswith(_STATIC):
            await app(_below(scope), receive, send)
        elif (session := await run_in_threadpool(session_of, Request(scope))) is None:
            await _ask_to_sign_in(scope, send)
        else:
            spoken = language_of(Request(scope))
            asked = {**_below(scope), SESSION: session, LANGUAGE: spoken}
            if path.endswith(".csv"):
                await _answer_csv(app, asked, receive, send)
            else:
                await app(asked, receive, send)

    return answer


def _is_odd(scope: Message) -> bool:
    """Whether Datasette could answer with a redirect that leads out of /data."""
    raw = bytes(scope["raw_path"]).lower()
    return b"//" in raw or b"%2f" in raw or b"%5c" in raw or b"\\" in raw


def _below(scope: Message) -> Message:
    """Give the request as it looks below /data.

    Datasette adds its own prefix to the links that it makes from the path it gets.
    """
    return {
        **scope,
        "path": str(scope["path"])[len(_PREFIX) :],
        "raw_path": bytes(scope["raw_path"])[len(_PREFIX) :],
        "root_path": "",
    }


async def _ask_to_sign_in(scope: Message, send: Send) -> None:
    path = str(scope["path"])
    if path.endswith((".json", ".csv")):
        await refuse(send, 401, "Sign in first.")
        return
    query = scope["query_string"].decode("latin-1")
    wanted = quote(path + ("?" + query if query else ""), safe="")
    location = f"/sign-in?next={wanted}".encode()
    headers = [(b"location", location)]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


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
