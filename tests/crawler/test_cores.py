"""How many processor cores, and threads on each, work at once."""

import os

import pytest

from crawler.cores import one_thread_each


def test_linear_algebra_uses_one_thread_unless_someone_said_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Set first, so that it is taken back afterwards.
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    monkeypatch.setenv("MKL_NUM_THREADS", "1")
    one_thread_each()
    told = os.environ["OPENBLAS_NUM_THREADS"], os.environ["OMP_NUM_THREADS"]
    assert told == ("1", "4")
