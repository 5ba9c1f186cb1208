"""The dashboard's charts, drawn as SVG; each has its table beside it on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crawler.portal.asking.rows import Row
from crawler.translation.words import Words
from crawler.world import outlines, points

INK, FAINT, GRID = "#1b2a33", "#5f6b74", "#e3e7ea"
"""Those of `crawler.reports.chart_style`, which takes a second to import."""

WIDTH = 660
MAP_HEIGHT = 330
LAND, COAST, HERE = "#e3e7ea", "#b8c2c9", "#D55E00"

ROUTE = "#0072B2"
DARK = {
    "white": "#12191d",
    INK: "#e4eaed",
    FAINT: "#a9b6be",
    GRID: "#33424b",
    COAST: "#5b6b75",
    ROUTE: "#56b4e9",
    HERE: "#ff9a4d",
}
"""What takes the place of each light colour on the dark page (`portal.css`)."""
_LIGHT = re.compile("|".join(map(re.escape, DARK)))


def trend_chart(rates: Any, language: str) -> bytes:
    """Draw the weekly rate of Appendix I per 1,000 listings with its interval."""
    from crawler.reports.pictures import as_svg
    from crawler.reports.rate_charts import rate_by_appendix

    words = Words("reports", language)
    return as_svg(rate_by_appendix(rates[rates["appendix"] == "I"], WIDTH, words))


def map_chart(places: Sequence[Row], language: str) -> bytes:
    """Draw a circle for each country that flagged goods are in, and their routes.

    A route leads from where the goods are to where the marketplace is.
    """
    import altair as alt

    from crawler.reports.chart_style import styled
    from crawler.reports.pictures import as_svg

    land = alt.Chart(
        alt.InlineData(
            values=outlines(),
            format=alt.TopoDataFormat(feature="countries", type="topojson"),
        )
    ).mark_geoshape(fill=LAND, stroke=COAST, strokeWidth=0.4)
    layers: list[Any] = [land]
    if routes := _routes(places):
        layers.append(
            alt.Chart(alt.InlineData(values=routes))
            .mark_rule(color=ROUTE, opacity=0.6)
            .encode(
                longitude="from_x:Q",
                latitude="from_y:Q",
                longitude2="to_x:Q",
                latitude2="to_y:Q",
                strokeWidth=alt.StrokeWidth(
                    "listings:Q", legend=None, scale=alt.Scale(range=[1, 5])
                ),
            )
        )
    if circles := _circles(places):
        layers.append(
            alt.Chart(alt.InlineData(values=circles))
            .mark_circle(color=HERE, opacity=0.75, stroke="white", strokeWidth=0.6)
            .encode(
                longitude="x:Q",
                latitude="y:Q",
                size=alt.Size(
                    "listings:Q",
                    title=Words("portal", language).say("flagged listings"),
                    scale=alt.Scale(range=[20, 700], zero=True),
                    legend=alt.Legend(orient="bottom-left", tickCount=3),
                ),
            )
        )
    world = alt.layer(*layers).project(type="naturalEarth1")
    return as_svg(styled(world.properties(width=WIDTH, height=MAP_HEIGHT)))


def darkened(picture: str) -> str:
    """Give the chart in colours that hold on the dark page."""
    return _LIGHT.sub(lambda found: DARK[found[0]], picture)


def by_country(places: Sequence[Row]) -> list[tuple[str, int]]:
    """Sum up the flagged listings of each country, most first."""
    sums: dict[str, int] = {}
    for place in places:
        if place["country"]:
            sums[place["country"]] = sums.get(place["country"], 0) + place["listings"]
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def across_borders(places: Sequence[Row]) -> list[Row]:
    """Take the places whose goods are offered in another country."""
    return [
        place
        for place in places
        if place["country"]
        and place["offered_in"]
        and place["country"] != place["offered_in"]
    ]


def _circles(places: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {"x": points()[code][0], "y": points()[code][1], "listings": count}
        for code, count in by_country(places)
        if code in points()
    ]


def _routes(places: Sequence[Row]) -> list[dict[str, Any]]:
    found = []
    for place in across_borders(places):
        begin, end = (points().get(place[key]) for key in ("country", "offered_in"))
        if begin and end:
            found.append(
                {
                    "from_x": begin[0],
                    "from_y": begin[1],
                    "to_x": end[0],
                    "to_y": end[1],
                    "listings": place["listings"],
                }
            )
    return found
