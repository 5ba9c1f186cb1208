"""The journal of a crawl, cut off at any byte."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.panel.query import Plan, Query
from crawler.request_journal import JournalError, RequestJournal, read_journal

STEPS = st.lists(st.one_of(st.just("schedule"), st.just("commit")), max_size=30)


def write(path: Path, steps: list[str]) -> tuple[int, set[int]]:
    """Write a journal by *steps*; give the last number and what is not done."""
    journal = RequestJournal(path)
    journal.begin(7, "way")
    open_numbers: list[int] = []
    for step in steps:
        if step == "schedule":
            url = f"https://x.example/{journal.last}\n✓"
            open_numbers.append(journal.schedule({"url": url}))
        else:
            journal.commit(open_numbers[:2], len(open_numbers))
            del open_numbers[:2]
    journal.close(keep=True)
    return journal.last, set(open_numbers)


@given(steps=STEPS)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    path = tmp_path_factory.mktemp("journal") / "x.journal"
    last, pending = write(path, steps)
    past = read_journal(path)
    assert past is not None
    assert (past.crawl_id, past.read_with, past.last) == (7, "way", last)
    assert set(past.pending) == pending
    assert len(past.addresses) == last


@given(steps=STEPS, data=st.data())
def test_a_journal_cut_off_anywhere_asks_for_more_and_never_for_less(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("journal") / "x.journal"
    write(path, steps)
    whole = path.read_bytes()
    header = whole.index(b"\n") + 1
    cut = data.draw(st.integers(header, len(whole)))
    path.write_bytes(whole[:cut])
    past = read_journal(path)
    assert past is not None
    assert len(past.addresses) <= whole[:cut].count(b"+")
    later = RequestJournal(path)
    later.go_on(past)
    number = later.schedule({"url": "https://x.example/new"})
    later.commit([number], 0)
    later.close(keep=True)
    again = read_journal(path)
    assert again is not None
    assert set(again.pending) == set(past.pending)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: the line is damaged"),
        ('{"format": 2, "crawl": 1}\n', ":1: the line is damaged"),
        ('{"format": 9, "crawl": 1, "read_with": ""}\n', "of another version"),
        ('{"format": 2, "crawl": 1, "read_with": ""}\n+1 {"u\n-1\n', ":2: the line"),
        ('{"format": 2, "crawl": 1, "read_with": ""}\n-x\n', ":2: the line"),
        ('{"format": 2, "crawl": 1, "read_with": ""}\n=1\n?\n', ":3: the line"),
        ('{"format": 2, "crawl": 1, "read_with": ""}\n+1 []\n', ":2: the line"),
    ],
)
def test_damage_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.journal"
    path.write_text(text)
    with pytest.raises(JournalError) as caught:
        read_journal(path)
    assert said in str(caught.value)


def test_what_queries_found_is_kept_with_the_pages_that_are_done(
    tmp_path: Path,
) -> None:
    plan = Plan("sweep", (Query("ivory", "en", "Elephas maximus", "I", "specimen"),), 3)
    journal = RequestJournal(tmp_path / "x.journal")
    journal.begin(7, "way", plan)
    first = {"url": "https://x.example/?q=ivory", "meta": {"query": 0, "depth": 0}}
    later = {"url": "https://x.example/?q=ivory&p=2", "meta": {"query": 0, "depth": 1}}
    offer = {
        "url": "https://x.example/1",
        "meta": {"query": 0, "kind": "listing", "depth": 1},
    }
    numbers = [journal.schedule(one) for one in (first, later, offer, offer)]
    notes = [{"query": 0, "found": ["a"]}, {"query": 0, "cut": True}, {"capped": True}]
    journal.commit(numbers[:1], 0, settled=numbers[3:], notes=notes[:1])
    past = read_journal(journal.path)
    assert past is not None
    assert (past.plan, past.begun, past.capped, past.cut) == (plan, 1, False, set())
    assert (past.pages, past.found) == ({0: 1}, {0: {"a"}})
    assert set(past.pending) == set(numbers[1:3]), "the last gives nothing"
    journal.commit(numbers[1:3], 1, notes=notes[1:])
    journal.close(keep=True)
    past = read_journal(journal.path)
    assert past is not None
    assert (past.pages, past.begun) == ({0: 2}, 1)
    assert (past.cut, past.capped, past.pending) == ({0}, True, {})


def test_no_journal_is_no_damage(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "x.journal") is None
