"""The demo keeps to a workspace of its own, and goes on where it stopped."""

import tomllib
from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.demo.calendar import Calendar
from crawler.demo.catalogue import sites
from crawler.demo.state import (
    MAX_WEEKS,
    DemoError,
    DemoState,
    WrongFolderError,
    moment_of,
    open_demo_workspace,
    read_state,
    set_aside,
    write_marketplaces,
    write_state,
)
from crawler.marketplace import load_marketplace
from crawler.workspace import make_workspace

TODAY = date(2026, 11, 24)
STATE = DemoState(1973, True, Calendar.ending(TODAY, 3), done=2)


@pytest.fixture
def workspace(tmp_path):
    return open_demo_workspace(tmp_path / "demo")


def test_what_is_written_is_read_again(workspace):
    assert read_state(workspace) is None
    write_state(workspace, STATE)
    assert read_state(workspace) == STATE


def test_an_earlier_demo_is_taken_up_again(workspace):
    write_state(workspace, STATE)
    again = open_demo_workspace(workspace.folder)
    assert read_state(again) == STATE


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"days": ["2026-13-01"]}', '{"days": [], "seed": 1}']
)
def test_a_damaged_state_is_named_with_its_mend(workspace, text):
    (workspace.folder / "demo.json").write_text(text)
    with pytest.raises(DemoError, match=r"demo\.json is damaged.*--fresh"):
        read_state(workspace)


def test_a_workspace_of_ones_own_is_refused_and_not_changed(tmp_path):
    own = make_workspace(tmp_path / "unit")
    before = sorted(own.folder.rglob("*"))
    with pytest.raises(WrongFolderError, match="workspace of your own"):
        open_demo_workspace(own.folder)
    assert sorted(own.folder.rglob("*")) == before


def test_a_folder_of_other_files_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear")
    with pytest.raises(WrongFolderError, match="other files"):
        open_demo_workspace(tmp_path)


def test_an_earlier_demo_is_set_aside_whole(workspace):
    write_state(workspace, STATE)
    (workspace.folder / "note.txt").write_text("mine")
    kept = set_aside(workspace.folder, datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    assert kept.name == "demo-until-20261124T030000"
    assert (kept / "note.txt").read_text() == "mine"
    assert not workspace.folder.exists()


def test_only_a_demo_is_set_aside(tmp_path):
    own = make_workspace(tmp_path / "unit")
    assert set_aside(own.folder, datetime.now(UTC)) is None
    assert own.folder.exists()


def test_the_marketplaces_get_the_ports_that_were_free(workspace):
    addresses = {name: f"http://127.0.0.1:{9000 + i}" for i, name in enumerate(sites())}
    write_marketplaces(workspace, addresses)
    for name, address in addresses.items():
        path = workspace.marketplaces / f"{name}.toml"
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        assert facts["home"] == f"{address}/"
        assert all(url.startswith(address) for url in facts.get("start_urls", []))
        assert load_marketplace(path).on_loopback
        assert ":870" not in path.read_text(encoding="utf-8")


def test_one_more_week_is_a_week_later_or_today_when_that_is_later():
    following = TODAY + timedelta(days=7)
    for today in (TODAY - timedelta(days=30), TODAY, TODAY + timedelta(days=2)):
        assert STATE.one_more(today).calendar.days[-1] == following
    later = TODAY + timedelta(days=9)
    assert STATE.one_more(later).calendar.days[-1] == later
    two = STATE.one_more(TODAY).one_more(TODAY)
    assert two.calendar.days[-2:] == (following, TODAY + timedelta(days=14))


def test_a_crawl_by_hand_keeps_to_the_calendar_of_the_demo_alone(workspace, tmp_path):
    now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    assert moment_of(make_workspace(tmp_path / "unit"), now) is None
    write_state(workspace, STATE)
    assert moment_of(workspace, now) is None
    write_state(workspace, STATE.one_more(TODAY))
    assert moment_of(workspace, now) == now + timedelta(days=7)


def test_a_demo_ends_after_a_year():
    long = DemoState(1973, True, Calendar.ending(TODAY, MAX_WEEKS), done=MAX_WEEKS)
    with pytest.raises(DemoError, match="--fresh"):
        long.one_more(TODAY)
