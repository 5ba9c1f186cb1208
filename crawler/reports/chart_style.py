"""Colours and type of the charts.

The hues are Okabe and Ito's, which people with any colour vision tell apart.
"""

from __future__ import annotations

from typing import Any

import altair as alt

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
