"""500: find names of listed taxa in the title and description.

The matcher is loaded once in a process and shared by all its crawls.
Counts `match/some` and `match/none`.
"""

from __future__ import annotations

from functools import cache

from scrapy.crawler import Crawler

from crawler.items import Listing
from crawler.listing_step import ListingStep
from crawler.matching import Matcher


class MatchSpeciesPipeline(ListingStep):
    """Sets `matches`, `offer` and `appendix` as the matcher judges."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.matcher = shared_matcher()

    def step(self, listing: Listing) -> None:
        """Match *listing* by the Appendices of the day on which it was seen."""
        assessment = self.matcher.assess(
            listing.title,
            listing.description,
            on=listing.seen_at.date() if listing.seen_at else None,
            category=listing.category_text,
        )
        listing.matches = list(assessment.matches)
        listing.offer = assessment.offer if assessment.matches else ""
        listing.appendix = assessment.appendix
        self.count("match/some" if assessment.matches else "match/none")


@cache
def shared_matcher() -> Matcher:
    """Load the matcher with the packaged species list."""
    return Matcher.load()
