"""The text of a new marketplace's file, with comments for the operator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crawler.inspection.recognise import USUAL, Recognised
from crawler.marketplace.api import HAS_OWN_CATALOGUE

if TYPE_CHECKING:
    from crawler.inspection.newcomer import Impression


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
    lines = ["# Found, and not used until the # before a line is taken away:"]
    lines.append("# [sources]")
    if impression.sitemaps:
        lines.append(f"# sitemaps = {json.dumps(impression.sitemaps)}")
        lines.append("# listing_pattern = '/item/'  # what a listing's address holds")
    if impression.feeds:
        lines.append(f"# feeds = {json.dumps(impression.feeds)}")
    return "\n".join(lines) + "\n"


def _follow(impression: Impression) -> str:
    if impression.recognised.family not in {"schema_org", "selectors"}:
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
        lines.append("# next = 'a[rel=next]'  # the link to the next results page")
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
"""


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for the rare DEL.
    return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)
