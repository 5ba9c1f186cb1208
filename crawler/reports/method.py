"""The appendix of the report: what its figures mean, and everything that was left out."""

from __future__ import annotations

from typing import NamedTuple

from crawler import __version__
from crawler.reports.effort import STATUSES
from crawler.reports.figures import Figures
from crawler.reports.summary import Summary
from crawler.translation.words import Words


class Definition(NamedTuple):
    """A term and what it means."""

    term: str
    meaning: str


def definitions(figures: Figures) -> list[Definition]:
    """Say what the words and the figures of the report mean."""
    say = figures.words.say
    return [
        Definition(
            say("Listing and offer"),
            say(
                "A listing is one page of one marketplace with its own number. Listings "
                "with the same text on two marketplaces (cross-posted), and a listing "
                "put up again after it was gone or had ended (relisted), are one "
                "distinct offer. Both counts are given."
            ),
        ),
        Definition(
            say("Flagged"),
            say(
                "The title or the description names a CITES-listed taxon and the context "
                "makes an offer of a specimen likely or possible. Listings judged "
                "unlikely (a brand, a print, a toy) are kept in the database and left "
                "out here. A listing counts in each week by the text that it had then. A "
                "name match is not a finding of illegality: captive-bred, pre-Convention "
                "and permitted specimens are among them, and so are errors of the "
                "matcher."
            ),
        ),
        Definition(
            say("Appendix"),
            say(
                "The highest that the match allows on the date of the offer. Where a "
                "taxon is split between Appendices by population, the offer counts under "
                "the higher one."
            ),
        ),
        Definition(
            say("Rates"),
            say(
                "Per 1,000 listings: different flagged listings among the different "
                "listings seen in the complete crawls of a week, with Wilson’s 95 %% "
                "interval. Per 100 pages: flagged listings, once for each crawl that saw "
                "them, over the pages that those crawls fetched, with Byar’s 95 %% "
                "interval. Pages can be compared only within a marketplace: one page of "
                "a storefront’s feed holds hundreds of listings. The intervals tell "
                "chance in counting only; they know nothing of what a marketplace does "
                "not show or of names that the matcher misses. A listing that stays for "
                "weeks is in each of them, so the weeks are not independent."
            ),
        ),
        Definition(
            say("Weeks and gaps"),
            say(
                "A crawl belongs to the ISO week, in UTC, in which it began; where the "
                "period cuts a week, only the part inside is in it."
            ),
        ),
        Definition(
            say("Trend"),
            say(
                "Negative binomial regression of distinct offers with the listings "
                "examined as effort, a level for each marketplace (a new one when its "
                "facts changed), a step for each change of species list or software, a "
                "season after two years, and a slope. The variance is that of the stream "
                "of arriving offers, because the same offers are seen in many weeks. "
                "Jumps are weeks at which a step would be significant at the 5 %% level "
                "for the most favourable of all weeks. Told from ten weeks that span "
                "half a year and ten distinct offers on."
            ),
        ),
        Definition(
            say("Comparison of two weeks"),
            say(
                "Where there is no slope yet, two weeks are compared, on the "
                "marketplaces that were crawled to the end in both: of the pairs of "
                "weeks that share the most marketplaces, the two furthest apart, with "
                "Newcombe’s 95 %% interval for the difference. Nothing is said with "
                "fewer than two such weeks."
            ),
        ),
    ]


def filters(figures: Figures, summary: Summary) -> list[Definition]:
    """Say what the report was made from: every filter, and the versions used."""
    words = figures.words
    none = words.say("none used")
    return [
        Definition(words.say("Period"), told_period(figures)),
        *_countries(figures),
        Definition(
            words.say("Offers"),
            words.say("judged likely or possible, of a taxon listed in an Appendix"),
        ),
        Definition(
            words.say("Reviews"), words.say("all; rejected offers are shown apart")
        ),
        Definition(words.say("Crawls"), _crawls(figures, summary)),
        Definition(words.say("Species list"), ", ".join(summary.species_lists) or none),
        *_matched_again(figures),
        Definition(
            words.say("Software of the crawls"),
            f"citeswatch {', '.join(summary.software)}" if summary.software else none,
        ),
        Definition(words.say("Software of the report"), f"citeswatch {__version__}"),
        *_given(figures),
        Definition(words.say("Language"), words.language_name(words.language)),
    ]


def _given(figures: Figures) -> list[Definition]:
    """Say what was given beside the database, and the notices that were noted."""
    words, given = figures.words, figures.given
    told = []
    if given.rates:
        days = given.rates.table["day"]
        told.append(
            Definition(
                words.say("Exchange rates"),
                words.say(
                    "%(source)s; the file has rates of %(first)s to %(last)s, those used "
                    "are in its table; none older than %(days)s days is used",
                    source=given.rates.source,
                    first=words.day(f"{days.min():%Y-%m-%d}"),
                    last=words.day(f"{days.max():%Y-%m-%d}"),
                    days=given.rates.days,
                ),
            )
        )
    if given.earlier:
        told.append(Definition(words.say("Compared with"), told_period(given.earlier)))
    if given.trade:
        told.append(
            Definition(
                words.say("Reported trade"),
                f"{given.trade.file}, {given.trade.years}, SHA-256 {given.trade.sha256}",
            )
        )
    return told


def told_period(figures: Figures) -> str:
    """Write the period with its days and weeks."""
    words, period, weeks = figures.words, figures.period, figures.weeks
    if not weeks or period.first is None or period.last is None:
        return words.say("period %(period)s", period=period.text)
    days = words.say(
        "%(first_day)s to %(last_day)s",
        first_day=words.day(period.first, "long"),
        last_day=words.day(period.last, "long"),
    )
    if len(weeks) == 1:
        return words.say("%(days)s, week %(week)s", days=days, week=weeks[0])
    return words.say(
        "%(days)s, weeks %(first)s to %(last)s",
        days=days,
        first=weeks[0],
        last=weeks[-1],
    )


def told_countries(figures: Figures) -> str:
    """Name the countries that the report is of; "" is everywhere."""
    return ", ".join(figures.words.country(code) for code in figures.countries)


def _countries(figures: Figures) -> list[Definition]:
    """Say which marketplaces are in, and what is in besides them."""
    words = figures.words
    if not figures.countries:
        return [Definition(words.say("Marketplaces"), words.say("all marketplaces"))]
    titles = [figures.titles.get(name) or name for name in figures.marketplaces]
    return [
        Definition(
            words.say("Country"),
            f"{told_countries(figures)} ({', '.join(figures.countries)})",
        ),
        Definition(
            words.say("Marketplaces"),
            words.say(
                "those that are recorded as of this country, in effort, rates, trend, "
                "changes and register: %(marketplaces)s",
                marketplaces=", ".join(titles) or words.say("none was crawled"),
            ),
        ),
        Definition(
            words.say("Offers of other marketplaces"),
            words.say(
                "those located in this country, in extent, prices, life spans and list "
                "of offers; in routes and methods also those whose shipping terms name "
                "it"
            ),
        ),
    ]


def states(words: Words) -> list[Definition]:
    """Say what each status of a crawl, or of a week of a marketplace, means."""
    return [
        Definition(words.term(state), words.say(meaning))
        for state, meaning in STATUSES.items()
    ]


def _crawls(figures: Figures, summary: Summary) -> str:
    """Say which crawls were used; each has a row in the tables."""
    words = figures.words
    return words.say(
        "%(all)s began in the period, %(counted)s of them count towards rates; each is "
        "in %(file)s, with its versions",
        all=summary.crawls,
        counted=summary.crawls_counted,
        file="crawls.csv",
    )


def _matched_again(figures: Figures) -> list[Definition]:
    moment = figures.judged_alike_until
    if not moment:
        return []
    words = figures.words
    return [
        Definition(
            words.say("Matched again"),
            words.say("all listings, on %(day)s", day=words.day(moment, "long")),
        )
    ]
