"""The portal's own pages: every address, who may ask for it, and what answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from crawler.portal.pages import (
    audit,
    cases,
    dashboard,
    evidence,
    listing,
    packages,
    people,
    review,
    search,
    sign_in,
    subjects,
)
from crawler.portal.visit import Visit

GET = ("GET", "HEAD")
POST = ("POST",)


@dataclass(frozen=True)
class Page:
    """An address; *role* is the least that may ask for it, None for anybody."""

    path: str
    function: Callable[[Visit], Response]
    role: str | None = "viewer"
    methods: tuple[str, ...] = GET


ROUTES = (
    Page("/sign-in", sign_in.show, role=None),
    Page("/sign-in", sign_in.enter, role=None, methods=POST),
    Page("/sign-out", sign_in.leave, methods=POST),
    Page("/welcome/{token}", sign_in.show_welcome, role=None),
    Page("/welcome/{token}", sign_in.welcome, role=None, methods=POST),
    Page("/language", sign_in.language, role=None, methods=POST),
    Page("/", dashboard.show),
    Page("/charts", dashboard.charts),
    Page("/charts/{name}.svg", dashboard.picture),
    Page("/search", search.show),
    Page("/search/save", search.save, methods=POST),
    Page("/search/export", search.export, methods=POST),
    Page("/search/saved/{number:int}", search.look),
    Page("/search/saved/{number:int}/remove", search.remove, methods=POST),
    Page("/listing/{number:int}", listing.show),
    Page("/listing/{number:int}/review", review.judge_shown, "analyst", POST),
    Page("/listing/{number:int}/case", cases.add_to, "analyst", POST),
    Page("/review", review.show, "analyst"),
    Page("/review/undo", review.undo, "analyst", POST),
    Page("/review/{number:int}", review.judge, "analyst", POST),
    Page("/taxa/pick", review.pick_taxon, "analyst"),
    Page("/taxon/{taxon_id}", subjects.taxon),
    Page("/taxon", subjects.taxon_by_name),
    Page("/marketplaces", subjects.marketplaces),
    Page("/marketplace/{name}", subjects.marketplace),
    Page("/seller/{pseudonym}", subjects.seller),
    Page("/seller/{pseudonym}/reveal", subjects.reveal, "investigator", POST),
    Page("/evidence/{number:int}", evidence.picture),
    Page("/cases", cases.show_all, "analyst"),
    Page("/cases", cases.begin, "analyst", POST),
    Page("/case/{number:int}", cases.show, "analyst"),
    Page("/case/{number:int}/note", cases.note, "analyst", POST),
    Page("/case/{number:int}/member", cases.member, "analyst", POST),
    Page("/case/{number:int}/state", cases.state, "analyst", POST),
    Page("/case/{number:int}/remove", cases.remove, "analyst", POST),
    Page("/case/{number:int}/export", cases.export, "analyst", POST),
    Page("/case/{number:int}/packages", packages.show, "investigator"),
    Page("/case/{number:int}/packages", packages.begin, "investigator", POST),
    Page("/case/{number:int}/package/{package:int}", packages.take, "investigator"),
    Page("/account", people.account),
    Page("/account", people.change_password, methods=POST),
    Page("/users", people.show, "administrator"),
    Page("/users", people.add, "administrator", POST),
    Page("/users/{login}/role", people.role, "administrator", POST),
    Page("/users/{login}/password", people.password, "administrator", POST),
    Page("/users/{login}/remove", people.remove, "administrator", POST),
    Page("/audit", audit.show, "administrator"),
)
