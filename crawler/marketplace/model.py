"""The keys of a marketplace's TOML file, what each means and what it may hold."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    model_validator,
)

from crawler.linear_patterns import compile_pattern
from crawler.marketplace.addresses import host_of, is_loopback, origin_of
from crawler.marketplace.api import HAS_OWN_CATALOGUE, KEYED, Api, Auth, api_faults
from crawler.marketplace.facts import Facts, Url
from crawler.marketplace.presets import with_preset
from crawler.marketplace.search import Search, search_faults
from crawler.marketplace.sections import (
    Follow,
    Pattern,
    Policy,
    Politeness,
    Proof,
    Select,
    Sources,
)
from crawler.marketplace.values import (
    check_css,
    check_currency,
    check_timezone,
)

SELECTABLE = (
    "title",
    "listing_id",
    "url",
    "description",
    "price",
    "currency",
    "date",
    "ends",
    "place",
    "shipping",
    "seller",
    "category",
    "availability",
    "images",
)
Family = Literal[
    "schema_org",
    "selectors",
    "feed",
    "storefront_json",
    "woocommerce",
    "magento_graphql",
    "saleor_graphql",
    "vendure_graphql",
    "prestashop",
    "opencart",
    "discourse",
    "phpbb",
    "xenforo",
    "ebay_browse",
    "etsy_open_api",
    "mercado_libre",
]
READ_PAGES = frozenset(("schema_org", "selectors", "prestashop", "opencart")) | {
    "phpbb",
    "xenforo",
}
"""Families that read HTML, which a browser may show."""
FIRST_PAGE_ONLY = (
    "only the first page of results is read: paging is not set; name the link to the "
    "next page (next under [follow]) or a sitemap (sitemaps under [sources]), or state "
    "that there is no other page (single_page = true under [follow])"
)
Syntax = Literal["json-ld", "microdata", "opengraph"]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Language = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
]


class Marketplace(Facts):
    """The facts of one site; `name` is the stem of its file."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    title: Annotated[str, StringConstraints(min_length=1)]
    """The site's name as people know it."""
    home: Url
    """Its home page."""
    family: Family
    """How the site publishes its offers."""
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    """ISO 3166-1 alpha-2; only when all its offers are in one country."""
    serves: list[Country] = []
    """ISO 3166-1 alpha-2 of the countries whose public the site is made for."""
    languages: list[Language] = []
    """BCP 47, most used first."""
    currency: Annotated[str, AfterValidator(check_currency)] = ""
    """ISO 4217, of prices that name none."""
    date_order: Literal["DMY", "MDY", "YMD"] = "DMY"
    """The order of day, month and year in its numeric dates."""
    timezone: Annotated[str, AfterValidator(check_timezone)] = "UTC"
    """IANA name, of times that name no zone."""
    start_urls: list[Url] = []
    """Results pages to begin with."""
    domains: list[str] = []
    """Further hosts that are part of the site."""
    picture_hosts: list[str] = []
    """Hosts of its pictures, where they are others; asked for evidence only."""
    listing_id_pattern: Pattern = ""
    """Regular expression whose first group, in a listing's address, is its id."""
    syntaxes: list[Syntax] = ["json-ld", "microdata", "opengraph"]
    """Family schema_org: what to look for, in this order; the first that answers."""
    render: bool = False
    """Whether scripts build its pages, so that a browser must show them."""
    wait_for: Annotated[str, AfterValidator(check_css)] = ""
    """With `render`: what a page shows when its scripts are done."""
    min_listings: Annotated[int, Field(ge=0)] = 0
    """A crawl that saw fewer is marked short and declares nothing gone."""
    sources: Sources = Sources()
    follow: Follow = Follow()
    select: Select = Select()
    politeness: Politeness = Politeness()
    policy: Policy = Policy()
    proof: Proof = Proof()
    api: Api = Api()
    auth: Auth = Auth()
    search: Search | None = None
    lookup: dict[str, dict[str, str]] = {}
    """Value tables by field: published text on the left, what it stands for."""

    @model_validator(mode="before")
    @classmethod
    def _preset(cls, facts: Any) -> Any:
        return with_preset(facts)

    @model_validator(mode="after")
    def _agree(self) -> Marketplace:
        faults = list(self._faults())
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _faults(self) -> Any:
        yield from self._faults_of_family()
        loopback = self.on_loopback
        yield from api_faults(self.family, self.api, self.auth, loopback=loopback)
        yield from search_faults(self.family, self.search)
        if self.proof.how != "not_tried" and self.proof.on is None:
            yield "proof.on: on which day was that so? for example on = 2026-11-26"
        if self.wait_for and not self.render:
            yield "wait_for: only with render = true"
        for field in self.lookup:
            if field not in SELECTABLE:
                yield f"lookup.{field}: no such field; fields are {', '.join(SELECTABLE)}"
        if not loopback:
            yield from self._impolite()

    def _faults_of_family(self) -> Any:
        if self._needs_beginning:
            yield "start_urls: nothing to begin with; name a results page, a sitemap or a feed"
        if self.family == "selectors" and not self.select.title:
            yield 'select.title: family "selectors" needs it, for example title = "h1"'
        if self.family == "selectors" and (self.start_urls or self.search):
            yield from self._without_offers()
        if self.select.each and self.follow.listings:
            yield "select.each: offers are read either from the results page (each) or from their own pages (follow.listings); keep one"
        if self.family == "feed" and not self.sources.feeds:
            yield 'sources.feeds: family "feed" needs the address of one'
        if self.render and self.family not in READ_PAGES:
            yield f"render: family {self.family!r} reads no pages; remove the key"

    def _without_offers(self) -> Any:
        if not (self.follow.listings or self.select.each):
            yield 'follow.listings: say how to get from a results page to its offers: links, such as listings = "a.item"; or, under [select], each = "li.item" to read them there'

    def _impolite(self) -> Any:
        if self.politeness.delay < 0.5:
            yield "politeness.delay: at least 0.5 seconds on a real site"
        if not self.politeness.autothrottle:
            yield "politeness.autothrottle: may be off only for a site on this machine"
        for url in self._entry_urls:
            if is_loopback(host_of(url)):
                yield f"start_urls: {url} is on this machine, the home page is not"

    @property
    def has_catalogue(self) -> bool:
        """Whether the file names lists of the site that can be read whole."""
        named = [*self.start_urls, *self.sources.sitemaps, *self.sources.feeds]
        own = self.family in HAS_OWN_CATALOGUE
        return bool(named or self.api.categories or own)

    @property
    def reads_first_page_only(self) -> bool:
        """Whether nothing says how to go on after the first page of results."""
        lists = self.family in READ_PAGES and self.start_urls
        whole = self.follow.next or self.follow.single_page or self.sources.sitemaps
        return bool(lists) and not whole

    @property
    def _needs_beginning(self) -> bool:
        return not (self.has_catalogue or self.search)

    @property
    def _entry_urls(self) -> list[str]:
        named = [*self.start_urls, *self.sources.sitemaps, *self.sources.feeds]
        search = self.search.template if self.search else ""
        return [*named, *filter(None, (self.endpoint, search))]

    @property
    def on_loopback(self) -> bool:
        """Whether the site runs on this machine (a demo, a test)."""
        return is_loopback(host_of(self.home))

    @cached_property
    def endpoint(self) -> str:
        """Where the site's interface for programs is, "" when it has none."""
        return self.api.endpoint or KEYED.get(self.family, "")

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Hosts of the site without "www."; their subdomains belong to it."""
        urls = [self.home, *self._entry_urls]
        hosts = {host_of(url) for url in urls} | {d.lower() for d in self.domains}
        return frozenset(host.removeprefix("www.") for host in hosts)

    @cached_property
    def origins(self) -> frozenset[tuple[str, int]]:
        """Host and port of every address that the file names."""
        return frozenset(map(origin_of, [self.home, *self._entry_urls]))

    @cached_property
    def home_host(self) -> str:
        """The host of the home page without "www."."""
        return host_of(self.home).removeprefix("www.")

    @cached_property
    def listing_pattern(self) -> Any:
        """`sources.listing_pattern`, compiled; None when there is none."""
        pattern = self.sources.listing_pattern
        return compile_pattern(pattern) if pattern else None

    @cached_property
    def id_pattern(self) -> Any:
        """`listing_id_pattern`, compiled; None when there is none."""
        pattern = self.listing_id_pattern
        return compile_pattern(pattern) if pattern else None

    @property
    def base(self) -> str:
        """Scheme and host of the home page, without a slash at the end."""
        parts = urlsplit(self.home)
        return f"{parts.scheme}://{parts.netloc}"
