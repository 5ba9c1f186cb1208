"""Cases: seen and changed by their members, and by administrators.

What anybody sees or changes of a case is in the audit record.
"""

from __future__ import annotations

from starlette.responses import Response

from crawler.portal import downloads
from crawler.portal.asking.cases import case_content, case_ids, cases_of
from crawler.portal.asking.rows import value
from crawler.portal.desk.users import find_user
from crawler.portal.pages.case_access import note_in_audit, own_case
from crawler.portal.pages.packages import package_values
from crawler.portal.visit import NotFoundError, Visit, WrongInputError
from crawler.store import write_cases
from crawler.store.write_cases import case_subject


def show_all(visit: Visit) -> Response:
    """List the cases of the user."""
    with visit.portal.databases.reading() as conn:
        return visit.page("cases.html", cases=cases_of(conn, visit.user))


def begin(visit: Visit) -> Response:
    """Open a case."""
    number = _open(visit)
    return visit.go(f"/case/{number}", "case-opened")


def show(visit: Visit) -> Response:
    """Show a case, and note who saw it."""
    case = own_case(visit)
    if visit.request.method == "GET":
        note_in_audit(visit, "case seen", case)
    with visit.portal.databases.reading() as conn:
        content = case_content(conn, case["id"])
    packages = package_values(visit, case) if visit.user.may("investigator") else {}
    return visit.page("case.html", case={**case, **content}, **packages)


def add_to(visit: Visit) -> Response:
    """Put the listing of a page into a case that is there, or into a new one."""
    listing = visit.number()
    with visit.portal.databases.reading() as conn:
        sql = "SELECT 1 FROM listings WHERE id = ?"
        if value(conn, sql, (listing,)) is None:
            raise NotFoundError
    if visit.text("reference", 100):
        case_number = _open(visit)
    else:
        case_number = own_case(visit, visit.integer("case"))["id"]
    with visit.portal.databases.writing() as conn:
        write_cases.add_listings(
            conn,
            visit.user.login,
            case_number,
            {listing: visit.text("note", 2000)},
            at=visit.now,
        )
    back = "/review" if visit.text("back") == "review" else f"/listing/{listing}"
    return visit.go(back, "case-listing")


def remove(visit: Visit) -> Response:
    """Take a listing out of a case."""
    case, listing = own_case(visit), visit.integer("listing")
    with visit.portal.databases.writing() as conn:
        write_cases.remove_listing(
            conn, visit.user.login, case["id"], listing, at=visit.now
        )
    return visit.go(f"/case/{case['id']}", "case-removed")


def note(visit: Visit) -> Response:
    """Write a note into a case."""
    case = own_case(visit)
    with visit.portal.databases.writing() as conn:
        write_cases.add_note(
            conn, visit.user.login, case["id"], visit.text("text"), at=visit.now
        )
    return visit.go(f"/case/{case['id']}", "case-note")


def member(visit: Visit) -> Response:
    """Let another user see a case."""
    case, login = own_case(visit), visit.text("login", 60)
    with visit.portal.desk.reading() as desk:
        user = find_user(desk, login)
    if user is None or not user.may("analyst"):
        raise WrongInputError(visit.translate("no analyst has this login"))
    with visit.portal.databases.writing() as conn:
        write_cases.add_member(conn, visit.user.login, case["id"], login, at=visit.now)
    return visit.go(f"/case/{case['id']}", "case-member")


def state(visit: Visit) -> Response:
    """Close a case, or open it again."""
    case, wanted = own_case(visit), visit.text("state", 10)
    if wanted not in ("open", "closed"):
        raise WrongInputError(f"state: {wanted}")
    with visit.portal.databases.writing() as conn:
        write_cases.set_state(conn, visit.user.login, case["id"], wanted, at=visit.now)
    return visit.go(f"/case/{case['id']}", "case-state")


def export(visit: Visit) -> Response:
    """Give the listings of a case as a file, and note that in the audit record."""
    case, form = own_case(visit), visit.text("format", 10)
    if form not in downloads.FORMATS:
        raise WrongInputError(f"format: {form}")
    with visit.portal.databases.reading() as conn:
        listings = downloads.of_ids(conn, case_ids(conn, case["id"]))
    detail = {"format": form, "listings": len(listings)}
    note_in_audit(visit, "case exported", case, detail)
    return downloads.answer(
        visit, f"case-{case['id']}", listings, form, case_subject(case["id"])
    )


def _open(visit: Visit) -> int:
    with visit.portal.databases.writing() as conn:
        return write_cases.open_case(
            conn,
            visit.user.login,
            visit.text("reference", 100),
            title=visit.text("title", 200),
            country=visit.text("country", 40),
            at=visit.now,
        )
