"""One answer of a demo marketplace."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Page:
    """What goes over the wire: status, content type and body."""

    body: bytes
    content_type: str = HTML
    status: int = 200

    @classmethod
    def of_text(cls, text: str, content_type: str) -> Page:
        """Make a page of *text*, encoded as UTF-8."""
        return cls(text.encode(), f"{content_type}; charset=utf-8")

    @classmethod
    def of_json(cls, value: Any) -> Page:
        """Make a JSON page, in ASCII with escapes as Shopify sends it."""
        return cls.of_text(json.dumps(value), "application/json")

    def cut_at(self, mark: bytes) -> Page:
        """Give the page as if the connection had died just after *mark*."""
        head, found, _ = self.body.partition(mark)
        if not found:
            raise ValueError(f"the page does not hold {mark!r}")
        return Page(head + found, self.content_type, self.status)
