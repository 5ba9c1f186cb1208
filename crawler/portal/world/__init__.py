"""The map of the world: outlines of Natural Earth, and a point for each country.

`countries-110m.json` is that of world-atlas 2.0.2 (npm, ISC), made from Natural
Earth 4.1.0 (public domain). `points.csv` is made by `crawler.portal.world.build`.
"""
