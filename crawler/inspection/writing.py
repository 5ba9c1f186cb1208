"""The text of a new marketplace's file, with comments for the operator."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from crawler.inspection.recognise import USUAL, Recognised
from crawler.marketplace.api import HAS_OWN_CATALOGUE

if TYPE_CHECKING:
    from crawler.inspection.newcomer import Impression

FOLLOWS = frozenset(("schema_org", "selectors"))
"""Families of which the links to follow are guessed."""


def toml_of(impression: Impression) -> str:
    """Write what was seen of a site as the text of its file."""
    parts = [
        _heading(impression),
        _sources(impression),
        _follow(impression),
        _select(impression.recognised),
        _politeness(impression),
        _POLICY,
    ]
    return "\n".join(part for part in parts if part)


def _heading(impression: Impression) -> str:
    recognised = impression.recognised
    languages = [impression.language] if impression.language else []
    lines = [
        "# A marketplace. Every key is explained in docs/marketplaces.md.",
        f"title = {_quoted(impression.title)}",
        f"home = {_quoted(impression.home)}",
        'country = ""          # two letters, if all its offers are in one country',
        f"languages = {json.dumps(languages)}  # most used first",
        f"currency = {_quoted(recognised.currency)}  # of prices that name none",
        'date_order = "DMY"    # order of numeric dates: DMY, MDY or YMD',
        'timezone = "UTC"      # for example Europe/Paris',
        f"family = {_quoted(recognised.family)}",
    ]
    if recognised.syntaxes:
        lines.append(f"syntaxes = {json.dumps(recognised.syntaxes)}")
    if recognised.family not in HAS_OWN_CATALOGUE:
        lines.append(f"start_urls = [{_quoted(impression.start_url)}]")
    lines.append(
        "min_listings = 0      # fewer than this and the crawl is marked as short"
    )
    return "\n".join(lines) + "\n"


def _sources(impression: Impression) -> str:
    if not (impression.sitemaps or impression.feeds):
        return ""
    pattern = re.escape(impression.listing_path) if impression.listing_path else ""
    used = _needs_sources(impression, pattern)
    off = "" if used else "# "
    lines = ["# Found, and not used until the # before a line is taken away:"]
    if used:
        lines = ["# Used, because no link to a next page of results was found."]
    lines.append(f"{off}[sources]")
    if impression.sitemaps:
        # A sitemap also holds what is no listing: without a pattern it is not used.
        mark = off if pattern else "# "
        lines.append(f"{mark}sitemaps = {json.dumps(impression.sitemaps)}")
        hint = "  # what a listing's address holds"
        lines.append(f"{mark}listing_pattern = {_quoted(pattern or '/item/')}{hint}")
    if impression.feeds:
        newest = "  # as a rule only the newest offers"
        lines.append(f"{off}feeds = {json.dumps(impression.feeds)}{newest}")
    return "\n".join(lines) + "\n"


def _needs_sources(impression: Impression, pattern: str) -> bool:
    """Whether the site's sitemaps or feeds are to be read from the beginning."""
    by_pages = impression.recognised.family in FOLLOWS
    usable = impression.feeds or (impression.sitemaps and pattern)
    return bool(by_pages and usable and not impression.follow_next)


def _follow(impression: Impression) -> str:
    if impression.recognised.family not in FOLLOWS:
        return ""
    lines = ["[follow]"]
    if impression.follow_listings:
        seen = f"# {impression.listings_seen} on the first page"
        lines.append(f"listings = {_quoted(impression.follow_listings)}  {seen}")
    else:
        lines.append("# listings = 'a.item'  # links from a results page to listings")
    if impression.follow_next:
        lines.append(f"next = {_quoted(impression.follow_next)}")
    else:
        lines += [
            "# No link to a next page of results was found. Name it:",
            "# next = 'a[rel=next]'",
            "# or, when the site shows all its offers on one page, state that:",
            "# single_page = true",
        ]
    return "\n".join(lines) + "\n"


def _select(recognised: Recognised) -> str:
    if recognised.family != "selectors":
        return ""
    lines = [
        "# Guessed from usual names: see what `marketplace check` reads with them.",
        "[select]",
    ]
    for name in USUAL:
        if selector := recognised.select.get(name):
            lines.append(f"{name} = {_quoted(selector)}")
        else:
            lines.append(f"# {name} = ''")
    if "title" not in recognised.select:
        lines[lines.index("# title = ''")] = 'title = "h1"'
    return "\n".join(lines) + "\n"


def _politeness(impression: Impression) -> str:
    if impression.on_loopback:
        return "[politeness]  # this site runs on this machine\ndelay = 0\nautothrottle = false\n"
    return "[politeness]\ndelay = 2.0  # least seconds between two requests\n"


_POLICY = """\
[policy]
# terms_url = ""
# terms_reviewed_on = 2026-01-31  # when a person last read the terms of use
# code_of_conduct = ""
# wildlife_policy_url = ""
# notice_address = ""  # where a notice of an offer goes: a form, or e-mail
# coalition = ""       # against wildlife trafficking, that it is a member of
"""


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for the rare DEL.
    return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)
