"""A query for a site's search, and a panel of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Literal

Panel = Literal["catalogue", "fixed", "sweep"]
"""What a crawl asks: the site's own lists, its frozen panel, or its share of all."""


@dataclass(frozen=True, slots=True)
class Query:
    """Words to ask a search for, and why.

    `taxon` is the scientific name that they stand for, `appendix` the highest that
    it may be in, `kind` what sort of word it is: `specimen`, `everyday`, `common`,
    `scientific`, or `own` when the operator named it.
    """

    text: str
    language: str
    taxon: str
    appendix: str
    kind: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The queries of one crawl; `pages` is the most results pages of each."""

    panel: Panel
    queries: tuple[Query, ...]
    pages: int

    @property
    def sha256(self) -> str:
        """A checksum of the queries and their depth: another value is another panel."""
        rows = [
            [one.text, one.language, one.taxon, one.appendix, one.kind]
            for one in self.queries
        ]
        written = json.dumps([self.pages, rows], ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()


@dataclass(slots=True)
class QueryRun:
    """What came of one query: pages read, listings found, how it ended.

    `found` holds listings' ids or addresses. `waiting` counts results pages asked for
    and not come. `trouble` is `refused` or `failed`; `cut` says that there were more
    pages than the plan wants.
    """

    query: Query
    pages: int = 0
    waiting: int = 1
    found: set[str] = field(default_factory=set)
    trouble: str = ""
    cut: bool = False

    @property
    def ended(self) -> str:
        """How it ended, in the words of the table `queries`."""
        if self.trouble:
            return self.trouble
        if not self.pages:
            return "not_asked"
        if self.waiting > 0:
            return "interrupted"
        return "limit" if self.cut else "done"
