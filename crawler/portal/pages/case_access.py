"""Who may see a case, and the note of what she does with it."""

from __future__ import annotations

from crawler.portal.asking.cases import find_case
from crawler.portal.asking.rows import Row
from crawler.portal.visit import NotFoundError, Visit
from crawler.store.write_audit import write_audit
from crawler.store.write_cases import case_subject


def own_case(visit: Visit, number: int | None = None) -> Row:
    """Give the case of the address, or of a number.

    Raises:
        NotFoundError: it is not the user's, or there is none: she cannot tell which.
    """
    wanted = visit.number() if number is None else number
    with visit.portal.databases.reading() as conn:
        case = find_case(conn, visit.user, wanted)
    if case is None:
        raise NotFoundError
    return case


def note_in_audit(
    visit: Visit, action: str, case: Row, detail: Row | None = None
) -> None:
    """Write into the audit record what the user does with a case."""
    subject = case_subject(case["id"])
    with visit.portal.databases.writing() as conn:
        write_audit(conn, visit.user.login, action, subject, detail, at=visit.now)
