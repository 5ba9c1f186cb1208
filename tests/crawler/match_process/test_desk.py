"""Matching in a process of its own gives the same answers, and survives its death."""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import date
from typing import TypeVar

import pytest

from crawler.match_process import MatchDesk
from crawler.match_process.desk import LARGEST_BATCH, assess_here
from crawler.match_process.frames import Question, length_of, pack, unpack
from crawler.matching.match import Assessment
from crawler.species.species_list import packaged_folder

Result = TypeVar("Result")
DAY = date(2026, 11, 20)
TITLES = [
    "Python regius female cb24",
    "Elephant ivory carving",
    "Wooden chair",
    "",
    "象牙 印鑑",
    "🐘 tusk",
]


def question(title: str) -> Question:
    return Question(title, "With papers", DAY, "")


def at_desk(work: Callable[[MatchDesk], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        desk = MatchDesk(packaged_folder())
        await desk.join()
        try:
            return await work(desk)
        finally:
            desk.leave()
            assert desk.process is None

    return asyncio.run(run())


async def assess_all(desk: MatchDesk, titles: list[str]) -> list[Assessment]:
    return await asyncio.gather(*(desk.assess(question(title)) for title in titles))


def test_the_other_process_answers_as_this_one_would() -> None:
    titles = TITLES * LARGEST_BATCH  # several batches
    answers = at_desk(lambda desk: assess_all(desk, titles))
    assert answers == [
        assess_here(packaged_folder(), question(title)) for title in titles
    ]


def test_a_process_that_dies_owes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def kill_and_go_on(desk: MatchDesk) -> list[Assessment]:
        asked = asyncio.ensure_future(assess_all(desk, TITLES * 40))
        await asyncio.sleep(0)
        assert desk.process is not None
        os.kill(desk.process.pid, signal.SIGKILL)
        return await asked

    with caplog.at_level(logging.WARNING):
        answers = at_desk(kill_and_go_on)
    assert (
        answers
        == [assess_here(packaged_folder(), question(title)) for title in TITLES] * 40
    )
    assert "the matching process ended; matching goes on in this one" in caplog.text


def test_the_next_crawl_starts_the_process_that_died_anew() -> None:
    async def kill_and_join(desk: MatchDesk) -> bool:
        assert desk.process is not None
        desk.process.kill()
        await assess_all(desk, TITLES)
        assert desk.process is None
        await desk.join()
        again = desk.process is not None
        desk.leave()
        return again

    assert at_desk(kill_and_join)


def test_the_process_ends_with_the_last_crawl() -> None:
    async def two_crawls() -> tuple[bool, bool]:
        desk = MatchDesk(packaged_folder())
        await desk.join()
        await desk.join()
        desk.leave()
        process = desk.process
        assert process is not None
        still_there = process.poll() is None
        desk.leave()
        return still_there, process.poll() is not None

    assert asyncio.run(two_crawls()) == (True, True)


def test_a_frame_is_read_as_it_was_written() -> None:
    frame = pack([question("象牙")])
    start, body = frame[:4], frame[4:]
    assert length_of(start) == len(body)
    assert unpack(body) == [question("象牙")]
