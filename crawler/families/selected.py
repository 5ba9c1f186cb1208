"""Reading the fields of the `[select]` table out of a page's tree."""

from __future__ import annotations

from lxml.html import HtmlElement

from crawler.families.page import Found, Offer
from crawler.marketplace import SELECTABLE, Marketplace
from crawler.selection import Selector, compile_selector

# Several paragraphs make one description; of any other field the first counts.
JOINED = frozenset(("description", "category", "shipping"))


class Selected:
    """The compiled selectors of one marketplace; *places* stand in for its own."""

    def __init__(
        self, marketplace: Marketplace, places: dict[str, str] | None = None
    ) -> None:
        select = marketplace.select
        written = places or {name: getattr(select, name) for name in SELECTABLE}
        self.selectors = {
            name: compile_selector(text) for name, text in written.items() if text
        }
        self.images = self.selectors.pop("images", None)
        self.each = compile_selector(select.each) if select.each else None

    def __bool__(self) -> bool:
        return bool(self.selectors or self.images)

    def read(self, root: HtmlElement) -> Offer:
        """Read the fields that are found at or under *root*."""
        fields = {}
        for name, selector in self.selectors.items():
            if text := _text(selector, root, name):
                fields[name] = Found(text, f"select: {selector.written}")
        images: tuple[str, ...] = ()
        if self.images and (urls := self.images.texts(root)):
            images = tuple(urls)
            fields["images"] = Found("", f"select: {self.images.written}")
        return Offer(fields, images)

    def over(self, root: HtmlElement, offer: Offer) -> Offer:
        """Give *offer* with the fields that the operator selected put over it."""
        if not self:
            return offer
        chosen = self.read(root)
        return Offer({**offer.fields, **chosen.fields}, chosen.images or offer.images)


def _text(selector: Selector, root: HtmlElement, name: str) -> str:
    if name not in JOINED:
        return selector.first(root)
    texts = dict.fromkeys(selector.texts(root))
    return (" > " if name == "category" else "\n").join(texts)
