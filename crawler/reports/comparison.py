"""Change between two periods (Decision 15.57 d): of routes, methods, taxa and the like."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from crawler.reports.effort import COMPLETE
from crawler.reports.extent import offers_of_period
from crawler.reports.figures import Figures, once
from crawler.reports.frames import typed
from crawler.reports.routes import destinations, shipping_of_offers
from crawler.statistics.shares import (
    COLUMNS,
    FEWEST,
    FEWEST_OFFERS,
    LEVEL,
    share_changes,
)
from crawler.translation.catalogues import marked

ROUTE = "→"
PLAIN = ("appendix", "marketplace", "taxon_group", "specimen")
_EFFORT = {
    "marketplace": str,
    "weeks_before": int,
    "weeks_now": int,
    "weeks_compared": int,
    "listings_before": int,
    "listings_now": int,
}
MORE, FEWER, NONE = (
    marked("a larger share"),
    marked("a smaller share"),
    marked("none beyond chance"),
)
RARE = marked("too rare to be tested")


def change_table(figures: Figures) -> pd.DataFrame:
    """Compare the shares of offers with those of the earlier period, if one is given.

    Only marketplaces complete in both periods are in it, with as many weeks of the one
    as of the other. `finding` tells a change only where the corrected p is below 5 %.
    """
    columns = [*COLUMNS, "finding"]
    earlier = figures.given.earlier
    if earlier is None:
        return pd.DataFrame(columns=columns)
    found = share_changes(
        _values(earlier, _chosen(figures)["before"]),
        _values(figures, _chosen(figures)["now"]),
    )
    found["finding"] = [
        _finding(row["p_corrected"], row["difference"])
        for row in found.to_dict("records")
    ]
    order = found["dimension"].map({name: n for n, name in enumerate(_DIMENSIONS)})
    found["claimed"] = ~found["finding"].isin([NONE, RARE])
    found = found.assign(
        order=order, size=-found["offers_before"] - found["offers_now"]
    )
    found = found.sort_values(
        ["claimed", "order", "size", "value"],
        ascending=[False, True, True, True],
        ignore_index=True,
    )
    return found[columns]


def compared_effort_table(figures: Figures) -> pd.DataFrame:
    """Table the weeks of each marketplace in the two periods, and those compared."""
    earlier = figures.given.earlier
    if earlier is None:
        return typed(pd.DataFrame(columns=list(_EFFORT)), _EFFORT)
    weeks, chosen = _weeks(figures), _chosen(figures)
    rows = []
    for name in sorted(set(weeks["before"]) | set(weeks["now"])):
        rows.append(
            {
                "marketplace": name,
                "weeks_before": len(weeks["before"].get(name, ())),
                "weeks_now": len(weeks["now"].get(name, ())),
                "weeks_compared": len(chosen["now"].get(name, ())),
                "listings_before": _listings(earlier, name, chosen["before"]),
                "listings_now": _listings(figures, name, chosen["now"]),
            }
        )
    return typed(pd.DataFrame(rows, columns=list(_EFFORT)), _EFFORT)


def compared_with(figures: Figures) -> list[str]:
    """Say which periods are compared, and what a difference means."""
    earlier, say = figures.given.earlier, figures.words.say
    if earlier is None:
        return []
    return [
        say(
            "Shares of the distinct offers seen in this period beside those of "
            "%(first)s to %(last)s, on the marketplaces crawled to the end in both and "
            "in as many weeks of each. A share that grows says that the others shrink: "
            "it is no trend of offers.",
            first=figures.words.day(earlier.period.first or "", "long"),
            last=figures.words.day(earlier.period.last or "", "long"),
        ),
        say(
            "Fisher’s exact test with sellers as clusters; p is corrected for all tests "
            "of the table (Holm), so that in 95 of 100 reports without any change none "
            "is claimed. Differences are in points of a share, with Newcombe’s 95 %% "
            "interval, each for itself."
        ),
    ]


def why_not_compared(figures: Figures) -> list[str]:
    """Say what the comparison cannot tell, and why."""
    earlier, say = figures.given.earlier, figures.words.say
    if earlier is None:
        return []
    effort = compared_effort_table(figures)
    compared = effort[effort["weeks_compared"] > 0]
    if compared.empty:
        return [
            say(
                marked(
                    "No marketplace was crawled to the end in both periods, so nothing "
                    "can be compared."
                )
            )
        ]
    told = []
    if left := len(effort) - len(compared):
        told.append(
            figures.words.count(
                "%(num)s marketplace is left out: it was not crawled to the end in both "
                "periods.",
                "%(num)s marketplaces are left out: they were not crawled to the end in "
                "both periods.",
                left,
            )
        )
    table = change_table(figures)
    if table["p"].isna().all():
        told.append(
            say(
                marked(
                    "Nothing is tested: it takes %(offers)s distinct offers in each "
                    "period, and %(least)s of a value in both together."
                ),
                offers=FEWEST_OFFERS,
                least=FEWEST,
            )
        )
    return [*told, *_unlike(earlier, figures)]


def _unlike(earlier: Figures, figures: Figures) -> list[str]:
    """Say in what the two periods were not looked at alike."""
    say = figures.words.say
    told = []
    lists = [
        _distinct(one.crawls["species_list_version"]) for one in (earlier, figures)
    ]
    last = max(figures.crawls["started_at"], default="")
    if lists[0] != lists[1] and figures.judged_alike_until <= last:
        told.append(
            say(
                marked(
                    "The species lists differ (%(before)s; %(now)s): a share of a taxon "
                    "group may have changed with the list. After citeswatch rematch "
                    "both periods are judged by one."
                ),
                before=", ".join(lists[0]),
                now=", ".join(lists[1]),
            )
        )
    names = set(_chosen(figures)["now"])
    facts = [
        {
            name: set(own["facts_sha256"])
            for name, own in one.crawls[one.crawls["counts"]].groupby("marketplace")
            if name in names
        }
        for one in (earlier, figures)
    ]
    changed = [
        name for name in sorted(names) if facts[0].get(name) != facts[1].get(name)
    ]
    if changed:
        told.append(
            say(
                marked(
                    "These marketplaces were read otherwise in one of the periods, so "
                    "that shares may have changed with it: %(names)s."
                ),
                names=", ".join(figures.titles.get(name) or name for name in changed),
            )
        )
    return told


def _finding(p: float, difference: float) -> str:
    if math.isnan(p):
        return RARE
    if p >= 1 - LEVEL:
        return NONE
    return MORE if difference > 0 else FEWER


def _distinct(values: pd.Series) -> list[str]:
    return sorted({str(value) for value in values if value})


@once
def _weeks(figures: Figures) -> dict[str, dict[str, list[str]]]:
    """Give the complete weeks of each marketplace in the two periods."""
    earlier = figures.given.earlier
    return {
        "before": _complete(earlier) if earlier else {},
        "now": _complete(figures),
    }


def _complete(figures: Figures) -> dict[str, list[str]]:
    cells = figures.cells[figures.cells["status"] == COMPLETE]
    return {
        str(name): sorted(own["week"]) for name, own in cells.groupby("marketplace")
    }


@once
def _chosen(figures: Figures) -> dict[str, dict[str, list[str]]]:
    """Choose as many weeks of a marketplace in the one period as in the other.

    More weeks find more offers, and so would look like a larger share. Of the longer
    period weeks are taken at even distances.
    """
    weeks = _weeks(figures)
    chosen: dict[str, dict[str, list[str]]] = {"before": {}, "now": {}}
    for name in sorted(set(weeks["before"]) & set(weeks["now"])):
        most = min(len(weeks[period][name]) for period in weeks)
        for period in weeks:
            chosen[period][name] = _spread(weeks[period][name], most)
    return chosen


def _spread(weeks: list[str], count: int) -> list[str]:
    places = np.linspace(0, len(weeks) - 1, count).round().astype(int)
    return [weeks[place] for place in places]


def _listings(figures: Figures, name: str, chosen: dict[str, list[str]]) -> int:
    cells = figures.cells
    own = (cells["marketplace"] == name) & cells["week"].isin(chosen.get(name, []))
    return int(cells.loc[own, "listings_seen"].sum())


def _values(figures: Figures, chosen: dict[str, list[str]]) -> pd.DataFrame:
    """Give a row for each offer seen in the chosen weeks, dimension and value."""
    listings = _seen_in(figures, chosen)
    shipped = [
        (offer.offer_id, offer.listing, dimension, value)
        for offer in shipping_of_offers(figures)
        if offer.listing in listings
        for dimension, values in (
            ("method", offer.shipping.methods),
            (
                "route",
                _routes(offer.country, destinations(offer.shipping, offer.country)),
            ),
        )
        for value in values
    ]
    names = ["offer_id", "listing", "dimension", "value"]
    offers = offers_of_period(figures)
    offers = offers.loc[offers["listing"].isin(listings), [*names[:2], *PLAIN]]
    parts = [
        pd.DataFrame(shipped, columns=names),
        *(
            offers[names[:2]].assign(dimension=name, value=offers[name])
            for name in PLAIN
        ),
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table.drop_duplicates(["offer_id", "dimension", "value"], ignore_index=True)
    # A seller is a cluster; so is an offer whose seller is not known.
    seller = table.pop("listing").map(figures.sellers)
    cluster = seller.where(seller.notna(), -table["offer_id"]).astype("int64")
    return table.rename(columns={"offer_id": "offer"}).assign(cluster=cluster)


def _seen_in(figures: Figures, chosen: dict[str, list[str]]) -> set[int]:
    """Give the listings seen in the chosen weeks of each marketplace."""
    seen = figures.seen[figures.seen["counts"]]
    market, week = seen["marketplace"].cat, seen["week"].cat
    wanted = np.array(
        [
            [one in chosen.get(name, ()) for one in week.categories]
            for name in market.categories
        ],
        bool,
    ).reshape(len(market.categories), len(week.categories))
    there = wanted[market.codes, week.codes]
    return set(seen.loc[there, "listing"].unique().tolist())


def _routes(home: str, to_countries: Iterable[str]) -> tuple[str, ...]:
    """Name the routes of an offer of which both ends are told."""
    if not home.isupper():
        return ()
    return tuple(
        f"{home}{ROUTE}{to}"
        for to in to_countries
        if to not in {"not told", "domestic"}
    )


_DIMENSIONS = ("appendix", "taxon_group", "specimen", "marketplace", "route", "method")
