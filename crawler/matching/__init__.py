"""The matcher: text in, matches out; it knows neither Scrapy nor SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.matching.match import Assessment, Match

if TYPE_CHECKING:
    from crawler.matching.matcher import Matcher

__all__ = ["Assessment", "Match", "Matcher"]


def __getattr__(name: str) -> Any:
    """Import the matcher only when it is asked for: a `Match` alone is light."""
    if name == "Matcher":
        from crawler.matching.matcher import Matcher

        return Matcher
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
