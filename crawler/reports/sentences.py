"""The report in a few sentences, for a reader who reads no further."""

from __future__ import annotations

from crawler.reports.contents import Contents
from crawler.reports.figures import Figures
from crawler.reports.layout import percent
from crawler.reports.summary import Summary, summarise

NO_CRAWL = (
    "No crawl began in this period. That says nothing of what was on offer: nobody "
    "looked."
)


def sentences(figures: Figures, contents: Contents) -> list[str]:
    """Say what was looked at, what was found, and whether it changed."""
    summary = summarise(figures)
    if not summary.crawls:
        return [NO_CRAWL]
    told = [_looked(summary), _found(summary)]
    fitted = contents.tables["trend"].rows[0]
    if fitted["why_not"]:
        told.append(f"No trend of Appendix I offers is told: {fitted['why_not']}")
    else:
        change, low, high = (
            percent(fitted[name])
            for name in ("change_a_year", "change_low", "change_high")
        )
        end = (
            "chance alone may give this, and no trend is claimed."
            if fitted["direction"] == "none"
            else "chance alone would hardly give this."
        )
        told.append(
            f"Appendix I offers per effort changed by {change} a year (95 % interval "
            f"{low} to {high}): {end}"
        )
    if summary.demo:
        told.append(
            "Some crawls are of the demo marketplaces: their listings are invented."
        )
    return told


def _looked(summary: Summary) -> str:
    if not summary.crawls_counted:
        return f"None of the {summary.crawls} crawls of the period was completed."
    return (
        f"{summary.crawls_counted} complete crawls of {summary.marketplaces} "
        f"marketplaces saw {summary.listings:,} different listings; "
        f"{summary.cells_counted} of {summary.cells_watched} marketplace weeks were "
        "crawled to the end."
    )


def _found(summary: Summary) -> str:
    one, any_ = summary.appendix_i, summary.flagged
    return (
        f"{one.offers:,} distinct offers on {one.listings:,} listings name a taxon that "
        f"is listed in Appendix I, {summary.new_appendix_i:,} of them new in the period; "
        f"{any_.offers:,} offers on {any_.listings:,} listings name a taxon of any "
        "Appendix."
    )
