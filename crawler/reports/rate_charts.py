"""The report's charts of offers per effort: interval, rate, and gaps as gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from crawler.reports.chart_style import (
    APPENDIX_COLOURS,
    FAINT,
    OTHER_COLOUR,
    columns_within,
    palette,
    panel_width,
    styled,
    weeks_axis,
)
from crawler.reports.effort import COMPLETE, NOT_RUN, NOT_YET
from crawler.translation.words import Words

PANELS = 12
"""Panels of a chart at most; the table behind it has every row."""
GAP_ROOM = 12
"""Points of width that the word in a gap takes."""


def rate_by_marketplace(
    rates: pd.DataFrame,
    titles: Mapping[str, str],
    appendix: str,
    width: int,
    words: Words,
) -> alt.TopLevelMixin:
    """Show each marketplace's weekly rate of *appendix* with its interval."""
    data = rates[(rates["appendix"] == appendix) & (rates["status"] != NOT_YET)]
    data = data.assign(
        panel=data["marketplace"].map(lambda name: titles.get(name) or name),
        gap=data["status"].map(
            lambda status: None if status == COMPLETE else words.term(status)
        ),
        whole=True,
    )
    colour = APPENDIX_COLOURS[appendix]
    return styled(_rate_panels(data, colour, width, _most_flagged(data), words=words))


def rate_by_appendix(
    rates: pd.DataFrame, width: int, words: Words
) -> alt.TopLevelMixin:
    """Show the weekly rate over all marketplaces, a panel for each Appendix."""
    data = _pooled(rates[rates["appendix"].isin(list(APPENDIX_COLOURS))], words)
    told = {
        name: words.say("Appendix %(appendix)s", appendix=name)
        for name in APPENDIX_COLOURS
    }
    data["panel"] = data["appendix"].map(told)
    colours = {told[name]: value for name, value in APPENDIX_COLOURS.items()}
    order = [panel for panel in colours if panel in set(data["panel"])]
    colour = alt.Color("panel:N", legend=None, scale=palette(colours))
    return styled(_rate_panels(data, colour, width, order, words=words, columns=1))


def rate_by_taxon_group(
    rates: pd.DataFrame, width: int, words: Words
) -> alt.TopLevelMixin:
    """Show the weekly rate over all marketplaces, a panel for each taxon group."""
    data = _pooled(rates, words)
    data["panel"] = [words.term(group) for group in data["taxon_group"]]
    return styled(
        _rate_panels(data, OTHER_COLOUR, width, _most_flagged(data), words=words)
    )


def _pooled(rates: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Mark the weeks without a complete crawl, and those without all of them."""
    complete, watched = rates["marketplaces_complete"], rates["marketplaces_watched"]
    return rates.assign(
        gap=complete.map(lambda count: None if count else words.term(NOT_RUN)),
        whole=complete == watched,
    )


def _most_flagged(data: pd.DataFrame) -> list[str]:
    """Name the panels to draw, those with the most flagged sightings first."""
    totals = data.groupby("panel")["flagged_sightings"].sum()
    order = totals.sort_values(ascending=False, kind="stable").index.tolist()
    return [str(panel) for panel in order[:PANELS]]


def _rate_panels(
    data: pd.DataFrame,
    colour: str | alt.Color,
    width: int,
    order: list[str],
    *,
    words: Words,
    columns: int = 2,
) -> Any:
    """Draw a panel each: interval, rate, and the reason in each gap.

    A point is hollow where not all watched marketplaces are in it.
    """
    inner = panel_width(width, columns)
    room = inner / max(data["week"].nunique(), 1)
    data = data[data["panel"].isin(order)].assign(nothing=0.0)
    if room < GAP_ROOM:
        data["gap"] = data["gap"].where(data["gap"].isna(), "×")
    layers = _layers(data, colour, inner, room, words).properties(
        width=inner, height=130
    )
    return layers.facet(
        facet=alt.Facet("panel:N", title=None, sort=order),
        columns=columns_within(width, columns),
    )


def _layers(
    data: pd.DataFrame, colour: str | alt.Color, inner: float, room: float, words: Words
) -> Any:
    """Lay interval, line, points, hollow points and the words in gaps over another.

    *inner* is the width of the panel, *room* that of one week.
    """
    paint = alt.value(colour) if isinstance(colour, str) else colour
    base = alt.Chart(data).encode(x=weeks_axis(data["week"], inner))
    bars = base.mark_rule(strokeWidth=min(5, room * 0.6), opacity=0.3).encode(
        y=alt.Y("per_1000_low:Q", title=words.say("flagged per 1,000 listings")),
        y2="per_1000_high:Q",
        color=paint,
    )
    line = base.mark_line(strokeWidth=1.5, invalid="break-paths-filter-domains").encode(
        y="per_1000_listings:Q", color=paint
    )
    points = base.mark_point(
        size=45 if room >= GAP_ROOM else 14, opacity=1, filled=True
    ).encode(y="per_1000_listings:Q", color=paint)
    hollow = (
        base.transform_filter("!datum.whole")
        .mark_point(
            size=14 if room >= GAP_ROOM else 4, opacity=1, filled=True, color="white"
        )
        .encode(y="per_1000_listings:Q")
    )
    gaps = (
        base.transform_filter("isValid(datum.gap)")
        .mark_text(color=FAINT, angle=270, align="left", dx=3, fontSize=10)
        .encode(y="nothing:Q", text="gap:N")
    )
    return alt.layer(bars, line, points, hollow, gaps)
