"""What a check found, field by field, in plain words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from crawler.availability import ENDED, OPEN
from crawler.dates import DateReader
from crawler.families.listings import TEXTS
from crawler.items import Listing
from crawler.marketplace import Marketplace
from crawler.marketplace.model import READ_PAGES
from crawler.places import country_in
from crawler.prices import Price, is_machine_written, read_price

Verdict = Literal["found", "missing", "unread"]
WANTED = ("title", "price", "description")
"""Fields without which a listing is of little use to the matcher or an analyst."""

_SELECT = 'name where it stands: {field} = "CSS selector" under [select]'
ADVICE = {
    "title": 'without a title there is no listing: title = "h1" under [select]',
    "description": _SELECT,
    "price": _SELECT,
    "currency": 'set currency = "EUR" (or another ISO 4217 code) at the top',
    "date": f"first_seen_at will stand in for it; or {_SELECT}",
    "ends": "only auctions need it",
    "place": f"routes cannot be told without it; {_SELECT}",
    "shipping": f"routes cannot be told without it; {_SELECT}",
    "seller": f"sellers cannot be told apart without it; {_SELECT}",
    "category": "it helps the matcher tell goods apart; optional",
    "availability": "optional; sold offers will count as open",
    "images": "optional; their addresses are kept, they are not fetched",
}


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """One field: what was published, where it stood, how it will be read.

    `verdict` is `unread` when something was published that cannot be read.
    """

    field: str
    verdict: Verdict
    value: str = ""
    where: str = ""
    read_as: str = ""
    advice: str = ""


@dataclass(slots=True)
class CheckReport:
    """What came of trying a marketplace's file against its pages."""

    marketplace: str
    family: str
    robots: str = ""
    results_url: str = ""
    listing_links: int = 0
    next_url: str = ""
    first_page_only: bool = False
    """Whether the file does not say how to go on after the first page of results."""
    listing_url: str = ""
    listings: int = 0
    listing_id: str = ""
    fields: list[FieldFinding] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether a crawl would find listings worth having."""
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """Give the report as plain JSON-ready values."""
        return {**asdict(self), "is_good": self.is_good}


def find_fields(marketplace: Marketplace, listing: Listing) -> list[FieldFinding]:
    """Say of each field of *listing* what was found and how it will be read."""
    findings = [
        _finding(marketplace, listing, name, getattr(listing, attribute))
        for name, attribute in TEXTS.items()
    ]
    pictures = f"{len(listing.image_urls)} found" if listing.image_urls else ""
    return [*findings, _finding(marketplace, listing, "images", pictures)]


def _finding(
    marketplace: Marketplace, listing: Listing, name: str, value: str
) -> FieldFinding:
    advice = _advice(marketplace, name)
    if not value:
        if name == "currency" and marketplace.currency:
            where = "currency at the top of the file"
            return FieldFinding(name, "found", marketplace.currency, where)
        if name == "currency" and (currency := _in_price(marketplace, listing)):
            return FieldFinding(name, "found", currency, "the price")
        return FieldFinding(name, "missing", advice=advice)
    read_as, problem = _read(marketplace, listing, name, value)
    where = listing.provenance.get(name, "")
    verdict: Verdict = "unread" if problem else "found"
    return FieldFinding(name, verdict, value, where, read_as, problem)


def _advice(marketplace: Marketplace, name: str) -> str:
    """Say what to do about a field that is missing."""
    if marketplace.family in READ_PAGES:
        return ADVICE[name].format(field=name)
    before, _, rest = ADVICE[name].format(field=name).partition("name where it stands")
    return f"{before}the site does not give it this way" if rest else before


def _read(
    marketplace: Marketplace, listing: Listing, name: str, value: str
) -> tuple[str, str]:
    """Give how *value* will be read, and what is wrong with that ("" if nothing)."""
    if name == "price":
        return _read_price(marketplace, listing)
    if name in {"date", "ends"}:
        return _read_date(marketplace, name, value)
    if name == "availability":
        return _read_availability(marketplace, value)
    if name == "place":
        where = listing.provenance.get("place", "")
        country = country_in(value, where) or marketplace.country
        return (f"country {country}" if country else "country not told"), ""
    return "", ""


def _in_price(marketplace: Marketplace, listing: Listing) -> str:
    """Give the currency that the text of the price names."""
    price = _price(marketplace, listing) if listing.price_text else None
    return price.currency if price else ""


def _price(marketplace: Marketplace, listing: Listing) -> Price | None:
    return read_price(
        listing.price_text,
        listing.currency_text,
        default_currency=marketplace.currency,
        machine_written=is_machine_written(listing.provenance.get("price", "")),
    )


def _read_price(marketplace: Marketplace, listing: Listing) -> tuple[str, str]:
    price = _price(marketplace, listing)
    if price is None:
        return "", "no number in it; point the selector at the price alone"
    if not price.currency:
        return str(price.amount), ADVICE["currency"]
    return f"{price.amount} {price.currency}", ""


def _read_date(marketplace: Marketplace, name: str, value: str) -> tuple[str, str]:
    languages = tuple(marketplace.languages)
    reader = DateReader(languages, marketplace.date_order, marketplace.timezone)
    now = datetime.now(UTC)
    read = reader.read_past if name == "date" else reader.read_future
    if text := read(value, now):
        return text, ""
    return "", (
        "not read as a date; check date_order, languages, and that the selector gives "
        "the date alone"
    )


def _read_availability(marketplace: Marketplace, value: str) -> tuple[str, str]:
    table = marketplace.lookup.get("availability", {})
    meant = {key.casefold(): text for key, text in table.items()}
    said = meant.get(value.strip().casefold(), value).casefold()
    if said in ENDED:
        return "sold or ended", ""
    if said in OPEN:
        return "open", ""
    mend = f'"{value[:40]}" = "SoldOut" or "InStock" under [lookup.availability]'
    return "open", f"the word is not known; say what it means: {mend}"
