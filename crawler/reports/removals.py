"""How soon Appendix I offers go with and without a notice, before and after rules."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crawler.reports.figures import Figures
from crawler.reports.staying import stays_of
from crawler.statistics.gone_within import gone_after, gone_as_old
from crawler.statistics.removals import faster_after
from crawler.statistics.survival import FEWEST_ENDS
from crawler.store.notice_queries import NoticeRow
from crawler.translation.catalogues import marked

DAYS = 30
NOON = "T12:00:00+00:00"
"""A notice has a day and no hour."""
NOTICE, RULES = marked("notice"), marked("rules on wildlife")
ALL = "all"
_REMOVALS = {
    "marketplace": "object",
    "after": "object",
    "since": "object",
    "listings_without": "int64",
    "went_without": "int64",
    "listings_with": "int64",
    "went_with": "int64",
    "gone_in_30_with": "float64",
    "gone_with_low": "float64",
    "gone_with_high": "float64",
    "gone_in_30_without": "float64",
    "gone_without_low": "float64",
    "gone_without_high": "float64",
    "times_as_fast": "float64",
    "times_low": "float64",
    "times_high": "float64",
    "p": "float64",
    "p_corrected": "float64",
    "why_not": "object",
}
_NOTICES = {
    "notice": "int64",
    "marketplace": "object",
    "sent_on": "object",
    "channel": "object",
    "listings": "int64",
    "answer": "object",
    "answered_on": "object",
    "gone_listings": "int64",
    "last_gone_on": "object",
}


def notices_table(figures: Figures) -> pd.DataFrame:
    """Table the notices sent up to the end of the period, with what crawls saw since."""
    rows = []
    for number, own in _up_to_the_end(figures).groupby("notice"):
        first = own.iloc[0]
        gone = own[own["state"] != "active"]
        rows.append(
            {
                "notice": number,
                **{
                    name: first[name]
                    for name in (
                        "marketplace",
                        "sent_on",
                        "channel",
                        "answer",
                        "answered_on",
                    )
                },
                "listings": len(own),
                "gone_listings": len(gone),
                "last_gone_on": gone["state_since"].max()[:10] if len(gone) else "",
            }
        )
    return pd.DataFrame(rows, columns=list(_NOTICES)).astype(_NOTICES)


def removals_table(figures: Figures) -> pd.DataFrame:
    """Compare how fast flagged Appendix I listings go before and after something.

    A listing counts without a notice until its first one, and with it from then on;
    likewise before and after the day from which rules on wildlife hold. `times_as_fast`
    is Cox's hazard ratio with its 95 % interval, p that of the log-rank test, corrected
    for all rows (Holm). `gone_in_30_with` is the share gone within 30 days after a notice,
    `gone_in_30_without` that of listings as old, on the same marketplace, without one.
    """
    stays = stays_of(figures)
    stays = stays[stays["appendix"] == "I"]
    notices = _up_to_the_end(figures)
    told = sorted(set(notices["marketplace"]) & set(stays["marketplace"]))
    rows = [_by_notice(figures, stays, notices, name) for name in told]
    if len(told) > 1:
        every = stays[stays["marketplace"].isin(told)]
        rows.append(_by_notice(figures, every, notices, ALL))
    rows += [
        _by_rules(figures, stays, one.marketplace, one.in_force_on)
        for one in figures.policies
        if one.marketplace in figures.marketplaces
    ]
    table = pd.DataFrame(rows, columns=list(_REMOVALS)).astype(_REMOVALS)
    return _corrected(table)


def _up_to_the_end(figures: Figures) -> pd.DataFrame:
    notices = pd.DataFrame(figures.notices, columns=list(NoticeRow._fields))
    last = figures.period.last.isoformat() if figures.period.last else ""
    own = notices["marketplace"].isin(figures.marketplaces)
    return notices[own & (notices["sent_on"] <= last)]


def _by_notice(
    figures: Figures, stays: pd.DataFrame, notices: pd.DataFrame, name: str
) -> dict[str, object]:
    own = stays if name == ALL else stays[stays["marketplace"] == name]
    sent = notices.groupby("listing")["sent_on"].min().reindex(own.index)
    stays = _still_there(own, sent)
    return {
        "marketplace": name,
        "after": NOTICE,
        "since": "",
        **_compared(figures, stays, sent),
        **_gone_within(stays, sent),
    }


def _by_rules(
    figures: Figures, stays: pd.DataFrame, name: str, in_force_on: str
) -> dict[str, object]:
    own = stays[stays["marketplace"] == name]
    since = pd.Series(in_force_on, own.index, dtype="object")
    return {
        "marketplace": name,
        "after": RULES,
        "since": in_force_on,
        **_compared(figures, own, since),
    }


def _compared(
    figures: Figures, stays: pd.DataFrame, since: pd.Series
) -> dict[str, object]:
    found = faster_after(
        stays["days"].to_numpy(float),
        stays["went"].to_numpy(bool),
        _ages(stays, since),
        stays["marketplace"].to_numpy(str),
    )
    row: dict[str, object] = {
        "listings_without": found.before,
        "went_without": found.ended_before,
        "listings_with": found.after,
        "went_with": found.ended_after,
        "why_not": "",
    }
    if found.p is None:
        why = figures.words.say(
            "It takes %(ends)s listings that went before it and as many after it.",
            ends=FEWEST_ENDS,
        )
        return {**row, "why_not": why}
    return {
        **row,
        "times_as_fast": found.ratio,
        "times_low": found.low,
        "times_high": found.high,
        "p": found.p,
    }


def _gone_within(stays: pd.DataFrame, since: pd.Series) -> dict[str, float]:
    """Give the shares gone in 30 days with and without it, where they can be told."""
    days, went = stays["days"].to_numpy(float), stays["went"].to_numpy(bool)
    ages, markets = _ages(stays, since), stays["marketplace"].to_numpy(str)
    shares = {
        "with": gone_after(days, went, ages, DAYS),
        "without": gone_as_old(days, went, ages, markets, DAYS),
    }
    return {
        column: round(value, 3)
        for name, found in shares.items()
        if found
        for column, value in (
            (f"gone_in_30_{name}", found.value),
            (f"gone_{name}_low", found.low),
            (f"gone_{name}_high", found.high),
        )
    }


def _still_there(stays: pd.DataFrame, sent: pd.Series) -> pd.DataFrame:
    """Let a listing stay until its notice at least.

    Whoever sends a notice has looked: a listing whose notice came after its last
    sighting, and before the crawl that missed it, went in between of these two.
    """
    ages, missed = _ages(stays, sent), stays["missed_days"].to_numpy(float)
    days = stays["days"].to_numpy(float)
    late = (ages >= days) & (ages < missed)
    return stays.assign(days=np.where(late, (ages + missed) / 2, days))


def _ages(stays: pd.DataFrame, since: pd.Series) -> np.ndarray:
    """Give the age of each listing in days at *since*; nan where there is no such day."""
    begin = pd.to_datetime(stays["first_seen_at"], utc=True)
    at = pd.to_datetime(since + NOON, utc=True)
    return ((at - begin) / pd.Timedelta(days=1)).to_numpy(float)


def _corrected(table: pd.DataFrame) -> pd.DataFrame:
    from statsmodels.stats.multitest import multipletests

    tested = table["p"].notna()
    if tested.any():
        _, corrected, *_ = multipletests(table.loc[tested, "p"], method="holm")
        table.loc[tested, "p_corrected"] = corrected
    return table
