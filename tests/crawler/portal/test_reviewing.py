"""The review queue over real HTTP, and its twin on the command line."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from crawler.cli import main
from crawler.portal.desk import locks
from crawler.portal.desk.file import Desk
from crawler.workspace import Workspace
from tests.crawler.portal.client import Client, signed_in, stored
from tests.crawler.portal.conftest import portal_in_thread
from tests.crawler.sample_store import MONDAY, TAXA, crawl, listing, open_store


def shown(client: Client, path: str = "/review") -> tuple[int, str]:
    """Give number and version of the listing on the review page."""
    form = client.page(path).select_one("#verdict-form")
    assert form is not None
    version = form.select_one("[name=version]")
    assert version is not None
    return int(str(form["action"]).rpartition("/")[2]), str(version["value"])


def judge(client: Client, verdict: str, **fields: str) -> int:
    number, version = shown(client)
    fields = {"version": version, "verdict": verdict, "origin": "queue", **fields}
    answer = client.post(f"/review/{number}", **fields)
    assert answer.status_code == 303, answer.text
    return number


def verdicts(workspace: Workspace) -> list[tuple[object, ...]]:
    sql = "SELECT listing, verdict, reason, taxon, reviewer, undone_at FROM reviews"
    return stored(workspace.database, f"{sql} ORDER BY id")


def test_appendix_i_comes_first_and_each_verdict_brings_the_next(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    high = {
        row[0]
        for row in stored(
            workspace.database, "SELECT id FROM listings WHERE priority = 'high'"
        )
    }
    with signed_in(address, "analyst") as client:
        first = judge(client, "accepted", note="clear")
        second = judge(client, "rejected", reason="toy_or_model")
        third = judge(client, "unsure")
    assert len({first, second, third}) == 3
    assert {first, second, third} <= high
    assert [row[:5] for row in verdicts(workspace)] == [
        (first, "accepted", "", "", "analyst"),
        (second, "rejected", "toy_or_model", "", "analyst"),
        (third, "unsure", "", "", "analyst"),
    ]


def test_undo_brings_the_listing_back_and_keeps_what_was_undone(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as client:
        number = judge(client, "accepted")
        answer = client.post("/review/undo")
        assert answer.headers["location"] == f"/review?listing={number}&said=undone"
        assert shown(client, answer.headers["location"])[0] == number
        assert (
            client.post("/review/undo").headers["location"].endswith("nothing-to-undo")
        )
    ((listing_id, verdict, *_, undone_at),) = verdicts(workspace)
    assert (listing_id, verdict) == (number, "accepted")
    assert undone_at is not None


def test_the_right_taxon_is_found_by_any_name_and_kept(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as client:
        found = client.page("/taxa/pick", q="pan onc").select("button[name=taxon_id]")
        names = [button.get_text(" ") for button in found]
        (jaguar,) = [b for b in found if "Panthera onca" in b.get_text()]
        assert len(names) == len(set(names))
        judge(client, "wrong_taxon", taxon_id=str(jaguar["value"]))
        judge(client, "unsure")
        number, version = shown(client)
        for taxon_id in ("", "no-such-taxon"):
            answer = client.post(
                f"/review/{number}",
                version=version,
                verdict="wrong_taxon",
                taxon_id=taxon_id,
            )
            assert answer.status_code == 400
    assert [row[3] for row in verdicts(workspace)] == ["Panthera onca", ""]


def test_two_reviewers_never_have_the_same_listing(
    fresh: tuple[Workspace, str],
) -> None:
    _, address = fresh
    with signed_in(address, "analyst") as one, signed_in(address, "second") as two:
        mine, version = shown(one)
        theirs, _ = shown(two)
        assert mine != theirs
        assert shown(one)[0] == mine
        assert shown(two, f"/review?listing={mine}")[0] != mine
        stolen = two.post(f"/review/{mine}", version=version, verdict="accepted")
        assert stolen.status_code == 400
        assert "another reviewer has this listing now" in stolen.text


def test_many_who_ask_at_once_get_different_listings(unit: Workspace) -> None:
    desk = Desk(unit.folder / "many.db")
    got: list[int | None] = []

    def take(login: str) -> None:
        with desk.writing() as conn:
            got.append(locks.take_first(conn, login, range(1, 50), 1000.0))

    threads = [threading.Thread(target=take, args=(f"u{n}",)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one for one in got if one) == list(range(1, 13))


def test_a_lock_ends_by_itself(unit: Workspace) -> None:
    desk = Desk(unit.folder / "locks.db")
    with desk.writing() as conn:
        assert locks.take_first(conn, "ana", [7, 8], 1000.0) == 7
        assert locks.take_first(conn, "ben", [7, 8], 1001.0) == 8
        later = 1000.0 + locks.LOCK_SECONDS + 1
        assert locks.take_first(conn, "cid", [7, 8], later) == 7


def test_a_review_is_asked_again_when_the_text_changes(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    start = MONDAY + timedelta(weeks=5)
    with signed_in(address, "analyst") as client:
        number = judge(client, "accepted")
        assert shown(client)[0] != number
        sql = "SELECT marketplace, listing_id, taxon FROM listings WHERE id = ?"
        ((shop, listing_id, taxon),) = stored(workspace.database, sql, number)
        title = f"Now another title, {TAXA[taxon][2]}"
        with open_store(workspace.database) as store:
            again = listing(shop, listing_id, start, taxon=taxon, title=title)
            crawl(store, shop, start, [again])
        waiting = stored(
            workspace.database, "SELECT 1 FROM review_queue WHERE listing = ?", number
        )
        assert waiting
        page = client.text(f"/listing/{number}")
        assert "of an earlier text or price" in page


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"verdict": "guilty"}, 400),
        ({"verdict": "rejected"}, 400),
        ({"verdict": "rejected", "reason": "' OR 1=1 --"}, 400),
        ({"verdict": "accepted", "version": "x"}, 400),
        ({"verdict": "accepted", "version": "999999"}, 400),
        ({"verdict": "accepted", "origin": "elsewhere"}, 400),
    ],
)
def test_a_verdict_that_says_too_little_is_refused(
    fresh: tuple[Workspace, str], fields: dict[str, str], status: int
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as client:
        number, version = shown(client)
        answer = client.post(f"/review/{number}", **{"version": version, **fields})
        assert answer.status_code == status
    assert verdicts(workspace) == []


def test_listings_without_a_match_are_drawn_for_review(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as client:
        number, version = shown(client, "/review?origin=sample_unmatched")
        answer = client.post(
            f"/review/{number}",
            version=version,
            verdict="rejected",
            reason="other",
            origin="sample_unmatched",
        )
        assert answer.headers["location"] == "/review?origin=sample_unmatched"
    sql = """SELECT r.origin, l.match_count FROM reviews r
             JOIN listings l ON l.id = r.listing"""
    assert stored(workspace.database, sql) == [("sample_unmatched", 0)]


def test_an_empty_queue_says_so(unit: Workspace) -> None:
    with open_store(unit.database) as store:
        store.conn.execute("DELETE FROM review_queue")
    with portal_in_thread(unit) as address, signed_in(address, "analyst") as one:
        soup = BeautifulSoup(one.get("/review").text, "lxml")
        assert "Nothing waits for you" in soup.get_text()


def run(workspace: Workspace, *words: str) -> tuple[int, str]:
    folder = str(workspace.folder)
    done = CliRunner().invoke(main, ["review", *words, "--workspace", folder])
    return done.exit_code, done.output


def test_the_queue_is_worked_through_on_the_command_line(unit: Workspace) -> None:
    code, said = run(unit, "next", "--limit", "3", "--json")
    first, second, third = (json.loads(line)["id"] for line in said.splitlines())
    assert code == 0
    assert run(unit, "accept", str(first), "--as", "ana")[0] == 0
    reason = ("--reason", "toy_or_model", "--note", "plastic")
    assert run(unit, "reject", str(second), *reason, "--as", "ana")[0] == 0
    wrong = ("wrong", str(third), "--taxon", "Panthera onca", "--as", "ana")
    assert run(unit, *wrong)[0] == 0
    _, said = run(unit, "next", "--limit", "3", "--json")
    assert not {first, second, third} & {
        json.loads(line)["id"] for line in said.splitlines()
    }
    assert run(unit, "undo", "--as", "ana") == (
        0,
        f"Taken back; listing {third} waits again.\n",
    )
    assert [row[:5] for row in verdicts(unit)] == [
        (first, "accepted", "", "", "ana"),
        (second, "rejected", "toy_or_model", "", "ana"),
        (third, "wrong_taxon", "", "Panthera onca", "ana"),
    ]


def test_the_same_seed_draws_the_same_listings(unit: Workspace) -> None:
    words = ("next", "--sample-unmatched", "5", "--seed", "3", "--json")
    first, second = run(unit, *words)[1], run(unit, *words)[1]
    assert first == second
    rows = [json.loads(line) for line in first.splitlines()]
    assert len({row["id"] for row in rows}) == 5
    assert {row["offer"] for row in rows} == {""}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("accept", "999999"), "there is no listing 999999"),
        (("reject", "1"), "Missing option '--reason'"),
        (("wrong", "1", "--taxon", "nonsense"), "no taxon called 'nonsense'"),
        (("accept", "zero"), "not a valid integer"),
    ],
)
def test_wrong_use_of_the_command_is_told(
    unit: Workspace, words: tuple[str, ...], says: str
) -> None:
    code, said = run(unit, *words)
    assert code == 2
    assert says in " ".join(said.split())


def test_undo_without_a_review_fails(unit: Workspace) -> None:
    assert run(unit, "undo", "--as", "ana")[0] == 1
