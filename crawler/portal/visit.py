"""One request to the portal: who asks, in which language, and how it is answered."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from crawler import __version__
from crawler.portal import words
from crawler.portal.databases import Databases
from crawler.portal.desk.file import Desk
from crawler.portal.desk.sessions import Session
from crawler.portal.desk.users import User
from crawler.portal.guard import Door
from crawler.portal.notices import (
    ACTIONS,
    ALARMS,
    CLAIMS,
    DETAILS,
    EVENTS,
    KINDS_KEPT,
    NOTICES,
    OFFERS,
    OUTCOMES,
    RANKS,
    STATES,
    VERDICTS,
)
from crawler.portal.packages import Packages
from crawler.portal.shared import Shared
from crawler.portal.snapshot import Snapshots
from crawler.quoting import quoted
from crawler.reports.cells import price
from crawler.reports.crawl_reasons import stored_reason
from crawler.store.times import utc_text
from crawler.translation.words import Words
from crawler.workspace import Workspace

Form = dict[str, list[str]]
LONGEST_TEXT = 20_000


class NotFoundError(Exception):
    """There is no such thing, or the user may not know that there is."""


class RefusedError(Exception):
    """The user may not do this."""


class WrongInputError(ValueError):
    """What was sent cannot be used; the text says why."""


@dataclass(frozen=True, eq=False)
class Portal:
    """What all requests share."""

    workspace: Workspace
    databases: Databases
    desk: Desk
    door: Door
    snapshots: Snapshots
    packages: Packages
    shared: Shared
    species_folder: Path

    def cookie(self, name: str) -> str:
        """Name a cookie; over TLS so that no other host can set it."""
        return f"__Host-citeswatch-{name}" if self.door.tls else f"citeswatch-{name}"


@dataclass
class Visit:
    """One request."""

    portal: Portal
    request: Request
    session: Session | None
    language: str
    form: Form = field(default_factory=dict)

    @property
    def user(self) -> User:
        """The signed-in user."""
        if self.session is None:
            raise RefusedError("sign in first")
        return self.session.user

    @property
    def now(self) -> str:
        """The time, as the database spells it."""
        return utc_text(datetime.now(UTC))

    def translate(self, text: str) -> str:
        """Say *text* in the visitor's language."""
        return words.catalogue(self.language).gettext(text) if text else ""

    def number(self, name: str = "number") -> int:
        """Give a number of the address."""
        return int(self.request.path_params[name]) % 2**63

    def text(self, name: str, longest: int = LONGEST_TEXT) -> str:
        """Give a field of the form, its outer space apart."""
        return self.form.get(name, [""])[-1].strip()[:longest]

    def integer(self, name: str) -> int:
        """Give a field of the form that is a whole number.

        Raises:
            WrongInputError: it is none.
        """
        given = self.text(name)
        if not given.isascii() or not given.isdecimal() or len(given) > 18:
            raise WrongInputError(f"{name}: {given[:40]!r} is no number")
        return int(given)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Answer with a page."""
        text = environment(self.language).get_template(template)
        response = HTMLResponse(
            text.render(
                user=self.session.user if self.session else None,
                form_token=self.form_token(),
                language=self.language,
                languages=words.LANGUAGES,
                path=self.request.url.path,
                here=_here(self.request),
                unit=self.portal.workspace.settings.unit,
                version=__version__,
                notice=NOTICES.get(self.request.query_params.get("said", ""), ""),
                **values,
            ),
            status_code=status,
        )
        if self.session is None:
            self.set_cookie(response, "form", self.form_token())
        return response

    def go(self, path: str, said: str = "") -> Response:
        """Send the browser on to *path*, with a notice to show there."""
        if said:
            path += f"{'&' if '?' in path else '?'}said={said}"
        return RedirectResponse(path, status_code=303)

    def form_token(self) -> str:
        """Give the token that a form of this visitor carries."""
        if self.session is not None:
            return self.session.csrf
        if not hasattr(self.request.state, "form_token"):
            known = self.request.cookies.get(self.portal.cookie("form"), "")
            self.request.state.form_token = (
                known if len(known) == 43 else secrets.token_urlsafe(32)
            )
        return str(self.request.state.form_token)

    def set_cookie(
        self, response: Response, name: str, value: str, seconds: int | None = None
    ) -> None:
        """Give the browser a cookie that no script can read."""
        response.set_cookie(
            self.portal.cookie(name),
            value,
            max_age=seconds,
            httponly=True,
            samesite="lax",
            secure=self.portal.door.tls,
            path="/",
        )


@cache
def environment(language: str) -> Environment:
    """Give the templates in *language*."""
    place = files("crawler.portal").joinpath("templates")
    made = Environment(
        loader=FileSystemLoader(str(place)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    made.install_gettext_translations(  # type: ignore[attr-defined]
        words.catalogue(language), newstyle=True
    )
    made.globals["ngettext"] = _counting(made.globals["ngettext"], language)
    made.filters.update(
        price=price,
        quoted=quoted,
        number=lambda number: words.number_text(number, language),
        country=lambda code: words.country_name(code, language),
        language_name=lambda code: words.language_name(code, language),
        day=lambda text: (text or "")[:10],
        moment=lambda text: (text or "")[:16].replace("T", " "),
        short=_short,
        details=_details,
        why=lambda reason: stored_reason(reason, Words("reports", language)),
        group=Words("reports", language).term,
        say=lambda text: words.catalogue(language).gettext(text) if text else "",
    )
    made.globals.update(
        actions=ACTIONS,
        detail_names=DETAILS,
        claims=CLAIMS,
        states=STATES,
        offers=OFFERS,
        events=EVENTS,
        kinds_kept=KINDS_KEPT,
        outcomes=OUTCOMES,
        ranks=RANKS,
        alarm_kinds=ALARMS,
        verdicts=VERDICTS,
    )
    return made


def _counting(said: Any, language: str) -> Any:
    """Let the number of a counted text be written as other numbers are."""

    @pass_context
    def ngettext(
        context: Context, one: str, more: str, number: int, **more_of: Any
    ) -> Any:
        num = words.number_text(number, language)
        return said(context, one, more, number, **{"num": num, **more_of})

    return ngettext


def _here(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _details(kept: str) -> list[tuple[str, str]]:
    """Give what an entry of the audit record says besides, empty values apart."""
    return [
        (name, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for name, value in json.loads(kept).items()
        if value not in ("", None, [], {})
    ]


def _short(text: str | None, most: int = 160) -> str:
    text = text or ""
    return text if len(text) <= most else text[:most].rstrip() + "…"
