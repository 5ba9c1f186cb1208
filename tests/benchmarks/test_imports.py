"""Every benchmark that the documents name can be started."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import benchmarks

NAMES = sorted(path.stem for path in Path(benchmarks.__path__[0]).glob("bench_*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_has_all_that_it_imports(name: str) -> None:
    assert callable(importlib.import_module(f"benchmarks.{name}").main)
