"""The reasons for which crawls ended, in the reader's language."""

from __future__ import annotations

from crawler.translation.catalogues import marked
from crawler.translation.known import KnownTexts
from crawler.translation.words import Words

STORED = KnownTexts(
    (
        marked("short: listings seen %(seen)s, expected at least %(least)s"),
        marked("budget of requests for the day is spent"),
        marked("stopped at the limit of pages"),
        marked("the site refused %(refusals)s of our requests"),
        marked("robots.txt forbids the pages that lead to listings"),
        marked("no page could be fetched"),
        marked("no listing could be read; pages that failed: %(errors)s"),
        marked("the process ended before the crawl did"),
    )
)
"""The reasons that the store keeps, in English; any other is shown as it is kept."""


def stored_reason(reason: str, words: Words) -> str:
    """Say a reason that the store keeps; one that is not known stays as it is."""
    return STORED.say(reason, words)
