"""Colours, type and axes of the charts.

The hues are Okabe and Ito's, which people with any colour vision tell apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import altair as alt
import pandas as pd

WIDE, NARROW = 660, 330
LABEL_ROOM = 34
"""Points of width that the name of a week takes."""
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK, FAINT, GRID = "#1b2a33", "#5f6b74", "#e3e7ea"
OTHER_COLOUR = "#8a3a6b"
APPENDIX_COLOURS = {"I": "#D55E00", "II": "#0072B2", "III": "#00805f"}
EVENT_COLOURS = {
    "new": "#0072B2",
    "changed": "#E69F00",
    "gone": "#7a858d",
    "relisted": "#CC79A7",
}
STATUS_COLOURS = {
    "complete": "#0072B2",
    "incomplete": "#E69F00",
    "interrupted": "#E69F00",
    "failed": "#E69F00",
    "refused": "#CC79A7",
    "running": "#56B4E9",
    "not run": "#ffffff",
    "not yet watched": "#eef1f3",
}


def styled(chart: Any) -> alt.TopLevelMixin:
    """Give *chart* the report's look."""
    whole: alt.TopLevelMixin = (
        chart.configure(font=FONT, background="white", padding=6)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK,
            titleColor=FAINT,
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
            gridColor=GRID,
            domainColor="#9aa5ad",
            tickColor="#9aa5ad",
        )
        .configure_legend(
            labelColor=INK, titleColor=FAINT, labelFontSize=11, titleFontSize=11
        )
        .configure_header(
            labelColor=INK,
            labelFontSize=12,
            labelFontWeight="bold",
            labelAnchor="start",
        )
    )
    return whole


def columns_within(width: int, most: int) -> int:
    """Give the columns of panels that *width* has room for."""
    return most if width > NARROW else 1


def panel_width(width: int, most: int) -> float:
    """Give the width of one of at most *most* panels side by side."""
    columns = columns_within(width, most)
    return (width - 55 - 20 * (columns - 1)) / columns


def weeks_axis(weeks: pd.Series | Sequence[str], width: float) -> alt.X:
    """Lay out the weeks; as many are named as *width* has room for, years once."""
    every = sorted(set(weeks))
    named = every[:: max(ceil(len(every) * LABEL_ROOM / width), 1)]
    firsts = [
        week
        for number, week in enumerate(named)
        if number == 0 or week[:4] != named[number - 1][:4]
    ]
    return alt.X(
        "week:O",
        title=None,
        scale=alt.Scale(domain=every),
        axis=alt.Axis(
            values=named,
            labelAngle=0,
            grid=False,
            labelExpr="[slice(datum.label, 5), "
            f"indexof({json.dumps(firsts)}, datum.label) >= 0 "
            "? slice(datum.label, 0, 4) : '']",
        ),
    )


def counts_axis() -> alt.Axis:
    """Lay out whole numbers."""
    return alt.Axis(tickMinStep=1, tickCount=5, format=",d", gridColor=GRID)


def palette(colours: Mapping[str, str]) -> alt.Scale:
    """Give each value its colour."""
    return alt.Scale(domain=list(colours), range=list(colours.values()))
