"""The map of the world: outlines of Natural Earth, and a point for each country.

`countries-110m.json` is that of world-atlas 2.0.2 (npm, ISC), made from Natural
Earth 4.1.0 (public domain). `points.csv` is made by `crawler.world.build`.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def points() -> dict[str, tuple[float, float]]:
    """Give the longitude and latitude of each country's point (ISO 3166-1 alpha-2)."""
    text = files("crawler.world").joinpath("points.csv").read_text("utf-8")
    return {
        row["country"]: (float(row["longitude"]), float(row["latitude"]))
        for row in csv.DictReader(text.splitlines())
    }


@cache
def outlines() -> Any:
    """Give the countries' outlines, as TopoJSON with an object `countries`."""
    place = files("crawler.world").joinpath("countries-110m.json")
    return json.loads(place.read_text("utf-8"))
