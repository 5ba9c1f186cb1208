from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from crawler.reports.chart_style import NARROW, WIDE
from crawler.reports.contents import contents_of
from crawler.reports.figures import Figures
from crawler.reports.pictures import as_png, as_svg
from crawler.store import Store
from tests.crawler.sample_store import crawl, listing

FiguresOf = Callable[..., Figures]
Week = Callable[[int], datetime]


def look(store: Store, market: str, at: datetime, **facts: Any) -> None:
    tusk = listing(market, "tusk", at, taxon="Loxodonta africana")
    crawl(store, market, at, [tusk, listing(market, "chair", at)], **facts)


@pytest.fixture
def rates(store: Store, week: Week, figures_of: FiguresOf) -> Callable[[], Any]:
    return lambda: contents_of(figures_of()).charts["rates_by_marketplace"]


def test_a_gap_says_its_reason_where_there_is_room(
    store: Store, week: Week, rates: Callable[[], Any]
) -> None:
    look(store, "alpha", week(1))
    look(store, "alpha", week(2), outcome="refused")
    look(store, "alpha", week(4))
    drawn = as_svg(rates().wide).decode()
    assert ">refused<" in drawn
    assert ">not run<" in drawn
    assert ">×<" not in drawn


def test_a_gap_is_a_cross_where_there_is_none(
    store: Store, week: Week, rates: Callable[[], Any]
) -> None:
    for number in range(1, 60, 2):
        look(store, "alpha", week(number))
    drawn = as_svg(rates().narrow).decode()
    assert ">not run<" not in drawn
    assert drawn.count(">×<") == 29


def test_the_rate_line_is_broken_at_a_gap(
    store: Store, week: Week, rates: Callable[[], Any]
) -> None:
    for number in (1, 2, 4, 5):
        look(store, "alpha", week(number))
    drawn = as_svg(rates().wide).decode()
    (line,) = [
        part.split('"')[0]
        for part in drawn.split(' d="')
        if 'stroke="#D55E00" stroke-width="1.5"' in part.split("/>")[0]
    ]
    assert line.count("M") == 2


def test_each_year_is_named_once(
    store: Store, week: Week, rates: Callable[[], Any]
) -> None:
    for number in range(1, 20):
        look(store, "alpha", week(number))
    drawn = as_svg(rates().wide).decode()
    assert drawn.count(">2026<") == 1
    assert drawn.count(">2027<") == 1


@pytest.mark.slow
def test_the_same_chart_drawn_twice_is_the_same_picture(
    store: Store, week: Week, rates: Callable[[], Any]
) -> None:
    look(store, "alpha", week(1))
    assert as_svg(rates().wide) == as_svg(rates().wide)
    assert as_png(rates().wide) == as_png(rates().wide)


def test_a_phone_gets_one_panel_a_row(
    store: Store, week: Week, rates: Callable[[], Any]
) -> None:
    for market in ("alpha", "beta"):
        look(store, market, week(1))
    wide, narrow = rates().wide.to_dict(), rates().narrow.to_dict()
    assert (wide["columns"], narrow["columns"]) == (2, 1)
    assert narrow["spec"]["width"] < NARROW < wide["spec"]["width"] * 2 + 80 < WIDE + 40


def test_titles_in_a_chart_are_text(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    look(store, "<b>bold</b>", week(1))
    drawn = as_svg(contents_of(figures_of()).charts["effort"].wide).decode()
    assert "<b>" not in drawn.casefold()
    assert "&lt;b&gt;" in drawn.casefold()
