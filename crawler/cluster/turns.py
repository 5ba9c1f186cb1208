"""Turns of requests are asked for together: those of one moment in one call to Redis."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

Words = list[str | int]
Ask = Callable[[Words], Awaitable[list[tuple[int, int]]]]


class Turns:
    """While one call is under way, what else wants to know waits for the next."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._wanted: Words = []
        self._waiting: list[asyncio.Future[tuple[int, int]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def turn(self, domain: str, delay: int, most: int) -> tuple[int, int]:
        """Give the milliseconds until a request may leave, and the day.

        *delay*: milliseconds to the next; *most*: requests a day, -1 without a limit.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._wanted += (domain, delay, most)
        self._waiting.append(future)
        if self._asking is None:
            self._asking = asyncio.ensure_future(self._ask_all())
        wait, day = await future
        return wait, day

    async def _ask_all(self) -> None:
        while self._waiting:
            words, self._wanted = self._wanted, []
            waiting, self._waiting = self._waiting, []
            try:
                turns = await self._ask(words)
            except Exception as error:
                for future in waiting:
                    if not future.done():
                        future.set_exception(error)
                continue
            for future, turn in zip(waiting, turns, strict=True):
                if not future.done():
                    future.set_result(turn)
        self._asking = None
