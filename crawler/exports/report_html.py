"""The report as one page that runs nothing and asks nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crawler.quoting import quoted

TEMPLATES = Path(__file__).with_name("templates")


def report_html(told: dict[str, Any]) -> bytes:
    """Make the page of what `crawler.exports.telling` told; pictures lie beside it."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["quoted"] = quoted
    page = environment.get_template("package.html").render(report=told)
    return page.encode("utf-8", "replace")
