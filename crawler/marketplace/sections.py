"""The tables of a marketplace's TOML file, each on one matter."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from crawler.marketplace.facts import Facts, Url
from crawler.marketplace.values import (
    check_optional_url,
    check_pattern,
    check_selector,
)

Written = Annotated[str, AfterValidator(check_selector)]
Pattern = Annotated[str, AfterValidator(check_pattern)]


class Sources(Facts):
    """Where addresses of listings come from, besides `start_urls`."""

    sitemaps: list[Url] = []
    """Sitemaps or indexes of sitemaps, gzipped or not."""
    feeds: list[Url] = []
    """RSS or Atom feeds."""
    listing_pattern: Pattern = ""
    """Regular expression; only addresses in which it is found are listings."""


class Follow(Facts):
    """Which links of a results page to follow."""

    listings: Written = ""
    """Links to listings. Without it the offers are read from the results page."""
    next: Written = ""
    """The link to the next results page, or the links to all the numbered ones."""
    single_page: bool = False
    """Whether a person has stated that each results page stands alone."""


class Select(Facts):
    """Where each field stands in the page, CSS or XPath, one selector each."""

    each: Written = ""
    """One offer on a page that shows several; the other selectors look inside it."""
    title: Written = ""
    listing_id: Written = ""
    url: Written = ""
    description: Written = ""
    price: Written = ""
    currency: Written = ""
    date: Written = ""
    ends: Written = ""
    place: Written = ""
    shipping: Written = ""
    seller: Written = ""
    category: Written = ""
    availability: Written = ""
    images: Written = ""


class Politeness(Facts):
    """How gently the site is asked. Looser values are for loopback only."""

    delay: Annotated[float, Field(ge=0, le=600)] = 1.0
    """Least seconds between two requests."""
    concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    """Most requests under way at once."""
    max_pages: Annotated[int, Field(ge=1)] = 5000
    """Most pages asked for in one crawl."""
    requests_per_day: Annotated[int, Field(ge=1)] | None = None
    """Most requests to its domain in a day (UTC), robots.txt and pictures included."""
    max_depth: Annotated[int, Field(ge=1)] = 500
    """Most links followed one after the other."""
    autothrottle: bool = True
    """Slow down when the site answers slowly."""


class Policy(Facts):
    """What the site says of wildlife, for the register of marketplaces."""

    terms_url: Annotated[str, AfterValidator(check_optional_url)] = ""
    """Address of the terms of use."""
    terms_reviewed_on: date | None = None
    """When a person last read the terms of use. Without it nothing is crawled."""
    code_of_conduct: str = ""
    """Address or name of a code of conduct that the site has signed."""
    wildlife_policy_url: str = ""
    """Address of the site's rules on wildlife."""
    notice_address: str = ""
    """Where a notice of an offer goes: the address of a form, or an e-mail address."""
    coalition: str = ""
    """Coalition against wildlife trafficking online that the site is a member of."""


class Proof(Facts):
    """How far it is proved that the file reads the site."""

    how: Literal["real_software", "recorded_shape", "documented_api", "not_tried"] = (
        "not_tried"
    )
    on: date | None = None
    """When that was last so."""
    documentation: Annotated[str, AfterValidator(check_optional_url)] = ""
    """Address of the documentation that was followed."""
    note: str = ""
    """What could not be told."""
