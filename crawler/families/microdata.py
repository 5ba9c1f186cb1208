"""extruct's reading of microdata, on pages as they are."""

from __future__ import annotations

from typing import Any

from extruct.w3cmicrodata import MicrodataExtractor
from lxml.html import HtmlElement

from crawler.page_text import element_text


class TolerantMicrodata(MicrodataExtractor):  # type: ignore[misc]
    """Survives addresses that cannot be joined, and takes texts as they stand."""

    def _extract_property_value(self, node: HtmlElement, *args: Any, **kw: Any) -> Any:
        try:
            return super()._extract_property_value(node, *args, **kw)
        except ValueError:
            return ""  # such as http://[bad

    def _extract_textContent(self, node: HtmlElement) -> str:
        # extruct would copy and clean each property's subtree to get its text.
        return element_text(node)
