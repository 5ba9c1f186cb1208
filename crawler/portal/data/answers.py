"""What Datasette answers when a question cannot be answered."""

from __future__ import annotations

import logging

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

log = logging.getLogger(__name__)
URL_SHOWN = 300
TOO_LONG = (
    "The question took too long and was stopped. Narrow it: fewer tables, a WHERE, "
    "a LIMIT."
)


async def error_page(
    datasette: Datasette, request: Request, exception: Exception
) -> Response:
    """Say what was wrong with a question; what is our own fault goes to the log."""
    status = getattr(exception, "status", 500)
    text = str(getattr(exception, "message", "") or exception)
    if getattr(exception, "message_is_html", False):
        # Datasette sends HTML only for a query that ran out of time.
        text = TOO_LONG
    if status == 500:
        log.error("%s: %r", request.path, exception, exc_info=exception)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": text, "status": status}, status)
    page = await datasette.render_template(
        "error.html",
        {"status": status, "title": getattr(exception, "title", None), "error": text},
        request=request,
        view_name="error",
    )
    return Response.html(page, status=status)
