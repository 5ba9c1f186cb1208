"""The report's charts of effort, of what was offered, and of what changed.

Each chart is drawn for a wide page and for a phone (`width` in points).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from crawler.reports.changes import EVENTS
from crawler.reports.chart_style import (
    APPENDIX_COLOURS,
    EVENT_COLOURS,
    INK,
    NARROW,
    STATUS_COLOURS,
    columns_within,
    counts_axis,
    palette,
    panel_width,
    styled,
    weeks_axis,
)
from crawler.reports.effort import COMPLETE, NOT_RUN, NOT_YET, STATUSES
from crawler.translation.words import Words


def crawl_calendar(
    cells: pd.DataFrame, titles: Mapping[str, str], width: int, words: Words
) -> alt.TopLevelMixin:
    """Show each marketplace's weeks: crawled, not to the end, or not run."""
    inner = width - (150 if width > NARROW else 110)
    roomy = inner / max(cells["week"].nunique(), 1) >= 44
    gaps = {NOT_RUN: words.say("not run"), NOT_YET: ""}
    data = cells.assign(
        title=cells["marketplace"].map(lambda name: titles.get(name) or name),
        text=[
            gaps.get(cell["status"], words.number(cell["listings_seen"]))
            if roomy
            else ""
            for cell in cells.to_dict("records")
        ],
        light=cells["status"] != COMPLETE,
        told=[words.term(status) for status in cells["status"]],
    )
    base = alt.Chart(data).encode(
        x=weeks_axis(cells["week"], inner),
        y=alt.Y("title:N", title=None, axis=alt.Axis(labelLimit=width - inner - 15)),
    )
    present = [status for status in STATUSES if status in set(cells["status"])]
    tiles = base.mark_rect(stroke="#9aa5ad", strokeWidth=1 if roomy else 0.4).encode(
        color=alt.Color(
            "told:N",
            title=None,
            scale=palette(
                {words.term(status): STATUS_COLOURS[status] for status in present}
            ),
            legend=alt.Legend(
                orient="bottom",
                columns=len(present) if width > NARROW else 2,
                symbolStrokeColor="#9aa5ad",
            ),
        )
    )
    numbers = base.mark_text(fontSize=11).encode(
        text="text:N",
        color=alt.condition("datum.light", alt.value(INK), alt.value("white")),
    )
    rows = data["title"].nunique()
    height = rows * (32 if rows <= 8 else 20)
    return styled((tiles + numbers).properties(width=inner, height=height))


def offers_by_group(
    totals: pd.DataFrame, width: int, words: Words
) -> alt.TopLevelMixin:
    """Show the distinct offers of each taxon group, split by Appendix."""
    totals = totals.assign(
        taxon_group=[words.term(group) for group in totals["taxon_group"]]
    )
    sizes = totals.groupby("taxon_group")["flagged_offers"].sum()
    order = sizes.sort_values(ascending=False, kind="stable").index.tolist()
    data = totals.sort_values(["taxon_group", "appendix"])
    ends = data.groupby("taxon_group")["flagged_offers"].cumsum()
    data = data.assign(end=ends, middle=ends - data["flagged_offers"] / 2)
    base = alt.Chart(data).encode(
        y=alt.Y("taxon_group:N", title=None, sort=order, axis=alt.Axis(labelLimit=130))
    )
    bars = base.mark_bar().encode(
        x=alt.X(
            "flagged_offers:Q",
            title=words.say("distinct flagged offers"),
            axis=counts_axis(),
        ),
        color=alt.Color(
            "appendix:N",
            title=words.say("Appendix"),
            scale=palette(
                {
                    k: v
                    for k, v in APPENDIX_COLOURS.items()
                    if k in set(data["appendix"])
                }
            ),
            legend=alt.Legend(orient="bottom"),
        ),
        order=alt.Order("appendix:N"),
    )
    numbers = base.mark_text(color="white", fontWeight="bold", fontSize=11).encode(
        x="middle:Q", text="flagged_offers:Q"
    )
    return styled(
        (bars + numbers).properties(width=width - 150, height=len(order) * 26)
    )


def changes_by_week(
    changes: pd.DataFrame, weeks: Sequence[str], width: int, words: Words
) -> alt.TopLevelMixin:
    """Show the flagged listings that were new, changed, gone or relisted."""
    told = {event: words.term(event) for event in EVENTS}
    columns = {f"flagged_{event}": told[event] for event in EVENTS}
    data = (
        changes.groupby("week")[list(columns)]
        .sum()
        .rename(columns=columns)
        .reset_index()
        .melt("week", var_name="event", value_name="listings")
    )
    colours = {told[event]: colour for event, colour in EVENT_COLOURS.items()}
    bars = (
        alt.Chart(data)
        .mark_bar()
        .encode(
            x=weeks_axis(weeks, panel_width(width, 2)),
            y=alt.Y(
                "listings:Q", title=words.say("flagged listings"), axis=counts_axis()
            ),
            color=alt.Color("event:N", legend=None, scale=palette(colours)),
        )
    )
    return styled(
        bars.properties(width=panel_width(width, 2), height=100).facet(
            facet=alt.Facet("event:N", title=None, sort=list(told.values())),
            columns=columns_within(width, 2),
        )
    )
