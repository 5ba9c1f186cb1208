"""What went wrong with a page, in words, with what the operator can do."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.extensions.day_budgets import BudgetSpent
from crawler.extensions.unchanged import NotChanged
from crawler.families.page import PageFault
from crawler.keyrings import KeyRefused, KeyWouldLeak
from crawler.middlewares.come_later import ComeLater
from crawler.middlewares.refusals import Refused
from crawler.middlewares.stay_on_site import OffSite
from crawler.middlewares.whole_bodies import CutOff
from crawler.rendering import NeverShown

GONE = frozenset((404, 410))
ASKED_AGAIN = "asked_again"
"""The key in the meta of a request for a listing that the crawl did not meet."""
_SHOWS_NO_OFFER = frozenset(("no_offers", "no_title", "off_site", "redirect_loop"))


@dataclass(frozen=True, slots=True)
class Trouble:
    """One page's trouble.

    `kind` is its counter. `expected` marks what is no fault of the page: robots.txt
    forbids it, it leads off the site, the listing is gone.
    """

    kind: str
    said: str
    mend: str
    expected: bool = False
    refusal: bool = False
    error: BaseException | None = None


def explain(error: BaseException, request: Request | None = None) -> Trouble:
    """Say what *error*, raised for the page of *request*, means."""
    trouble = _explain(error)
    again = request is not None and request.meta.get(ASKED_AGAIN)
    if again and trouble.kind in _SHOWS_NO_OFFER:
        return Trouble("gone", trouble.said, "nothing to do", expected=True)
    return trouble


def _explain(error: BaseException) -> Trouble:
    if isinstance(error, PageFault | NeverShown):
        return Trouble(error.kind, error.said, error.mend)
    if isinstance(error, HttpError):
        return _of_status(error.response.status)
    for kind, trouble in _KNOWN:
        if isinstance(error, kind):
            return trouble
    if isinstance(error, Refused | KeyRefused):
        return _of_refusal(error)
    if isinstance(error, IgnoreRequest):
        return _of_ignored(str(error))
    said = f"failed: {type(error).__name__}: {error}"
    mend = "please report it with this log"
    return Trouble(type(error).__name__, said, mend, error=error)


_LATER = "it is asked again in the next crawl"
_KNOWN: tuple[tuple[type[BaseException], Trouble], ...] = (
    (NotChanged, Trouble("unchanged", "has not changed", "nothing", expected=True)),
    (
        BudgetSpent,
        Trouble("budget_spent", "was not asked for today", _LATER, expected=True),
    ),
    (
        OffSite,
        Trouble("off_site", "leads off the site", "nothing to do", expected=True),
    ),
    (
        KeyWouldLeak,
        Trouble("key_would_leak", "leads off the key's own host", "tell its site"),
    ),
    (CutOff, Trouble("cut_off", "came cut off each time", _LATER)),
    (ResponseDataLossError, Trouble("cut_off", "came cut off each time", _LATER)),
    (
        DownloadCancelledError,
        Trouble("too_large", "is larger than 10 MB and was not read", "nothing to do"),
    ),
    (DownloadTimeoutError, Trouble("timeout", "did not answer in time", _LATER)),
    (
        CannotResolveHostError,
        Trouble(
            "no_such_host",
            "has a host name that is not known, or not a public one",
            "check the address and your DNS",
        ),
    ),
    (
        DownloadConnectionRefusedError,
        Trouble("no_connection", "takes no connection", "is the site up?"),
    ),
)


def _of_refusal(error: Refused | KeyRefused) -> Trouble:
    if isinstance(error, ComeLater):
        mend = "the site rests until then"
        return Trouble("come_later", error.how, mend, refusal=True)
    if isinstance(error, Refused):
        mend = "the site does not want to be crawled now; leave it a day, or ask it"
        return Trouble("refused", error.how, mend, refusal=True)
    mend = "check the key that [auth] names, and that it is for this site's interface"
    return Trouble("key_refused", str(error), mend, refusal=True)


def _of_status(status: int) -> Trouble:
    said = f"answered {status}"
    if status in GONE:
        return Trouble("gone", said, "nothing to do", expected=True)
    if status >= 500:
        return Trouble(f"http_{status}", f"{said} each time it was asked for", _LATER)
    return Trouble(f"http_{status}", said, "open the address in a browser")


def _of_ignored(said: str) -> Trouble:
    if "robots.txt" in said:
        mend = "the site's owner asks not to fetch it"
        return Trouble("robots_forbidden", "is forbidden by robots.txt", mend, True)
    if "redirections" in said:
        mend = "open the address in a browser; the site may want cookies"
        return Trouble("redirect_loop", "is redirected without end", mend)
    if "DOWNLOAD_MAXSIZE" in said:
        return Trouble("too_large", "is larger than 10 MB unpacked", "nothing to do")
    return Trouble("ignored", f"was not read: {said}", "see the log")
