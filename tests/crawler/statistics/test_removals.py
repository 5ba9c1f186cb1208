"""Before and after a notice: by hand, and against statsmodels' own log-rank test."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.duration.survfunc import survdiff

from crawler.statistics.removals import faster_after

NEVER = float("nan")


def one_market(count: int) -> np.ndarray:
    return np.zeros(count, int)


def test_a_listing_counts_without_a_notice_until_it_has_one() -> None:
    """Two listings: one stands 10 days and has its notice on day 4, one has none."""
    told = faster_after(
        np.array([10.0, 6.0]),
        np.array([True, True]),
        np.array([4.0, NEVER]),
        one_market(2),
    )
    assert (told.before, told.ended_before) == (2, 1)
    assert (told.after, told.ended_after) == (1, 1)
    assert told.ratio is None, "two ends tell nothing"


def test_groups_from_the_beginning_are_the_ordinary_log_rank_test() -> None:
    chance = np.random.default_rng(15)
    days, ended = chance.exponential(30, 200), chance.random(200) < 0.8
    group = np.arange(200) % 2
    days[group == 1] /= 2
    changed = np.where(group == 1, 0.0, NEVER)
    told = faster_after(days, ended, changed, one_market(200))
    _, p = survdiff(days, ended.astype(int), group)
    assert told.p == pytest.approx(p, rel=1e-6)
    assert told.ratio is not None
    assert 1.3 < told.ratio < 3.2


def test_waiting_for_a_notice_does_not_look_like_slowness() -> None:
    """Notices do nothing here, though those who have one have stood longer."""
    chance = np.random.default_rng(57)
    days = chance.exponential(40, 600)
    sent = chance.exponential(15, 600)
    changed = np.where(sent < days, sent, NEVER)
    ended = np.ones(600, bool)
    told = faster_after(days, ended, changed, one_market(600))
    assert told.low is not None
    assert told.high is not None
    assert told.low < 1 < told.high
    has = ~np.isnan(changed)
    _, naive = survdiff(days, ended.astype(int), has)
    assert naive < 1e-6, "two plain groups would make notices look slow"


def test_marketplaces_are_compared_with_themselves_only() -> None:
    """A slow site without notices and a quick one where half the listings have one."""
    chance = np.random.default_rng(16)
    days = np.concatenate([chance.exponential(90, 200), chance.exponential(9, 200)])
    changed = np.where(
        np.arange(400) < 200, NEVER, np.where(np.arange(400) % 2, 0.0, NEVER)
    )
    site = np.repeat([0, 1], 200)
    told = faster_after(days, np.ones(400, bool), changed, site)
    assert told.p is not None
    assert told.p > 0.05
    together = faster_after(days, np.ones(400, bool), changed, one_market(400))
    assert together.p is not None
    assert together.p < 0.001


def test_nothing_watched_tells_nothing() -> None:
    none = np.array([])
    told = faster_after(none, none.astype(bool), none, none)
    assert (told.before, told.after, told.ratio) == (0, 0, None)


def test_a_ratio_beyond_all_bounds_is_none_and_p_still_stands() -> None:
    """All that had it from the beginning go before any that had not."""
    days = np.concatenate([np.arange(1.0, 9), np.arange(20.0, 28)])
    changed = np.repeat([0.0, NEVER], 8)
    told = faster_after(days, np.ones(16, bool), changed, one_market(16))
    assert told.ratio is None
    assert told.p is not None
    assert told.p < 0.001
