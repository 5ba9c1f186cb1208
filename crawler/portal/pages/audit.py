"""The audit record, and whether its chain holds."""

from __future__ import annotations

from itertools import islice

from starlette.responses import Response

from crawler.portal.asking.audit import PAGE, audit_length, audit_page
from crawler.portal.visit import Visit
from crawler.store.write_audit import audit_faults

_FAULTS_SHOWN = 20


def show(visit: Visit) -> Response:
    """Show a page of the record; check the whole chain when asked to."""
    asked = visit.request.query_params
    before = asked.get("before", "")
    numbered = before.isascii() and before.isdecimal() and len(before) < 19
    checked = asked.get("check") == "1"
    with visit.portal.databases.reading() as conn:
        found = audit_page(
            conn,
            before=int(before) if numbered else None,
            actor=asked.get("actor", "")[:100],
            subject=asked.get("subject", "")[:200],
        )
        faults = list(islice(audit_faults(conn), _FAULTS_SHOWN)) if checked else []
        length = audit_length(conn)
    return visit.page(
        "audit.html",
        entries=found,
        more=len(found) == PAGE,
        length=length,
        checked=checked,
        faults=faults,
        actor=asked.get("actor", ""),
        subject=asked.get("subject", ""),
    )
