"""Online offers beside legal trade as Parties reported it (Decision 15.57 d).

Offers are counted, trade is measured in terms and units; unlike units are never added,
and of routes and sources only the records are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
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
    places = _places(trade)
    for taxon, count in offers.sort_values(ascending=False, kind="stable").items():
        own = trade.rows.iloc[_of_taxa(places, [str(taxon)])]
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
            (offer.country, to_country, offer.offer_id)
            for offer in shipping_of_offers(figures)
            for to_country in destinations(offer.shipping, offer.country)
            if offer.country.isupper() and to_country.isupper()
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
    own = trade.rows.iloc[_of_taxa(_places(trade), offers["taxon"].unique())]
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


def _places(trade: Trade) -> dict[str, list[np.ndarray]]:
    """Give the places of the rows that each name stands for, from one look at the file.

    A row stands under its taxon, what its name begins with (a species, of a
    subspecies), and the groups that the file puts it in.
    """
    keys = ["taxon", *(group.lower() for group in GROUPS)]
    places: dict[str, list[np.ndarray]] = defaultdict(list)
    kinds = trade.rows.groupby(keys, sort=False).ngroup().to_numpy()
    first = trade.rows.iloc[np.unique(kinds, return_index=True)[1]]
    ordered = np.argsort(kinds, kind="stable")
    own = np.split(ordered, np.cumsum(np.bincount(kinds))[:-1])
    for names, rows in zip(first[keys].to_numpy(str).tolist(), own, strict=True):
        taxon = names[0]
        begins = {taxon[:at] for at, sign in enumerate(taxon) if sign == " "}
        for name in begins.union(names):
            places[name].append(rows)
    return places


def _of_taxa(places: dict[str, list[np.ndarray]], taxa: Iterable[str]) -> np.ndarray:
    """Give the places of the rows of *taxa* and of all below them, each once."""
    found = [rows for taxon in taxa for rows in places.get(taxon, [])]
    return np.unique(np.concatenate([np.empty(0, dtype=np.intp), *found]))


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
