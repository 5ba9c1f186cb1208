"""The charts in words, for those who do not see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from crawler.reports.changes import EVENTS
from crawler.reports.effort import NOT_YET
from crawler.reports.figures import Figures
from crawler.reports.map_chart import offers_by_country, routes_on_map
from crawler.translation.words import Words

NAMED = 5
"""Countries and routes of the map that are named in words."""


def words_for(figures: Figures, frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Say what each chart shows, by the chart's name."""
    weeks, words = figures.weeks, figures.words
    span = (
        words.say("%(first)s to %(last)s", first=weeks[0], last=weeks[-1])
        if weeks
        else words.say("no week")
    )
    by_market = frames["rates_by_marketplace"]
    by_market = by_market[by_market["appendix"] == "I"]
    return {
        "effort": words.say(
            "Calendar of crawls, %(weeks)s: %(counts)s (weeks of one marketplace).",
            weeks=span,
            counts=_statuses(frames["effort"], words),
        ),
        "changes": words.say(
            "Bars of flagged listings by week, %(weeks)s: %(counts)s.",
            weeks=span,
            counts=_events(frames["changes"], words),
        ),
        "rates_by_marketplace": words.say(
            "Flagged Appendix I listings per 1,000 listings seen, with 95 %% intervals, "
            "%(weeks)s. %(ranges)s",
            weeks=span,
            ranges=_ranges(by_market, "marketplace", words),
        ),
        "rates_by_appendix": words.say(
            "Flagged listings per 1,000 listings seen, with 95 %% intervals, %(weeks)s. "
            "%(ranges)s",
            weeks=span,
            ranges=_ranges(frames["rates_by_appendix"], "appendix", words),
        ),
        "rates_by_taxon_group": words.say(
            "Flagged listings per 1,000 listings seen by taxon group, %(weeks)s. "
            "%(ranges)s",
            weeks=span,
            ranges=_ranges(frames["rates_by_taxon_group"], "taxon_group", words),
        ),
        "routes": _map(frames, words),
        "totals_by_taxon_group": words.say(
            "Bars of distinct flagged offers: %(counts)s.",
            counts=_groups(frames["totals_by_taxon_group"], words),
        ),
    }


def _statuses(effort: pd.DataFrame, words: Words) -> str:
    counts = Counter(effort.loc[effort["status"] != NOT_YET, "status"])
    return ", ".join(
        f"{words.number(count)} {words.term(status)}"
        for status, count in sorted(counts.items())
    )


def _events(changes: pd.DataFrame, words: Words) -> str:
    return ", ".join(
        f"{words.number(int(changes[f'flagged_{event}'].sum()))} {words.term(event)}"
        for event in EVENTS
    )


def _ranges(rates: pd.DataFrame, key: str, words: Words) -> str:
    """Say between what weekly rates each row of panels lies."""
    sentences = []
    for name, group in rates.dropna(subset=["per_1000_listings"]).groupby(key):
        low, high = group["per_1000_listings"].min(), group["per_1000_listings"].max()
        label = words.term(str(name))
        if key == "appendix" and name != "any":
            label = words.say("Appendix %(appendix)s", appendix=name)
        sentences.append(
            words.say(
                "%(name)s: %(low)s to %(high)s.",
                name=label,
                low=words.number(low, 1),
                high=words.number(high, 1),
            )
        )
    return " ".join(sentences) or words.say("No week can be counted.")


def _groups(totals: pd.DataFrame, words: Words) -> str:
    sums = totals.groupby("taxon_group")["flagged_offers"].sum()
    sums = sums.sort_values(ascending=False, kind="stable")
    return ", ".join(
        f"{words.term(str(name))} {words.number(int(count))}"
        for name, count in sums.items()
    )


def _map(frames: Mapping[str, pd.DataFrame], words: Words) -> str:
    """Say which countries and routes of the map have most offers."""
    countries = ", ".join(
        f"{words.country(code)} {words.number(offers)}"
        for code, offers in offers_by_country(frames["extent"])[:NAMED]
    )
    routes = ", ".join(
        f"{words.country(begin)} → {words.country(end)} {words.number(offers)}"
        for begin, end, offers in routes_on_map(frames["routes"])[:NAMED]
    )
    told = words.say(
        "Map of the world with the countries that flagged offers are in; most are in: "
        "%(countries)s.",
        countries=countries,
    )
    if not routes:
        return told
    return f"{told} " + words.say(
        "Lines lead to where they may be sent; most often: %(routes)s.", routes=routes
    )
