"""How the page shows each table: which columns, under which heads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import category

Row = Mapping[str, Any]
DASH, MINUS = "–", "−"


@dataclass(frozen=True)
class Column:
    """One column of the page: its head, its text, and whether it is a number."""

    head: str
    text: Callable[[Row], str]
    number: bool = False


def columns_of(table: str, titles: Mapping[str, str]) -> list[Column]:
    """Give the columns that the page shows of *table*; *titles* are marketplaces'."""
    titled = {id(MARKET): _titled(titles), id(VALUE): _valued(titles)}
    return [titled.get(id(column), column) for column in _SHOWN[table]]


def number(value: object, places: int = 1) -> str:
    """Write a count with thousands apart, a rate to *places*, none as a dash."""
    if value is None:
        return DASH
    text = f"{value:,.{places}f}" if isinstance(value, float) else f"{value:,}"
    return text.replace("-", MINUS)


def price(row: Row) -> str:
    """Write a price as published, with its currency if the text names none."""
    text = str(row["price_text"])
    bare = not any(sign.isalpha() or category(sign) == "Sc" for sign in text)
    return f"{text} {row['currency']}".strip() if text and bare else text or "no price"


def _plain(head: str, name: str) -> Column:
    return Column(head, lambda row: DASH if row[name] is None else str(row[name]))


def _count(head: str, name: str) -> Column:
    return Column(head, lambda row: number(row[name]), number=True)


def _effort() -> list[Column]:
    return [_count("Listings seen", "listings_seen"), _count("Pages", "pages_fetched")]


def _flagged() -> list[Column]:
    return [
        _count("Flagged", "flagged_listings"),
        _count("Distinct offers", "flagged_offers"),
    ]


def _rates() -> list[Column]:
    return [
        *_effort(),
        *_flagged(),
        Column("Per 1,000 listings", _interval("per_1000_listings", "per_1000"), True),
        Column("Per 100 pages", _interval("per_100_pages", "per_100_pages"), True),
    ]


def _pooled() -> list[Column]:
    of = Column(
        "Marketplaces",
        lambda row: f"{row['marketplaces_complete']} of {row['marketplaces_watched']}",
        number=True,
    )
    return [of, *_rates()]


def _interval(name: str, stem: str) -> Callable[[Row], str]:
    def text(row: Row) -> str:
        if row[name] is None:
            return DASH
        low, high = number(row[f"{stem}_low"]), number(row[f"{stem}_high"])
        return f"{number(row[name])} ({low}–{high})"

    return text


def _weeks(row: Row) -> str:
    complete, missed = row["weeks_complete"], row["weeks_not_counted"]
    return f"{complete} of {complete + missed}"


def percent(value: float) -> str:
    """Write a share of change with its sign: +20 %, −3 %."""
    return f"{100 * value:+.0f} %".replace("-", MINUS)


def _change(row: Row) -> str:
    if row["change_a_year"] is None:
        return DASH
    low, high = percent(row["change_low"]), percent(row["change_high"])
    return f"{percent(row['change_a_year'])} ({low} to {high})"


def _kendall(row: Row) -> str:
    if row["kendall_tau"] is None:
        return DASH
    tau = f"{row['kendall_tau']:.2f}".replace("-", MINUS)
    return f"τ {tau}, p {row['kendall_p']:.3f}"


def _money(name: str) -> Callable[[Row], str]:
    return lambda row: number(row[name], 2)


def _share(name: str) -> Callable[[Row], str]:
    return lambda row: DASH if row[name] is None else f"{100 * row[name]:.0f} %"


def _told(head: str, name: str) -> Column:
    return Column(head, lambda row: str(row[name] or "none recorded"))


def _went(row: Row) -> str:
    if row["went_in_30_days"] is None:
        return DASH
    low, high = _share("went_low")(row), _share("went_high")(row)
    return f"{_share('went_in_30_days')(row)} ({low} to {high})"


def _between(name: str, stem: str) -> Callable[[Row], str]:
    """Write an estimate with its bounds, of which either may not be known."""

    def text(row: Row) -> str:
        if row[name] is None:
            return "not reached"
        low, high = row[f"{stem}_low"], row[f"{stem}_high"]
        return f"{number(row[name])} ({number(low)} to {number(high)})"

    return text


def _estimate(row: Row) -> str:
    values = [row["estimate"], row["estimate_low"], row["estimate_high"]]
    if values[0] is None:
        return DASH
    places = 0 if values[2] > 1 else 3
    value, low, high = (number(float(one), places) for one in values)
    return f"{value} ({low} to {high})"


def _both(name: str) -> Callable[[Row], str]:
    return lambda row: f"{number(row[name])} ({number(row[f'flagged_{name}'])})"


def _titled(titles: Mapping[str, str]) -> Column:
    def text(row: Row) -> str:
        return titles.get(row["marketplace"]) or str(row["marketplace"])

    return Column(MARKET.head, text)


def _valued(titles: Mapping[str, str]) -> Column:
    """Write a value of the extent; a marketplace by its title."""

    def text(row: Row) -> str:
        value = str(row["value"])
        return (
            titles.get(value) or value if row["dimension"] == "marketplace" else value
        )

    return Column(VALUE.head, text)


MARKET = _plain("Marketplace", "marketplace")
VALUE = _plain("Value", "value")
_WEEK = _plain("Week", "week")
_STATUS = _plain("Status", "status")
_GROUP = _plain("Group", "taxon_group")
_APPENDIX = _plain("Appendix", "appendix")
_SHOWN: dict[str, list[Column]] = {
    "effort": [
        *(_WEEK, MARKET, _STATUS, *_effort()),
        _count("Refused", "refusals"),
        _count("Errors", "errors"),
        _plain("Why it does not count", "reason"),
    ],
    "rates_by_marketplace": [_WEEK, MARKET, _STATUS, _APPENDIX, *_rates()],
    "rates_by_appendix": [_WEEK, _APPENDIX, *_pooled()],
    "rates_by_taxon_group": [_WEEK, _GROUP, *_pooled()],
    "totals_by_marketplace": [
        MARKET,
        Column("Weeks complete", _weeks, number=True),
        *(_APPENDIX, *_rates()),
    ],
    "totals_by_taxon_group": [_GROUP, _APPENDIX, *_flagged()],
    "totals_by_taxon": [_plain("Taxon", "taxon"), _GROUP, _APPENDIX, *_flagged()],
    "changes": [
        *(_WEEK, MARKET),
        Column("First look", _both("baseline"), number=True),
        Column("New", _both("new"), number=True),
        Column("Changed", _both("changed"), number=True),
        Column("Gone", _both("gone"), number=True),
        Column("Relisted", _both("relisted"), number=True),
    ],
    "trend": [
        _APPENDIX,
        Column("Change a year, 95 % interval", _change, number=True),
        _plain("Trend", "direction"),
        *(_count("Weeks", "weeks"), _count("Distinct offers", "offers")),
        Column("Mann-Kendall", _kendall),
        _plain("Jumps of the level", "breaks"),
        _plain("Why none is told", "why_not"),
    ],
    "extent": [
        _APPENDIX,
        Column("By", lambda row: str(row["dimension"]).replace("_", " ")),
        VALUE,
        *(_count("Distinct offers", "offers"), _count("Listings", "listings")),
        *(_count("Confirmed", "confirmed"), _count("Rejected", "rejected")),
        *(_count("Unsure", "unsure"), _count("Not reviewed", "not_reviewed")),
    ],
    "value": [
        *(_APPENDIX, _plain("Currency", "currency")),
        *(_count("Distinct offers", "offers"), _count("With a price", "priced")),
        Column("Median", _money("median_price"), number=True),
        Column("Sum", _money("total_price"), number=True),
    ],
    "conduct": [
        *(MARKET, _told("Country", "country")),
        _told("Code of conduct", "code_of_conduct"),
        _told("Rules on wildlife", "wildlife_policy_url"),
        _told("Terms read on", "terms_reviewed_on"),
        _count("Appendix I listings watched", "appendix_i_listings"),
        Column("Went in 30 days", _went, number=True),
    ],
    "routes": [
        *(_APPENDIX, _plain("From", "from_country"), _plain("To", "to_country")),
        _count("Distinct offers", "offers"),
    ],
    "methods": [
        *(_APPENDIX, _plain("Method", "method")),
        _count("Distinct offers", "offers"),
    ],
    "life_spans": [
        *(_APPENDIX, _count("Listings", "listings"), _count("Went", "ended_listings")),
        Column("Median days", _between("median_days", "median"), number=True),
        Column("Stay over 7 days", _share("staying_7_days"), number=True),
        Column("Over 30 days", _share("staying_30_days"), number=True),
        Column("Over 90 days", _share("staying_90_days"), number=True),
    ],
    "missed": [
        _plain("What", "what"),
        Column("Estimate", _estimate, number=True),
        *(_plain("Rests on", "rests_on"), _plain("Why none is told", "why_not")),
    ],
    "appendix_i_offers": [
        *(_plain("Title", "title"), _plain("Taxon", "taxon")),
        *(_plain("Offer", "offer"), Column("Price", price), MARKET),
        Column("First seen", lambda row: str(row["first_seen_at"])[:10]),
        Column("Last", lambda row: str(row["last_seen_at"])[:10]),
        _plain("State", "state"),
    ],
    "known_changes": [_WEEK, _plain("What changed", "what")],
    "crawls": [
        _count("Crawl", "crawl"),
        _plain("Began (UTC)", "started_at"),
        *(MARKET, _STATUS, *_effort()),
        _plain("Species list", "species_list_version"),
    ],
}
