"""The map: where flagged offers are, and where they may be sent."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from crawler.reports.chart_style import APPENDIX_COLOURS, GRID, styled
from crawler.translation.words import Words
from crawler.world import outlines, points

LAND, COAST = GRID, "#b8c2c9"
HERE, ROUTE = APPENDIX_COLOURS["I"], APPENDIX_COLOURS["II"]
"""Vermilion and blue of Okabe and Ito, told apart with any colour vision."""
ROUTES_SHOWN = 60


def offers_by_country(extent: pd.DataFrame) -> list[tuple[str, int]]:
    """Sum the distinct offers of each country that has a point, most first."""
    own = extent[extent["dimension"] == "country"]
    sums = own.groupby("value")["offers"].sum()
    found = [
        (str(code), int(count)) for code, count in sums.items() if code in points()
    ]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def routes_on_map(routes: pd.DataFrame) -> list[tuple[str, str, int]]:
    """Sum the distinct offers of each route between two countries, most first."""
    sums = routes.groupby(["from_country", "to_country"])["offers"].sum()
    found = [
        (row["from_country"], row["to_country"], int(row["offers"]))
        for row in sums.reset_index().to_dict("records")
        if {row["from_country"], row["to_country"]} <= set(points())
    ]
    return sorted(found, key=lambda route: (-route[2], route))


def routes_map(
    extent: pd.DataFrame, routes: pd.DataFrame, width: int, words: Words
) -> alt.TopLevelMixin:
    """Draw a circle for each country that offers are in, and a line for each route."""
    layers: list[Any] = [_land()]
    lines = routes_on_map(routes)[:ROUTES_SHOWN]
    if lines:
        layers.append(_lines(lines, width))
    layers.append(_circles(offers_by_country(extent), width, words))
    world = alt.layer(*layers).project(type="naturalEarth1")
    return styled(world.properties(width=width - 20, height=width // 2))


def _land() -> Any:
    topology = alt.TopoDataFormat(feature="countries", type="topojson")
    data = alt.InlineData(values=outlines(), format=topology)
    return alt.Chart(data).mark_geoshape(fill=LAND, stroke=COAST, strokeWidth=0.4)


def _lines(routes: list[tuple[str, str, int]], width: int) -> Any:
    values = [
        {
            "from_x": points()[begin][0],
            "from_y": points()[begin][1],
            "to_x": points()[end][0],
            "to_y": points()[end][1],
            "offers": offers,
        }
        for begin, end, offers in routes
    ]
    thickest = 5 if width > 400 else 3
    return (
        alt.Chart(alt.InlineData(values=values))
        .mark_rule(color=ROUTE, opacity=0.55)
        .encode(
            longitude="from_x:Q",
            latitude="from_y:Q",
            longitude2="to_x:Q",
            latitude2="to_y:Q",
            strokeWidth=alt.StrokeWidth(
                "offers:Q", legend=None, scale=alt.Scale(range=[0.8, thickest])
            ),
        )
    )


def _circles(countries: list[tuple[str, int]], width: int, words: Words) -> Any:
    values = [
        {"x": points()[code][0], "y": points()[code][1], "offers": offers}
        for code, offers in countries
    ]
    largest = 700 if width > 400 else 300
    return (
        alt.Chart(alt.InlineData(values=values))
        .mark_circle(color=HERE, opacity=0.8, stroke="white", strokeWidth=0.6)
        .encode(
            longitude="x:Q",
            latitude="y:Q",
            size=alt.Size(
                "offers:Q",
                title=words.say("distinct flagged offers"),
                scale=alt.Scale(range=[20, largest], zero=True),
                legend=alt.Legend(orient="bottom", tickCount=3),
            ),
        )
    )
