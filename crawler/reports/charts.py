"""The report's charts: colours told apart by everybody, gaps shown as gaps.

Each chart is drawn for a wide page and for a phone (`width` in points).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from crawler.reports.changes import EVENTS
from crawler.reports.chart_style import (
    APPENDIX_COLOURS,
    EVENT_COLOURS,
    FAINT,
    GRID,
    INK,
    OTHER_COLOUR,
    STATUS_COLOURS,
    styled,
)
from crawler.reports.effort import COMPLETE, NOT_RUN, NOT_YET, STATUSES

WIDE, NARROW = 660, 330
PANELS = 12
"""Panels of a chart at most; the table behind it has every row."""
_RATE = "flagged per 1,000 listings"


def crawl_calendar(
    cells: pd.DataFrame, titles: Mapping[str, str], width: int
) -> alt.TopLevelMixin:
    """Show each marketplace's weeks: crawled, not to the end, or not run."""
    inner = width - (150 if width > NARROW else 110)
    roomy = inner / max(cells["week"].nunique(), 1) >= 44
    words = {NOT_RUN: "not run", NOT_YET: ""}
    data = cells.assign(
        title=cells["marketplace"].map(lambda name: titles.get(name) or name),
        text=[
            words.get(cell["status"], f"{cell['listings_seen']:,}") if roomy else ""
            for cell in cells.to_dict("records")
        ],
        light=cells["status"] != COMPLETE,
    )
    base = alt.Chart(data).encode(
        x=_weeks(cells["week"]),
        y=alt.Y("title:N", title=None, axis=alt.Axis(labelLimit=width - inner - 15)),
    )
    present = [status for status in STATUSES if status in set(cells["status"])]
    tiles = base.mark_rect(stroke="#9aa5ad", strokeWidth=1).encode(
        color=alt.Color(
            "status:N",
            title=None,
            scale=_palette({status: STATUS_COLOURS[status] for status in present}),
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
    return styled((tiles + numbers).properties(width=inner, height=rows * 32))


def rate_by_marketplace(
    rates: pd.DataFrame, titles: Mapping[str, str], appendix: str, width: int
) -> alt.TopLevelMixin:
    """Show each marketplace's weekly rate of *appendix* with its interval."""
    data = rates[(rates["appendix"] == appendix) & (rates["status"] != NOT_YET)]
    data = data.assign(
        panel=data["marketplace"].map(lambda name: titles.get(name) or name),
        gap=data["status"].where(data["status"] != COMPLETE, None),
        whole=True,
    )
    colour = APPENDIX_COLOURS[appendix]
    return styled(_rate_panels(data, colour, width, _most_flagged(data)))


def rate_by_appendix(rates: pd.DataFrame, width: int) -> alt.TopLevelMixin:
    """Show the weekly rate over all marketplaces, a panel for each Appendix."""
    data = _pooled(rates[rates["appendix"].isin(list(APPENDIX_COLOURS))])
    data["panel"] = "Appendix " + data["appendix"]
    colours = {f"Appendix {name}": value for name, value in APPENDIX_COLOURS.items()}
    order = [panel for panel in colours if panel in set(data["panel"])]
    colour = alt.Color("panel:N", legend=None, scale=_palette(colours))
    return styled(_rate_panels(data, colour, width, order, columns=1))


def rate_by_taxon_group(rates: pd.DataFrame, width: int) -> alt.TopLevelMixin:
    """Show the weekly rate over all marketplaces, a panel for each taxon group."""
    data = _pooled(rates)
    data["panel"] = data["taxon_group"]
    return styled(_rate_panels(data, OTHER_COLOUR, width, _most_flagged(data)))


def offers_by_group(totals: pd.DataFrame, width: int) -> alt.TopLevelMixin:
    """Show the distinct offers of each taxon group, split by Appendix."""
    sizes = totals.groupby("taxon_group")["flagged_offers"].sum()
    order = sizes.sort_values(ascending=False, kind="stable").index.tolist()
    data = totals.sort_values(["taxon_group", "appendix"])
    ends = data.groupby("taxon_group")["flagged_offers"].cumsum()
    data = data.assign(end=ends, middle=ends - data["flagged_offers"] / 2)
    base = alt.Chart(data).encode(
        y=alt.Y("taxon_group:N", title=None, sort=order, axis=alt.Axis(labelLimit=130))
    )
    bars = base.mark_bar().encode(
        x=alt.X("flagged_offers:Q", title="distinct flagged offers", axis=_counts()),
        color=alt.Color(
            "appendix:N",
            title="Appendix",
            scale=_palette(
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
    changes: pd.DataFrame, weeks: Sequence[str], width: int
) -> alt.TopLevelMixin:
    """Show the flagged listings that were new, changed, gone or relisted."""
    columns = {f"flagged_{event}": event for event in EVENTS}
    data = (
        changes.groupby("week")[list(columns)]
        .sum()
        .rename(columns=columns)
        .reset_index()
        .melt("week", var_name="event", value_name="listings")
    )
    bars = (
        alt.Chart(data)
        .mark_bar()
        .encode(
            x=_weeks(weeks),
            y=alt.Y("listings:Q", title="flagged listings", axis=_counts()),
            color=alt.Color("event:N", legend=None, scale=_palette(EVENT_COLOURS)),
        )
    )
    return styled(
        bars.properties(width=_panel_width(width, 2), height=100).facet(
            facet=alt.Facet("event:N", title=None, sort=EVENTS),
            columns=_columns(width, 2),
        )
    )


def _pooled(rates: pd.DataFrame) -> pd.DataFrame:
    """Mark the weeks without a complete crawl, and those without all of them."""
    complete, watched = rates["marketplaces_complete"], rates["marketplaces_watched"]
    return rates.assign(
        gap=complete.map(lambda count: None if count else NOT_RUN),
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
    columns: int = 2,
) -> Any:
    """Draw a panel each: interval, rate, and the reason in each gap.

    A point is hollow where not all watched marketplaces are in it.
    """
    data = data[data["panel"].isin(order)].assign(nothing=0.0)
    paint = alt.value(colour) if isinstance(colour, str) else colour
    base = alt.Chart(data).encode(x=_weeks(data["week"]))
    bars = base.mark_rule(strokeWidth=5, opacity=0.3).encode(
        y=alt.Y("per_1000_low:Q", title=_RATE), y2="per_1000_high:Q", color=paint
    )
    line = base.mark_line(strokeWidth=1.5, invalid="break-paths-filter-domains").encode(
        y="per_1000_listings:Q", color=paint
    )
    points = base.mark_point(size=45, opacity=1, filled=True).encode(
        y="per_1000_listings:Q", color=paint
    )
    hollow = (
        base.transform_filter("!datum.whole")
        .mark_point(size=14, opacity=1, filled=True, color="white")
        .encode(y="per_1000_listings:Q")
    )
    gaps = (
        base.transform_filter("isValid(datum.gap)")
        .mark_text(color=FAINT, angle=270, align="left", dx=4, fontSize=10)
        .encode(y="nothing:Q", text="gap:N")
    )
    layers = alt.layer(bars, line, points, hollow, gaps).properties(
        width=_panel_width(width, columns), height=130
    )
    return layers.facet(
        facet=alt.Facet("panel:N", title=None, sort=order),
        columns=_columns(width, columns),
    )


def _columns(width: int, most: int) -> int:
    return most if width > NARROW else 1


def _panel_width(width: int, most: int) -> float:
    columns = _columns(width, most)
    return (width - 55 - 20 * (columns - 1)) / columns


def _weeks(weeks: pd.Series | Sequence[str]) -> alt.X:
    """Lay out the weeks, each year named once."""
    named = "datum.index == 0 || slice(datum.label, 5) == 'W01'"
    return alt.X(
        "week:O",
        title=None,
        scale=alt.Scale(domain=sorted(set(weeks))),
        axis=alt.Axis(
            labelAngle=0,
            labelOverlap=True,
            grid=False,
            labelExpr="[slice(datum.label, 5), "
            f"{named} ? slice(datum.label, 0, 4) : '']",
        ),
    )


def _counts() -> alt.Axis:
    return alt.Axis(tickMinStep=1, tickCount=5, format=",d", gridColor=GRID)


def _palette(colours: Mapping[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(colours), range=list(colours.values()))
