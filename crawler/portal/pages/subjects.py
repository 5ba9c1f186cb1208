"""The pages of a taxon, a marketplace and a seller."""

from __future__ import annotations

from starlette.responses import Response

from crawler.portal.asking import subjects
from crawler.portal.visit import NotFoundError, Visit, WrongInputError
from crawler.privacy.identities import IdentityError, identity_key, reveal_seller
from crawler.secret_file import SecretFileError
from crawler.store import Store


def taxon(visit: Visit) -> Response:
    """Show a taxon: Appendices, names, and where it was found."""
    with visit.portal.databases.reading() as conn:
        found = subjects.taxon(conn, str(visit.request.path_params["taxon_id"]))
    if found is None:
        raise NotFoundError
    return visit.page("taxon.html", taxon=found)


def taxon_by_name(visit: Visit) -> Response:
    """Go to the page of the taxon with a scientific name."""
    name = visit.request.query_params.get("name", "")
    with visit.portal.databases.reading() as conn:
        found = subjects.taxon_named(conn, name)
    if found is None:
        raise NotFoundError
    return visit.go(f"/taxon/{found}")


def marketplaces(visit: Visit) -> Response:
    """Show how every marketplace does."""
    with visit.portal.databases.reading() as conn:
        found = subjects.marketplaces(conn)
    return visit.page("marketplaces.html", markets=found)


def marketplace(visit: Visit) -> Response:
    """Show a marketplace: its crawls, its taxa, its newest flagged offers."""
    with visit.portal.databases.reading() as conn:
        found = subjects.marketplace(conn, str(visit.request.path_params["name"]))
    if found is None:
        raise NotFoundError
    return visit.page("marketplace.html", market=found)


def seller(visit: Visit) -> Response:
    """Show what a seller offered, by pseudonym."""
    pseudonym = str(visit.request.path_params["pseudonym"])
    with visit.portal.databases.reading() as conn:
        found = subjects.seller(conn, pseudonym)
    if found is None:
        raise NotFoundError
    return visit.page("seller.html", seller=found, names=[])


def reveal(visit: Visit) -> Response:
    """Show an investigator who a seller is; that is written down before."""
    pseudonym = str(visit.request.path_params["pseudonym"])
    with visit.portal.databases.reading() as conn:
        found = subjects.seller(conn, pseudonym)
    if found is None:
        raise NotFoundError
    workspace = visit.portal.workspace
    kept = [shop for shop in found["shops"] if shop["is_kept"]]
    try:
        key = identity_key(workspace.folder) if kept else b""
        with Store.open(workspace.database) as store:
            names = [
                (shop["shop"], reveal_seller(store, key, shop["id"], visit.user.login))
                for shop in kept
            ]
    except (IdentityError, SecretFileError) as error:
        raise WrongInputError(str(error)) from error
    return visit.page("seller.html", seller=found, names=names)
