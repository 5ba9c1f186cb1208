"""Answers that several ask for at once are worked out once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

MOST = 2000
Made = TypeVar("Made")


class Shared:
    """Keeps the last answers; who asks while one is worked out waits for it.

    A key holds all that the answer depends on, the time too where that counts.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Give the answer of *key*; *make* works it out and may raise."""
        with self._lock:
            future = self._kept.get(key)
            if is_first := future is None:
                future = self._kept[key] = Future()
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        if is_first:
            try:
                future.set_result(make())
            except BaseException as error:
                future.set_exception(error)
                with self._lock:
                    # The next one tries again.
                    self._kept.pop(key, None)
        made: Made = future.result()
        return made
