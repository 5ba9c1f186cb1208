"""The rates that the portal shows are those of the report."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from crawler.reports.figures import gather
from crawler.reports.period import Period, parse_period
from crawler.reports.tables import rates_by_appendix
from crawler.reports.weekly import gather_weekly
from crawler.store import Store
from crawler.workspace import Workspace
from tests.crawler.reports.conftest import MADE_ON


@pytest.mark.parametrize(
    "period",
    [
        parse_period("all"),
        Period("part", date(2026, 10, 14), date(2026, 11, 10)),
        Period("before", date(2020, 1, 1), date(2020, 3, 1)),
    ],
)
def test_weekly_rates_are_the_reports(season: Workspace, period: Period) -> None:
    with Store.open(season.database, read_only=True) as store:
        whole = rates_by_appendix(gather(store, period, MADE_ON))
        lean = rates_by_appendix(gather_weekly(store, period, MADE_ON))
    pd.testing.assert_frame_equal(lean, whole)


def test_without_a_crawl_there_are_no_rates(store: Store) -> None:
    figures = gather_weekly(store, parse_period("all"), MADE_ON)
    assert rates_by_appendix(figures).empty
