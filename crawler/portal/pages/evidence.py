"""Pictures that are kept as evidence; nothing is fetched from a marketplace."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError
from starlette.responses import Response

from crawler.evidence.chain import EvidenceError
from crawler.evidence.reading import read_payload
from crawler.portal.asking.rows import row
from crawler.portal.guard import IMAGE_POLICY
from crawler.portal.visit import NotFoundError, Visit
from crawler.store import Store
from crawler.store.evidence_queries import kept_by_record

WIDEST = 900
_FORMATS = ("GIF", "JPEG", "PNG", "WEBP")


def picture(visit: Visit) -> Response:
    """Show a kept picture, drawn anew: a stranger's file is not handed on."""
    number = visit.number()
    with visit.portal.databases.reading() as conn:
        found = row(
            conn,
            """SELECT record_id FROM evidence WHERE id = ? AND deleted_at IS NULL
               AND kind IN ('picture', 'screenshot')""",
            (number,),
        )
    if found is None:
        raise NotFoundError
    workspace = visit.portal.workspace
    with Store.open(workspace.database, read_only=True) as store:
        kept = kept_by_record(store.conn, found["record_id"])
        if kept is None:
            raise NotFoundError
        try:
            record = read_payload(workspace.evidence, store, kept)
        except EvidenceError as error:
            raise NotFoundError from error
    headers = {"content-security-policy": IMAGE_POLICY}
    return Response(redrawn(record.decoded), media_type="image/png", headers=headers)


def redrawn(content: bytes) -> bytes:
    """Draw a picture anew as PNG, no wider or higher than `WIDEST`.

    Raises:
        NotFoundError: it is none that can be read, or is too large.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            opened.thumbnail((WIDEST, WIDEST))
            drawn = io.BytesIO()
            opened.convert("RGB").save(drawn, "PNG")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        ValueError,
    ) as error:
        raise NotFoundError from error
    return drawn.getvalue()
