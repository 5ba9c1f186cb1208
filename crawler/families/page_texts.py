"""Title and text of any page, as far as a page tells them of itself."""

from __future__ import annotations

from scrapy.http import TextResponse

from crawler.families.metadata import read_metadata
from crawler.families.offers import main_offer, offers_in
from crawler.page_text import element_text, html_to_text
from crawler.page_tree import tree_of


def page_texts(page: TextResponse) -> tuple[str, str]:
    """Give title and description: of its offer in its metadata, else of its heading.

    A page without any has empty ones. Of several offers it is the one whose address is
    the page's, else the first.
    """
    root = tree_of(page)
    if root is None:
        return "", ""
    for syntax in ("json-ld", "microdata", "opengraph"):
        found = offers_in(read_metadata(page, syntax).nodes, syntax)
        offers = [one for one in found if "title" in one.fields]
        if offers:
            fields = main_offer(offers, page.url).fields
            text = fields["description"].text if "description" in fields else ""
            return html_to_text(fields["title"].text), html_to_text(text)
    for place in ("//h1", "//title"):
        for element in root.xpath(place):
            if text := element_text(element):
                return text, ""
    return "", ""
