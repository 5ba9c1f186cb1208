"""The crawl's end of the matching process: questions go out in batches."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections import deque
from functools import cache
from pathlib import Path
from typing import IO

from crawler.match_process.frames import SMALLEST, Question, length_of, pack, unpack
from crawler.matching import Matcher
from crawler.matching.match import Assessment

logger = logging.getLogger(__name__)

LARGEST_BATCH = 64
READ_AT_ONCE = 1 << 20


class MatchDesk:
    """Has texts assessed by another process, shared by all crawls of this one.

    One batch is under way at a time, and what is asked meanwhile makes the next, so
    a quiet crawl waits for nobody and a busy one sends large batches. When the other
    process cannot be started, or dies, the matching is done here.
    """

    def __init__(self, species_lists: Path) -> None:
        self.species_lists = species_lists
        self.users = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.waiting: deque[tuple[Question, asyncio.Future[Assessment]]] = deque()
        self.under_way: list[tuple[Question, asyncio.Future[Assessment]]] = []
        self.received = bytearray()

    async def join(self) -> None:
        """Say that a crawl begins; it starts the process where there is none.

        Waits until the matcher is loaded: a species list that cannot be used stops
        the crawl before its first page.
        """
        self.users += 1
        if self.process is None:
            self._start()
        await self.assess(Question("", "", None, ""))

    def leave(self) -> None:
        """Say that a crawl has ended; the last one ends the process."""
        self.users -= 1
        if self.users == 0:
            self._end()

    async def assess(self, question: Question) -> Assessment:
        """Give the matcher's judgement."""
        if self.process is None:
            return assess_here(self.species_lists, question)
        future: asyncio.Future[Assessment] = asyncio.get_running_loop().create_future()
        self.waiting.append((question, future))
        self._send()
        return await future

    def _start(self) -> None:
        command = [sys.executable, "-m", "crawler.match_process"]
        command.append(str(self.species_lists))
        try:
            self.process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Ctrl-C is for the crawl, which still needs what is under way.
                start_new_session=True,
            )
        except OSError as error:
            logger.warning("matching stays in this process: %s", error)
            return
        answers = self._pipe(self.process.stdout)
        os.set_blocking(answers.fileno(), False)
        asyncio.get_running_loop().add_reader(answers.fileno(), self._receive)

    def _send(self) -> None:
        if self.under_way or not self.waiting or self.process is None:
            return
        size = min(len(self.waiting), LARGEST_BATCH)
        self.under_way = [self.waiting.popleft() for _ in range(size)]
        try:
            questions = self._pipe(self.process.stdin)
            questions.write(pack([question for question, _ in self.under_way]))
            questions.flush()
        except OSError:
            self._go_on_alone()

    def _receive(self) -> None:
        """Take what the process wrote; a whole frame answers the batch under way."""
        if self.process is None:
            return
        piece = self._pipe(self.process.stdout).read(READ_AT_ONCE)
        if not piece:
            self._go_on_alone()
            return
        self.received += piece
        if len(self.received) < SMALLEST:
            return
        end = SMALLEST + length_of(self.received)
        if len(self.received) < end:
            return
        answers: list[Assessment] = unpack(self.received[SMALLEST:end])
        del self.received[:end]
        batch, self.under_way = self.under_way, []
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.done():
                future.set_result(answer)
        self._send()

    def _go_on_alone(self) -> None:
        """Match here what the process that died still owes, and all that comes."""
        logger.warning("the matching process ended; matching goes on in this one")
        self._end()
        owed = [*self.under_way, *self.waiting]
        self.under_way = []
        self.waiting.clear()
        for question, future in owed:
            if not future.done():
                _answer_here(self.species_lists, question, future)

    def _end(self) -> None:
        if self.process is None:
            return
        process, self.process = self.process, None
        answers = self._pipe(process.stdout)
        asyncio.get_running_loop().remove_reader(answers.fileno())
        for pipe in (process.stdin, process.stdout):
            try:
                self._pipe(pipe).close()
            except BrokenPipeError:
                continue  # what was still to be sent has nobody to read it
        process.wait()

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise RuntimeError("the matching process was started without pipes")
        return pipe


def _answer_here(
    species_lists: Path, question: Question, future: asyncio.Future[Assessment]
) -> None:
    try:
        future.set_result(assess_here(species_lists, question))
    except Exception as error:  # it belongs to whoever asked
        future.set_exception(error)


def assess_here(species_lists: Path, question: Question) -> Assessment:
    """Give the judgement of a matcher in this process."""
    return matcher_here(species_lists).assess(
        question.title,
        question.description,
        on=question.on,
        category=question.category,
    )


@cache
def matcher_here(species_lists: Path) -> Matcher:
    """Load the matcher with the species list in a folder, once."""
    return Matcher.load(species_lists)


@cache
def shared_desk(species_lists: Path) -> MatchDesk:
    """Give the one desk of this process for a species list."""
    return MatchDesk(species_lists)
