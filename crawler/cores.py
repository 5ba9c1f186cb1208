"""Work on all processor cores, answered in the order in which it was given."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

_START = "fork" if sys.platform == "linux" else "spawn"
_AHEAD = 3
"""Batches for each process that are under way or wait, which bounds the memory."""

_Batch = TypeVar("_Batch")
_Answer = TypeVar("_Answer")


class WorkerDied(Exception):
    """A process ended in the midst of its work: killed, or out of memory."""


def cores() -> int:
    """Count the processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def one_thread_each() -> None:
    """Let libraries of linear algebra use one thread, if they are not loaded yet.

    The matrices of a report are small: more threads spend their time waiting for one
    another, the longer the more else runs on the machine. Who set another number
    keeps it.
    """
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def in_order(
    work: Callable[[_Batch], _Answer],
    batches: Iterable[_Batch],
    jobs: int,
    begin: Callable[[], None],
) -> Generator[tuple[_Batch, _Answer]]:
    """Give each batch with its answer, in order; *begin* is run in each process first.

    *work* and *begin* are functions of a module. With one job the work is done in
    this process. A few batches are read ahead, never all.

    Raises:
        WorkerDied: the batch that would come next has no answer, nor those after it.
    """
    if jobs < 2:
        begin()
        yield from ((batch, work(batch)) for batch in batches)
        return
    if _START == "fork":
        begin()  # what it loads is shared by all
    waiting: deque[tuple[_Batch, Future[_Answer]]] = deque()
    source = iter(batches)
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context(_START),
        initializer=_begin,
        initargs=(begin,),
    )
    try:
        while True:
            for batch in islice(source, jobs * _AHEAD - len(waiting)):
                waiting.append((batch, pool.submit(work, batch)))
            if not waiting:
                return
            batch, answer = waiting.popleft()
            yield batch, answer.result()
    except BrokenProcessPool as error:
        raise WorkerDied(
            "a working process ended before its work was done (was it killed, or "
            "is the memory full?)"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(begin: Callable[[], None]) -> None:
    # Ctrl-C is for the process that gives the work out; it ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    begin()


def _end_with_parent() -> None:
    """Leave no process behind when the one that gives the work out is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
