"""Make `points.csv`: where on the map a country's circle stands.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m crawler.world.build package/countries-50m.json

The point is the centroid of the country's largest polygon at 1:50 million, which
has the small countries that the outlines at 1:110 million leave out.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycountry

POINTS = Path(__file__).parent / "points.csv"
Ring = list[tuple[float, float]]


def points(topology: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    """Give each country's ISO 3166-1 alpha-2 code, longitude and latitude."""
    arcs = list(_arcs(topology))
    for shape in topology["objects"]["countries"]["geometries"]:
        country = pycountry.countries.get(numeric=str(shape.get("id", "")).zfill(3))
        if country is None:
            continue
        polygons = shape["arcs"]
        if shape["type"] == "Polygon":
            polygons = [polygons]
        rings = [_ring(arcs, polygon[0]) for polygon in polygons]
        area, x, y = max((_centroid(ring) for ring in rings), key=lambda one: one[0])
        if area:
            x = (x + 180) % 360 - 180
            yield country.alpha_2, round(x, 2), round(y, 2)


def main() -> None:
    """Write the points of the file named on the command line."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with POINTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["country", "longitude", "latitude"])
        writer.writerows(sorted(set(points(topology))))


def _arcs(topology: dict[str, Any]) -> Iterator[Ring]:
    """Undo the delta coding and the grid of the file."""
    (kx, ky), (dx, dy) = (topology["transform"][key] for key in ("scale", "translate"))
    for arc in topology["arcs"]:
        x = y = 0
        line: Ring = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * kx + dx, y * ky + dy))
        yield line


def _ring(arcs: list[Ring], numbers: list[int]) -> Ring:
    """Join arcs to a ring; ~n is arc n backwards."""
    ring: Ring = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += line[1:] if ring else line
    return _unwrapped(ring)


def _unwrapped(ring: Ring) -> Ring:
    """Let a ring that crosses the line of 180 degrees go on beyond it."""
    turned: Ring = []
    for x, y in ring:
        if turned and abs(x - turned[-1][0]) > 180:
            x += 360 if x < turned[-1][0] else -360  # noqa: PLW2901
        turned.append((x, y))
    return turned


def _centroid(ring: Ring) -> tuple[float, float, float]:
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    if not area:
        return 0.0, 0.0, 0.0
    return abs(area / 2), x / (3 * area), y / (3 * area)


if __name__ == "__main__":
    main()
