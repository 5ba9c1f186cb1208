"""500: find names of listed taxa in the title and description.

Settings: CITESWATCH_SPECIES_LISTS (folder of the species list),
CITESWATCH_MATCH_PROCESS (match in a process of its own; where there is one processor
core only, in this one).
Counts `match/some` and `match/none`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler

from crawler.cores import cores
from crawler.items import Listing
from crawler.listing_step import ListingStep
from crawler.match_process.desk import assess_here, matcher_here, shared_desk
from crawler.match_process.frames import Question
from crawler.matching.match import Assessment


class MatchSpeciesPipeline(ListingStep):
    """Sets `matches`, `offer`, `appendix` and `claims` as the matcher judges."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.species_lists = Path(crawler.settings["CITESWATCH_SPECIES_LISTS"])
        wanted = crawler.settings.getbool("CITESWATCH_MATCH_PROCESS")
        self.desk = shared_desk(self.species_lists) if wanted and cores() > 1 else None
        if self.desk is None:
            matcher_here(self.species_lists)

    async def open_spider(self) -> None:
        """Begin to match."""
        if self.desk is not None:
            await self.desk.join()

    def close_spider(self) -> None:
        """Every listing is matched by now."""
        if self.desk is not None:
            self.desk.leave()

    async def process_item(self, item: Any) -> Any:
        """Match a listing by the Appendices of the day on which it was seen."""
        if isinstance(item, Listing):
            question = _question(item)
            if self.desk is None:
                self._take(item, assess_here(self.species_lists, question))
            else:
                self._take(item, await self.desk.assess(question))
        return item

    def _take(self, listing: Listing, assessment: Assessment) -> None:
        listing.matches = list(assessment.matches)
        listing.offer = assessment.offer if assessment.matches else ""
        listing.appendix = assessment.appendix
        listing.claims = list(assessment.claims)
        self.count("match/some" if assessment.matches else "match/none")


def _question(listing: Listing) -> Question:
    day = listing.seen_at.date() if listing.seen_at else None
    return Question(listing.title, listing.description, day, listing.category_text)
