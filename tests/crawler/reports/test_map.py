"""The map: what stands on it, and that it needs nothing from outside."""

from __future__ import annotations

import re

import pandas as pd

from crawler.reports.chart_style import NARROW, WIDE
from crawler.reports.figures import ENGLISH
from crawler.reports.map_chart import offers_by_country, routes_map, routes_on_map
from crawler.reports.pictures import as_png, as_svg

EXTENT = pd.DataFrame(
    [
        ("country", "I", "KE", 5),
        ("country", "II", "KE", 2),
        ("country", "I", "SG", 1),
        ("country", "I", "not told", 40),
        ("language", "I", "de", 9),
    ],
    columns=["dimension", "appendix", "value", "offers"],
)
ROUTES = pd.DataFrame(
    [
        ("I", "KE", "JP", 3),
        ("II", "KE", "JP", 1),
        ("I", "SG", "US", 1),
        ("I", "KE", "worldwide", 8),
        ("I", "not told", "US", 8),
    ],
    columns=["appendix", "from_country", "to_country", "offers"],
)


def test_appendices_are_added_and_what_is_no_country_is_left_out() -> None:
    assert offers_by_country(EXTENT) == [("KE", 7), ("SG", 1)]
    assert routes_on_map(ROUTES) == [("KE", "JP", 4), ("SG", "US", 1)]


def test_the_map_draws_a_circle_a_country_and_a_line_a_route() -> None:
    svg = as_svg(routes_map(EXTENT, ROUTES, WIDE, ENGLISH)).decode()
    assert svg.count('aria-roledescription="circle"') == 2
    assert len(re.findall(r'<line[^>]*stroke="#0072B2"', svg)) == 2
    assert svg.count("<path") > 150
    assert not re.search(r'(?:href|src|url)="?\(?https?:', svg)
    again = as_svg(routes_map(EXTENT, ROUTES, WIDE, ENGLISH)).decode()
    assert again == svg


def test_the_map_is_drawn_without_routes_and_for_a_phone() -> None:
    picture = as_png(routes_map(EXTENT, ROUTES.iloc[:0], NARROW, ENGLISH))
    assert picture.startswith(b"\x89PNG")
