"""Charts as pictures: PNG and SVG, the same bytes for the same figures."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import vl_convert

_CLIP = re.compile(r'(?<=id=")clip\d+(?=")|(?<=url\(#)clip\d+(?=\))')
PNG_SCALE = 2.0
LOCALES: dict[str, Any] = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES"}
"""The names of d3 for the languages."""


def as_png(chart: alt.TopLevelMixin, language: str = "en") -> bytes:
    """Draw *chart* as PNG, two pixels to the point; axes as *language* writes numbers."""
    picture: bytes = vl_convert.vegalite_to_png(
        _spec(chart), scale=PNG_SCALE, format_locale=LOCALES[language]
    )
    return picture


def as_svg(chart: alt.TopLevelMixin, language: str = "en") -> bytes:
    """Draw *chart* as SVG; axes as *language* writes numbers."""
    picture: str = vl_convert.vegalite_to_svg(
        _spec(chart), format_locale=LOCALES[language]
    )
    return _number_clips(picture).encode()


def _spec(chart: alt.TopLevelMixin) -> str:
    spec: str = chart.to_json(indent=None)
    return spec


def _number_clips(picture: str) -> str:
    """Number clip paths from 0: the drawing engine counts on across pictures."""
    names: dict[str, str] = {}

    def renumber(found: re.Match[str]) -> str:
        return names.setdefault(found[0], f"clip{len(names)}")

    return _CLIP.sub(renumber, picture)
