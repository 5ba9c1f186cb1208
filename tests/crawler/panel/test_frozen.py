"""A fixed panel stays as it is; a new one is a new series."""

from datetime import date
from pathlib import Path

import pytest

from crawler.panel.frozen import PanelError, choose, freeze, panel_file, read_panel
from crawler.panel.query import Query

IVORY = [Query(f"ivory {n}", "en", "Loxodonta africana", "I", "specimen") for n in range(9)]  # fmt: skip
TIGER = [Query(f"tiger, {n}", "en", "Panthera tigris", "I", "common") for n in range(9)]
TODAY = date(2026, 11, 26)


def test_a_panel_holds_few_queries_of_many_taxa() -> None:
    chosen = choose(IVORY + TIGER, 5)
    assert [one.text for one in chosen] == [
        *("ivory 0", "tiger, 0"),
        *("ivory 1", "tiger, 1"),
        "ivory 2",
    ]


def test_no_taxon_has_more_than_three_queries() -> None:
    assert len(choose(IVORY + TIGER, 40)) == 6


def test_a_panel_may_be_of_taxa_that_were_named() -> None:
    chosen = choose(IVORY + TIGER, 5, ("Panthera tigris",))
    assert {one.taxon for one in chosen} == {"Panthera tigris"}


def test_what_is_frozen_is_read_again(tmp_path: Path) -> None:
    file = panel_file(tmp_path, "market")
    freeze(file, TIGER, today=TODAY, replace=False)
    assert read_panel(file) == tuple(TIGER)


def test_a_panel_is_not_written_over_without_being_told_to(tmp_path: Path) -> None:
    file = panel_file(tmp_path, "market")
    freeze(file, TIGER, today=TODAY, replace=False)
    with pytest.raises(PanelError, match="a fixed panel stays as it is"):
        freeze(file, IVORY, today=TODAY, replace=False)
    freeze(file, IVORY, today=TODAY, replace=True)
    assert read_panel(file) == tuple(IVORY)
    assert read_panel(file.with_name("market.until-2026-11-26.csv")) == tuple(TIGER)


def test_a_panel_without_queries_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(PanelError, match="no query fits"):
        freeze(panel_file(tmp_path, "market"), [], today=TODAY, replace=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "make one with: citeswatch panel freeze market"),
        ("", r"market.csv:1: the first line must be text,language"),
        ("text,language,taxon,appendix,kind\n", "holds no query"),
        ("text,language,taxon,appendix,kind\nivory,en\n", r"market.csv:2: needs a text"),
        ("text,language,taxon,appendix,kind\n,en,x,I,own\n", r"market.csv:2: needs a text"),
    ],
)  # fmt: skip
def test_a_panel_that_cannot_be_read_is_told_with_its_line(
    tmp_path: Path, text: str | None, said: str
) -> None:
    file = panel_file(tmp_path, "market")
    if text is not None:
        file.parent.mkdir()
        file.write_text(text)
    with pytest.raises(PanelError, match=said):
        read_panel(file)
