"""The text of a piece of a page, as a reader sees it."""

from __future__ import annotations

import re

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

BLOCKS = {"article", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "h1"}
BLOCKS |= {"h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section"}
BLOCKS |= {"address", "table", "td", "th", "tr", "ul"}
UNSEEN = {"script", "style", "template", "noscript"}
_MARKUP = re.compile(
    r"</?(?:a|b|br|div|em|font|h[1-6]|hr|i|img|li|ol|p|span|strong|table|tbody|td|th|tr"
    r"|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)


def element_text(element: HtmlElement) -> str:
    """Give the text of *element*; a block element ends a line."""
    if not len(element):
        return " ".join((element.text or "").split())
    text = "".join(_pieces(element))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def html_to_text(published: str) -> str:
    """Give the text of *published* when it holds mark-up, else *published* itself."""
    if "<" not in published or not _MARKUP.search(published):
        return published
    parser = lxml.html.HTMLParser(huge_tree=True)
    try:
        root = lxml.html.fragment_fromstring(published, "div", parser=parser)
        text = element_text(root)
    except (lxml.etree.LxmlError, ValueError):
        text = ""
    # What no parser takes, such as tags nested thousands deep: cut the tags.
    return text or _MARKUP.sub(" ", published).strip()


def _pieces(root: HtmlElement) -> list[str]:
    pieces: list[str] = []
    walker = lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        if event == "start":
            if element.tag in UNSEEN:
                walker.skip_subtree()
                continue
            if element.tag in BLOCKS:
                pieces.append("\n")
            pieces.append(_one_line(element.text))
            continue
        if element.tag in BLOCKS:
            pieces.append("\n")
        if element is not root:
            pieces.append(_one_line(element.tail))
    return pieces


def _one_line(text: str | None) -> str:
    return text.replace("\n", " ") if text else ""
