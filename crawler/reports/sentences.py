"""The report in a few sentences, for a reader who reads no further."""

from __future__ import annotations

from crawler.reports.contents import Contents
from crawler.reports.figures import Figures
from crawler.reports.summary import Summary, summarise
from crawler.translation.catalogues import marked
from crawler.translation.words import Words

NO_CRAWL = marked(
    "No crawl began in this period. That says nothing of what was on offer: nobody "
    "looked."
)


def sentences(figures: Figures, contents: Contents) -> list[str]:
    """Say what was looked at, what was found, and whether it changed."""
    summary, words = summarise(figures), figures.words
    if not summary.crawls and not summary.flagged.listings:
        return [nothing(figures)]
    told = [looked(summary, words), *_found(summary, words)]
    fitted = contents.tables["trend"].rows[0]
    if fitted["why_not"]:
        told.append(
            words.say(
                "No trend of Appendix I offers is told: %(why)s", why=fitted["why_not"]
            )
        )
    else:
        change, low, high = (
            words.percent(fitted[name], signed=True)
            for name in ("change_a_year", "change_low", "change_high")
        )
        told.append(
            words.say(
                "Appendix I offers per effort changed by %(change)s a year (95 %% "
                "interval %(low)s to %(high)s).",
                change=change,
                low=low,
                high=high,
            )
            + " "
            + (
                words.say("Chance alone may give this: no trend is claimed.")
                if fitted["direction"] == "none"
                else words.say("Chance alone would hardly give this.")
            )
        )
    if summary.demo:
        told.append(
            words.say(
                "Some crawls are of the demo marketplaces: their listings are invented."
            )
        )
    return told


def nothing(figures: Figures) -> str:
    """Say that there is nothing to report, and why."""
    if not figures.countries:
        return figures.words.say(NO_CRAWL)
    return figures.words.say(
        "No marketplace of this country was crawled in this period, and no offer located "
        "there was seen on others."
    )


def looked(summary: Summary, words: Words) -> str:
    """Say how much was looked at."""
    if not summary.crawls:
        return words.say(
            "No marketplace of this country was crawled, so nothing here is a rate; the "
            "offers were seen on marketplaces elsewhere."
        )
    if not summary.crawls_counted:
        return words.count(
            "The only crawl of this period was not completed, so nothing here is a rate.",
            "None of the %(num)s crawls of this period was completed, so nothing here is "
            "a rate.",
            summary.crawls,
        )
    return words.say(
        "%(crawls)s of %(marketplaces)s saw %(listings)s. Of the weeks of a marketplace, "
        "%(complete)s of %(watched)s were crawled to the end.",
        crawls=words.count(
            "One complete crawl", "%(num)s complete crawls", summary.crawls_counted
        ),
        marketplaces=words.count(
            "one marketplace", "%(num)s marketplaces", summary.marketplaces
        ),
        listings=words.count(
            "one listing", "%(num)s different listings", summary.listings
        ),
        complete=summary.cells_counted,
        watched=summary.cells_watched,
    )


def _found(summary: Summary, words: Words) -> list[str]:
    one, any_ = summary.appendix_i, summary.flagged
    return [
        words.say(
            "Distinct offers that name a taxon listed in Appendix I: %(offers)s, on "
            "%(listings)s; new in the period: %(new)s.",
            offers=one.offers,
            listings=on_listings(one.listings, words),
            new=summary.new_appendix_i,
        ),
        words.say(
            "Distinct offers that name a taxon of any Appendix: %(offers)s, on "
            "%(listings)s.",
            offers=any_.offers,
            listings=on_listings(any_.listings, words),
        ),
    ]


def on_listings(number: int, words: Words) -> str:
    """Say how many listings there are."""
    return words.count("%(num)s listing", "%(num)s listings", number)
