"""The text of a marketplace's rules on wildlife, from a file or from the site."""

from __future__ import annotations

from pathlib import Path

import lxml.etree
import lxml.html
from scrapy.http import HtmlResponse
from scrapy.settings import Settings

from crawler.inspection.session import FetchError, Session, run_session
from crawler.marketplace import Marketplace
from crawler.page_text import element_text

LEAST = 40
"""Letters; what is shorter is no page of rules."""


class PolicyError(Exception):
    """The text cannot be had; the message says what to do."""


def policy_of_file(path: Path) -> str:
    """Read rules that a person saved, as HTML or as plain text.

    Raises:
        PolicyError: it is neither, or holds next to no text.
    """
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PolicyError(
            f"{path} is no text in UTF-8; save the page as HTML or as plain text"
        ) from None
    marked_up = "<html" in content[:2000].lower() or path.suffix in {".html", ".htm"}
    return _enough(_of_page(content) if marked_up else _tidy(content), str(path))


def fetch_policy(settings: Settings, marketplace: Marketplace) -> tuple[str, str]:
    """Ask the site for its rules, once and with all manners; give text and address.

    Raises:
        PolicyError: its file names no address, or the page cannot be had.
    """
    url = marketplace.policy.wildlife_policy_url
    if not url:
        raise PolicyError(
            f"the file of {marketplace.name} names no rules; under [policy] set "
            'wildlife_policy_url = "https://…", or save the page and use --file'
        )

    async def work(session: Session) -> str:
        response = await session.get(url, "policy")
        if not isinstance(response, HtmlResponse):
            raise PolicyError(f"{url} is no HTML page; save its text and use --file")
        return _of_page(response.text)

    try:
        return _enough(run_session(settings, marketplace, work), url), url
    except FetchError as error:
        raise PolicyError(str(error)) from error


def _of_page(content: str) -> str:
    """Give the text of a page: of its main part where it says which that is."""
    try:
        root = lxml.html.document_fromstring(content.encode())
    except (lxml.etree.LxmlError, ValueError):
        return ""
    (body, *_) = root.xpath("//main | //*[@role='main']") or [root.body]
    return "" if body is None else element_text(body)


def _tidy(content: str) -> str:
    lines = (" ".join(line.split()) for line in content.splitlines())
    return "\n".join(line for line in lines if line)


def _enough(text: str, where: str) -> str:
    if len(text) < LEAST:
        raise PolicyError(
            f"{where} holds next to no text; save the page's text and use --file"
        )
    return text
