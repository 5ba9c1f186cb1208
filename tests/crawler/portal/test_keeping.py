"""What is worked out once: charts kept on disk, answers that several ask for."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from crawler.portal.kept_charts import Charts, keep_charts, kept_charts
from crawler.portal.shared import Shared
from crawler.workspace import Workspace
from tests.crawler.portal.client import Client, signed_in, stored
from tests.crawler.portal.conftest import portal_in_thread
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store

CHARTS = Charts(
    [3, "2026-11-20T08:00:00Z", 0, None], {"en": "<svg/>"}, [], {"en": "<svg/>"}
)


def drawn(client: Client) -> bool:
    return bool(client.page("/charts").select("figure img"))


def wait_for_charts(client: Client) -> None:
    waiting = threading.Event()
    for _ in range(400):
        if drawn(client):
            return
        waiting.wait(0.2)
    raise AssertionError("no chart was drawn")


@pytest.mark.slow
def test_charts_are_there_at_once_after_a_start_until_a_crawl_changes_them(
    unit: Workspace,
) -> None:
    file = unit.folder / "portal-charts.json"
    with portal_in_thread(unit) as address, signed_in(address, "viewer") as client:
        assert not drawn(client)
        wait_for_charts(client)
    assert file.stat().st_mode & 0o077 == 0
    with portal_in_thread(unit) as address, signed_in(address, "viewer") as client:
        assert drawn(client)
    with open_store(unit.database) as store:
        later = MONDAY.replace(year=2027)
        crawl(store, "bazaar", later, [listing("bazaar", "x", later)])
    with portal_in_thread(unit) as address, signed_in(address, "viewer") as client:
        assert not drawn(client)
        wait_for_charts(client)
    kept = kept_charts(file)
    assert kept is not None
    assert kept.stamp[0] == stored(unit.database, "SELECT MAX(id) FROM crawls")[0][0]


def test_charts_come_back_as_they_were_kept(tmp_path: Path) -> None:
    keep_charts(tmp_path / "charts.json", CHARTS)
    assert kept_charts(tmp_path / "charts.json") == CHARTS
    assert [file.name for file in tmp_path.iterdir()] == ["charts.json"]


@pytest.mark.parametrize(
    "content", ["", "[]", "null", "{}", '{"version": "0.0.1"}', '{"trend": 1}', "\0"]
)
def test_a_file_that_is_none_of_ours_is_no_chart(tmp_path: Path, content: str) -> None:
    file = tmp_path / "charts.json"
    file.write_text(content)
    assert kept_charts(file) is None


def test_what_several_ask_for_at_once_is_worked_out_once() -> None:
    shared, begun, go = Shared(), threading.Event(), threading.Event()
    made: list[int] = []
    given: list[int] = []

    def make() -> int:
        begun.set()
        go.wait(10)
        made.append(1)
        return 7

    def ask() -> None:
        given.append(shared.get("key", make))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    threads[0].start()
    begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(10)
    assert given == [7, 7, 7, 7]
    assert made == [1]


def test_what_failed_is_tried_again_and_old_answers_make_room() -> None:
    shared = Shared(most=2)

    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        shared.get("a", fail)
    assert shared.get("a", lambda: 1) == 1
    assert shared.get("a", fail) == 1
    shared.get("b", lambda: 2)
    shared.get("c", lambda: 3)
    assert shared.get("a", lambda: 4) == 4
