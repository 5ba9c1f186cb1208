"""Which columns a reader is shown of each table, under which heads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawler.reports import cells
from crawler.reports.cells import Cell, Reader, Row
from crawler.translation.catalogues import marked


@dataclass(frozen=True)
class Column:
    """One column of the page: its head, its text, and whether it is a number."""

    head: str
    text: Callable[[Row], str]
    number: bool = False


@dataclass(frozen=True)
class _Shown:
    head: str
    cell: Cell
    number: bool = False

    def to(self, reader: Reader) -> Column:
        return Column(
            reader.words.say(self.head), lambda row: self.cell(row, reader), self.number
        )


def columns_of(table: str, reader: Reader) -> list[Column]:
    """Give the columns that *reader* is shown of *table*."""
    return [shown.to(reader) for shown in _SHOWN[table]]


def _plain(head: str, name: str) -> _Shown:
    return _Shown(head, cells.verbatim(name))


def _term(head: str, name: str) -> _Shown:
    return _Shown(head, cells.term(name))


def _count(head: str, name: str) -> _Shown:
    return _Shown(head, cells.count(name), number=True)


_MARKET = _Shown(marked("Marketplace"), cells.market)
_WEEK = _plain(marked("Week"), "week")
_STATUS = _term(marked("Status"), "status")
_GROUP = _term(marked("Group"), "taxon_group")
_APPENDIX = _term(marked("Appendix"), "appendix")
_TAXON = _plain(marked("Taxon"), "taxon")
_WHY_NOT = _plain(marked("Why none is told"), "why_not")
_OFFERS = _count(marked("Distinct offers"), "offers")
_EFFORT = [
    _count(marked("Listings seen"), "listings_seen"),
    _count(marked("Pages"), "pages_fetched"),
]
_FLAGGED = [
    _count(marked("Flagged"), "flagged_listings"),
    _count(marked("Distinct offers"), "flagged_offers"),
]
_RATES = [
    *(*_EFFORT, *_FLAGGED),
    _Shown(
        marked("Per 1,000 listings"),
        cells.interval("per_1000_listings", "per_1000"),
        number=True,
    ),
    _Shown(
        marked("Per 100 pages"),
        cells.interval("per_100_pages", "per_100_pages"),
        number=True,
    ),
]
_POOLED = [
    _Shown(marked("Marketplaces"), cells.markets_complete, number=True),
    *_RATES,
]
_SHOWN: dict[str, list[_Shown]] = {
    "effort": [
        *(_WEEK, _MARKET, _STATUS, *_EFFORT),
        _count(marked("Refused"), "refusals"),
        _count(marked("Errors"), "errors"),
        _plain(marked("Why it does not count"), "reason"),
    ],
    "rates_by_marketplace": [_WEEK, _MARKET, _STATUS, _APPENDIX, *_RATES],
    "rates_by_appendix": [_WEEK, _APPENDIX, *_POOLED],
    "rates_by_taxon_group": [_WEEK, _GROUP, *_POOLED],
    "totals_by_marketplace": [
        _MARKET,
        _Shown(marked("Weeks complete"), cells.weeks_complete, number=True),
        *(_APPENDIX, *_RATES),
    ],
    "totals_by_taxon_group": [_GROUP, _APPENDIX, *_FLAGGED],
    "totals_by_taxon": [_TAXON, _GROUP, _APPENDIX, *_FLAGGED],
    "changes": [
        *(_WEEK, _MARKET),
        _Shown(marked("First look"), cells.both("baseline"), number=True),
        _Shown(marked("New"), cells.both("new"), number=True),
        _Shown(marked("Changed"), cells.both("changed"), number=True),
        _Shown(marked("Gone"), cells.both("gone"), number=True),
        _Shown(marked("Relisted"), cells.both("relisted"), number=True),
    ],
    "trend": [
        _APPENDIX,
        _Shown(marked("Change a year, 95 %% interval"), cells.change, number=True),
        _term(marked("Trend"), "direction"),
        *(_count(marked("Weeks"), "weeks"), _OFFERS),
        _Shown(marked("Mann-Kendall"), cells.kendall),
        _plain(marked("Jumps of the level"), "breaks"),
        _WHY_NOT,
    ],
    "extent": [
        _APPENDIX,
        _term(marked("By"), "dimension"),
        _Shown(marked("Value"), cells.extent_value),
        *(_OFFERS, _count(marked("Listings"), "listings")),
        _count(marked("Confirmed"), "confirmed"),
        _count(marked("Rejected"), "rejected"),
        _count(marked("Unsure"), "unsure"),
        _count(marked("Not reviewed"), "not_reviewed"),
    ],
    "value": [
        *(_APPENDIX, _term(marked("Currency"), "currency"), _OFFERS),
        _count(marked("With a price"), "priced"),
        _Shown(marked("Median"), cells.money("median_price"), number=True),
        _Shown(marked("Sum"), cells.money("total_price"), number=True),
    ],
    "conduct": [
        _Shown(marked("Marketplace"), cells.market_and_country),
        _Shown(marked("Code of conduct"), cells.recorded("code_of_conduct")),
        _Shown(marked("Rules on wildlife"), cells.rules),
        _Shown(marked("Notices to"), cells.recorded("notice_address")),
        _Shown(marked("Coalition"), cells.recorded("coalition")),
        _Shown(
            marked("Notices answered"),
            cells.out_of("notices_answered", "notices"),
            number=True,
        ),
        _count(marked("Appendix I listings watched"), "appendix_i_listings"),
        _Shown(marked("Went in 30 days"), cells.went, number=True),
    ],
    "routes": [
        _APPENDIX,
        _Shown(marked("From"), cells.place("from_country")),
        _Shown(marked("To"), cells.place("to_country")),
        _OFFERS,
    ],
    "methods": [_APPENDIX, _term(marked("Method"), "method"), _OFFERS],
    "life_spans": [
        *(_APPENDIX, _count(marked("Listings"), "listings")),
        _count(marked("Went"), "ended_listings"),
        _Shown(marked("Median days"), cells.median_days, number=True),
        _Shown(marked("Stay over 7 days"), cells.share("staying_7_days"), number=True),
        _Shown(marked("Over 30 days"), cells.share("staying_30_days"), number=True),
        _Shown(marked("Over 90 days"), cells.share("staying_90_days"), number=True),
    ],
    "missed": [
        _plain(marked("What"), "what"),
        _Shown(marked("Estimate"), cells.estimate, number=True),
        _plain(marked("Rests on"), "rests_on"),
        _WHY_NOT,
    ],
    "appendix_i_offers": [
        *(_plain(marked("Title"), "title"), _TAXON),
        _term(marked("Offer"), "offer"),
        _Shown(marked("Price"), cells.published_price),
        _MARKET,
        _Shown(marked("First seen"), cells.day("first_seen_at")),
        _Shown(marked("Last"), cells.day("last_seen_at")),
        _term(marked("State"), "state"),
    ],
    "known_changes": [_WEEK, _plain(marked("What changed"), "what")],
    "crawls": [
        _count(marked("Crawl"), "crawl"),
        _plain(marked("Began (UTC)"), "started_at"),
        *(_MARKET, _STATUS, *_EFFORT),
        _plain(marked("Species list"), "species_list_version"),
    ],
    "worth": [
        *(_APPENDIX, _GROUP, _OFFERS, _count(marked("With a price"), "priced")),
        _count(marked("Converted"), "converted"),
        _count(marked("Without a rate"), "without_rate"),
        _count(marked("Without a currency"), "without_currency"),
        _Shown(marked("Median"), cells.worth("median_price"), number=True),
        _Shown(marked("Sum"), cells.worth("total_price"), number=True),
        _Shown(marked("Rates of"), cells.days),
    ],
    "exchange_rates": [
        _plain(marked("Currency"), "unit"),
        _plain(marked("In"), "currency"),
        *(_OFFERS, _count(marked("Without a rate"), "without_rate")),
        _Shown(marked("One is worth"), cells.rate_range, number=True),
        _Shown(marked("Rates of"), cells.days),
        _plain(marked("Source"), "source"),
    ],
    "change": [
        _term(marked("By"), "dimension"),
        _Shown(marked("Value"), cells.route),
        _Shown(
            marked("Earlier"),
            cells.share_of("offers_before", "share_before"),
            number=True,
        ),
        _Shown(marked("Now"), cells.share_of("offers_now", "share_now"), number=True),
        _Shown(marked("Difference"), cells.share_difference, number=True),
        _Shown(marked("p, corrected"), cells.probability("p_corrected"), number=True),
        _Shown(marked("Change"), cells.said("finding")),
    ],
    "compared_effort": [
        _MARKET,
        _count(marked("Weeks earlier"), "weeks_before"),
        _count(marked("Weeks now"), "weeks_now"),
        _count(marked("Weeks compared"), "weeks_compared"),
        _count(marked("Listings seen earlier"), "listings_before"),
        _count(marked("Listings seen now"), "listings_now"),
    ],
    "trade_by_taxon": [
        *(_TAXON, _OFFERS, _plain(marked("Term"), "term")),
        _Shown(marked("Unit"), cells.said("unit")),
        _count(marked("Records"), "records"),
        _Shown(
            marked("As importers reported"),
            cells.count("importer_reported"),
            number=True,
        ),
        _Shown(
            marked("As exporters reported"),
            cells.count("exporter_reported"),
            number=True,
        ),
    ],
    "trade_routes": [
        _Shown(marked("From"), cells.place("from_country")),
        _Shown(marked("To"), cells.place("to_country")),
        *(_OFFERS, _count(marked("Records of trade"), "records")),
        _count(marked("Taxa in trade"), "taxa"),
    ],
    "trade_sources": [
        _plain(marked("Source"), "source"),
        _Shown(marked("Meaning"), cells.said("source_meaning")),
        _count(marked("Records of trade"), "records"),
        _count(marked("Taxa in trade"), "taxa"),
        _Shown(marked("Nearest claim of sellers"), cells.said("claim")),
        _Shown(
            marked("Offers that claim it"),
            lambda row, reader: (
                cells.count("offers")(row, reader) if row["claim"] else cells.DASH
            ),
            number=True,
        ),
    ],
    "notices": [
        _count(marked("Notice"), "notice"),
        *(_MARKET, _Shown(marked("Sent"), cells.day("sent_on"))),
        _Shown(marked("Way"), cells.said("channel")),
        _count(marked("Listings"), "listings"),
        _Shown(marked("Answer"), cells.said("answer")),
        _Shown(marked("Answered on"), cells.day("answered_on")),
        _count(marked("Gone since"), "gone_listings"),
        _Shown(marked("Last one gone"), cells.day("last_gone_on")),
    ],
    "removals": [
        _Shown(marked("Marketplace"), cells.market_or_all),
        _Shown(marked("After"), cells.said("after")),
        _Shown(marked("Since"), cells.day("since")),
        _Shown(
            marked("Went before"),
            cells.out_of("went_without", "listings_without"),
            number=True,
        ),
        _Shown(
            marked("Went after"),
            cells.out_of("went_with", "listings_with"),
            number=True,
        ),
        _Shown(
            marked("Gone 30 days after a notice"),
            cells.share_between("gone_in_30_with", "gone_with_low", "gone_with_high"),
            number=True,
        ),
        _Shown(
            marked("As old, without one"),
            cells.share_between(
                "gone_in_30_without", "gone_without_low", "gone_without_high"
            ),
            number=True,
        ),
        _Shown(marked("Times as fast"), cells.times_as_fast, number=True),
        _Shown(marked("p, corrected"), cells.probability("p_corrected"), number=True),
        _WHY_NOT,
    ],
}
