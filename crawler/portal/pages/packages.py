"""A case as one signed package: made in the background, listed, taken away.

It is the bag of `citeswatch export --format bag --case`. Pages as they came over the
wire are in it, and with them what a seller calls herself: it is for investigators.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from starlette.responses import FileResponse, Response

from crawler.portal.asking.cases import find_package, packages_of
from crawler.portal.asking.rows import Row
from crawler.portal.pages.case_access import note_in_audit, own_case
from crawler.portal.visit import NotFoundError, Visit, WrongInputError

KIND = "application/zip"


def begin(visit: Visit) -> Response:
    """Have the package of a case made."""
    case = own_case(visit)
    visit.portal.packages.begin(case["id"], case["reference"], visit.user.login)
    return visit.go(f"/case/{case['id']}#packages")


def show(visit: Visit) -> Response:
    """Show the packages of a case alone, for a page that waits for one."""
    case = own_case(visit)
    return visit.page("_packages.html", case=case, **package_values(visit, case))


def package_values(visit: Visit, case: Row) -> dict[str, Any]:
    """Gather what the templates show of a case's packages."""
    packages = visit.portal.packages
    # Asked before the list: what is ready between the two is in both, not in neither.
    making, fault = packages.is_being_made(case["id"]), packages.fault(case["id"])
    with visit.portal.databases.reading() as conn:
        made = packages_of(conn, case["reference"])
    for one in made:
        one["name"] = Path(one["path"]).name
        one["is_there"] = _file_of(visit, one) is not None
    return {"packages": made, "making": making, "package_fault": fault}


def take(visit: Visit) -> Response:
    """Give a package, if it is as it was made, and note who took it."""
    case = own_case(visit)
    with visit.portal.databases.reading() as conn:
        found = find_package(
            conn, case["reference"], int(visit.request.path_params["package"]) % 2**63
        )
    if found is None or (path := _file_of(visit, found)) is None:
        raise NotFoundError
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != found["sha256"]:
            raise WrongInputError(
                visit.translate("the file is no longer as it was made: make a new one")
            )
    detail = {"package": path.name, "sha256": found["sha256"]}
    note_in_audit(visit, "case package taken", case, detail)
    return FileResponse(path, media_type=KIND, filename=path.name)


def _file_of(visit: Visit, package: Row) -> Path | None:
    """Give the file of a package if it is where the workspace keeps exports."""
    path = Path(package["path"]).resolve()
    kept = visit.portal.workspace.exports.resolve()
    return path if path.is_file() and path.is_relative_to(kept) else None
