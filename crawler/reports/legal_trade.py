"""Online offers beside legal trade as Parties reported it (Decision 15.57 d).

Offers are counted, trade is measured in terms and units; unlike units are never added,
and of routes and sources only the records are counted.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from crawler.reports.extent import by_claim, offers_of_period
from crawler.reports.figures import Figures
from crawler.reports.frames import typed
from crawler.reports.routes import destinations, shipping_of_offers
from crawler.reports.trade_file import GROUPS, Trade
from crawler.translation.catalogues import marked

_TAXA = {
    "taxon": str,
    "offers": int,
    "term": str,
    "unit": str,
    "records": int,
    "importer_reported": float,
    "exporter_reported": float,
}
_ROUTES = {
    "from_country": str,
    "to_country": str,
    "offers": int,
    "records": int,
    "taxa": int,
}
_SOURCES = {
    "source": str,
    "source_meaning": str,
    "records": int,
    "taxa": int,
    "claim": str,
    "offers": int,
}
SOURCES = {
    "A": marked("artificially propagated plants"),
    "C": marked("bred in captivity"),
    "D": marked("Appendix I, bred or propagated for commerce"),
    "F": marked("born in captivity, first generation"),
    "I": marked("confiscated or seized"),
    "O": marked("pre-Convention"),
    "R": marked("ranched"),
    "U": marked("source not known"),
    "W": marked("taken from the wild"),
    "X": marked("from the sea outside of any State"),
    "Y": marked("assisted production of plants"),
}
"""Codes of Resolution Conf. 12.3 (Rev. CoP19) and Conf. 10.16, 11.11."""
CLAIMS = {
    "A": "captive-bred",
    "C": "captive-bred",
    "D": "captive-bred",
    "F": "captive-bred",
    "O": "pre-Convention",
    "W": "wild-caught",
}
"""The claim of a seller that says nearest the same."""


def trade_limits(figures: Figures) -> list[str]:
    """Say what the trade file is, and what its figures beside offers do not show."""
    trade, say = figures.given.trade, figures.words.say
    if trade is None:
        return []
    return [
        say(
            "Trade reported by Parties for %(years)s, from the CITES Trade Database "
            "(file %(file)s, SHA-256 %(sha256)s). What the importer and what the "
            "exporter reported stand apart and differ; units that differ are not added.",
            years=trade.years,
            file=trade.file,
            sha256=trade.sha256,
        ),
        *(
            [say("Only trade to or from the countries of this report is counted.")]
            if figures.countries
            else []
        ),
        say(
            "An offer is no shipment, and most offers are never sent abroad. That there "
            "is no legal trade in a taxon or on a route does not make an offer unlawful, "
            "and that there is some does not make it lawful. The years may not be those "
            "of the offers; domestic trade is in no file. Taxa are compared by the name "
            "in the file: a synonym finds nothing."
        ),
    ]


def _reported(figures: Figures) -> Trade | None:
    """Give the trade of the report's countries, as importer or exporter."""
    trade, own = figures.given.trade, figures.countries
    if trade is None or not own:
        return trade
    rows = trade.rows
    there = rows["importer"].isin(own) | rows["exporter"].isin(own)
    return replace(trade, rows=rows[there])


def trade_by_taxon_table(figures: Figures) -> pd.DataFrame:
    """Set the offers of each taxon beside its trade, by term and unit.

    Trade of the taxon and of all that the file puts below it (its genus, family and so
    on) is in. A taxon without trade in the file has one row without a quantity.
    """
    trade = _reported(figures)
    if trade is None:
        return typed(pd.DataFrame(columns=list(_TAXA)), _TAXA)
    offers = offers_of_period(figures).groupby("taxon")["offer_id"].nunique()
    rows: list[dict[str, object]] = []
    for taxon, count in offers.sort_values(ascending=False, kind="stable").items():
        own = of_taxon(trade, str(taxon))
        told = {"taxon": taxon, "offers": count}
        rows += [{**told, **one} for one in _measured(own)] or [
            {**told, "term": "", "unit": "", "records": 0}
        ]
    return typed(pd.DataFrame(rows, columns=list(_TAXA)), _TAXA)


def trade_routes_table(figures: Figures) -> pd.DataFrame:
    """Set the routes that offers state beside those of reported trade, by records."""
    trade = _reported(figures)
    if trade is None:
        return typed(pd.DataFrame(columns=list(_ROUTES)), _ROUTES)
    keys = ["from_country", "to_country"]
    stated = pd.DataFrame(
        [
            (offer["country"], to_country, offer["offer_id"])
            for offer, shipping in shipping_of_offers(figures)
            for to_country in destinations(shipping, offer["country"])
            if offer["country"].isupper() and to_country.isupper()
        ],
        columns=[*keys, "offer"],
    )
    online = stated.groupby(keys)["offer"].nunique()
    reported = trade.rows.rename(columns={"exporter": keys[0], "importer": keys[1]})
    counts = reported.groupby(keys).agg(
        records=("taxon", "size"), taxa=("taxon", "nunique")
    )
    table = online.rename("offers").to_frame().join(counts).fillna(0).reset_index()
    table = table.sort_values(
        ["offers", *keys], ascending=[False, True, True], ignore_index=True
    )
    return typed(table[list(_ROUTES)], _ROUTES)


def trade_sources_table(figures: Figures) -> pd.DataFrame:
    """Set what sellers claim beside the sources of reported trade of the same taxa."""
    trade = _reported(figures)
    if trade is None:
        return typed(pd.DataFrame(columns=list(_SOURCES)), _SOURCES)
    offers = offers_of_period(figures)
    own = _of_taxa(trade, offers["taxon"].unique())
    claims = offers_by_claim(figures)
    rows = [
        {
            "source": source,
            "source_meaning": SOURCES.get(str(source), ""),
            "records": len(part),
            "taxa": part["taxon"].nunique(),
            "claim": (claim := CLAIMS.get(str(source), "")),
            "offers": claims.get(claim, 0),
        }
        for source, part in own.groupby("source")
    ]
    table = pd.DataFrame(rows, columns=list(_SOURCES))
    table = table.sort_values(["records", "source"], ascending=[False, True])
    return typed(table.reset_index(drop=True), _SOURCES)


def offers_by_claim(figures: Figures) -> dict[str, int]:
    """Count the distinct offers by what the seller claims; one may claim several."""
    offers = offers_of_period(figures)
    claimed = by_claim(offers)
    counts = claimed.groupby("claim")["offer_id"].nunique()
    return {str(kind): int(count) for kind, count in counts.items()}


def of_taxon(trade: Trade, taxon: str) -> pd.DataFrame:
    """Give the trade in *taxon* and in what the file puts below it."""
    rows = trade.rows
    below = rows["taxon"].str.startswith(f"{taxon} ")
    for group in GROUPS:
        below |= rows[group.lower()] == taxon
    return rows[below | (rows["taxon"] == taxon)]


def _of_taxa(trade: Trade, taxa: object) -> pd.DataFrame:
    parts = [of_taxon(trade, str(taxon)) for taxon in taxa]  # type: ignore[attr-defined]
    found = pd.concat([trade.rows.iloc[:0], *parts])
    return found[~found.index.duplicated()]


def _measured(own: pd.DataFrame) -> list[dict[str, object]]:
    grouped = own.groupby(["term", "unit"])
    table = pd.DataFrame(
        {
            "records": grouped.size(),
            # Nothing reported is no quantity: not zero.
            "importer_reported": grouped["imported"].sum(min_count=1),
            "exporter_reported": grouped["exported"].sum(min_count=1),
        }
    ).reset_index()
    table = table.sort_values(
        ["records", "term", "unit"], ascending=[False, True, True]
    )
    return table.to_dict("records")  # type: ignore[return-value]
