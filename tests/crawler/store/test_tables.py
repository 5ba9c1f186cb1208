"""The library of the tables, as the store imports it."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("first", ["crawler.store", "crawler.store.steps.first"])
def test_a_database_is_opened_without_loading_pandas(first: str) -> None:
    code = f"import sys, {first}; print('sqlite_utils' in sys.modules, 'pandas' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "False"]


def test_pandas_can_be_imported_afterwards() -> None:
    code = "import crawler.store, pandas; print(pandas.Timestamp(0).year)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1970"
