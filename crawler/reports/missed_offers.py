"""An estimate of the offers that were missed, by the matcher and by the search."""

from __future__ import annotations

import pandas as pd

from crawler.reports.effort import SWEEP
from crawler.reports.extent import NOT_REVIEWED, VERDICTS, offers_of_period
from crawler.reports.figures import Figures
from crawler.statistics.missed import Estimate, recall_of_sample, two_sweeps

COLUMNS = ["what", "estimate", "estimate_low", "estimate_high", "rests_on", "why_not"]


def missed_table(figures: Figures) -> pd.DataFrame:
    """Table what was missed, with intervals, or why it cannot be told."""
    return pd.DataFrame([*_by_matcher(figures), *_by_search(figures)], columns=COLUMNS)


def _by_matcher(figures: Figures) -> list[list[object]]:
    sample = figures.sample
    offers = offers_of_period(figures)
    offers = offers[offers["marketplace"].isin(figures.marketplaces)]
    reviews = offers["review"].map(VERDICTS)
    confirmed = int((reviews == "confirmed").sum())
    judged = int((offers["review"] != NOT_REVIEWED).sum())
    words = figures.words
    names = (words.say("recall of the matcher"), words.say("offers without a flag"))
    found = recall_of_sample(confirmed, sample.unflagged, sample.sampled, sample.offers)
    if judged < len(offers):
        why = words.say(
            "%(some)s of %(all)s flagged listings are not reviewed",
            some=len(offers) - judged,
            all=len(offers),
        )
        return [_not_told(name, why) for name in names]
    if found is None:
        why = words.say("no sample of the listings without a flag was judged")
        return [_not_told(name, why) for name in names]
    rests = words.say(
        "%(offers)s offers in %(judged)s judged of %(all)s listings without a flag; "
        "%(confirmed)s confirmed with one",
        offers=sample.offers,
        judged=sample.sampled,
        all=sample.unflagged,
        confirmed=confirmed,
    )
    return [
        _told(names[0], found.recall, rests, 3),
        _told(names[1], found.missed, rests, 0),
    ]


def _by_search(figures: Figures) -> list[list[object]]:
    """Set the offers of sweeps beside those of fixed panels on the same marketplaces."""
    crawls = figures.crawls.set_index("id")
    seen = figures.seen
    panel = seen["crawl"].map(crawls["panel"])
    fixed = set(seen.loc[panel == "fixed", "offer_id"])
    shared = set(seen.loc[panel == "fixed", "marketplace"])
    on_shared = seen["marketplace"].isin(shared)
    swept = set(seen.loc[(panel == SWEEP) & on_shared, "offer_id"])
    words = figures.words
    name = words.say("all offers of the searched marketplaces")
    if not fixed or not swept:
        why = words.say("it takes a fixed panel and a sweep of the same marketplace")
        return [_not_told(name, why)]
    both = len(fixed & swept)
    found = two_sweeps(len(fixed), len(swept), both)
    if found is None:
        why = words.say("the panel and the sweep found no offer in common")
        return [_not_told(name, why)]
    rests = words.say(
        "%(panel)s by the panel, %(sweep)s by the sweep, %(both)s by both",
        panel=len(fixed),
        sweep=len(swept),
        both=both,
    )
    return [_told(name, found, rests, 0)]


def _told(what: str, found: Estimate, rests_on: str, places: int) -> list[object]:
    values = [round(value, places) for value in (found.value, found.low, found.high)]
    return [what, *values, rests_on, ""]


def _not_told(what: str, why: str) -> list[object]:
    return [what, None, None, None, "", why]
