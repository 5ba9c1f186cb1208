"""The benchmark of workers counts the pages that there are, with real processes."""

import shutil
from pathlib import Path

import pytest

from benchmarks.bench_cluster import (
    SITES,
    measure_memory,
    measure_pace,
    measure_waiting,
)
from benchmarks.crawl_site import listing_page, results_page
from benchmarks.made_site import Made

pytestmark = pytest.mark.skipif(
    shutil.which("redis-server") is None, reason="apt-get install redis-server"
)


def test_a_page_made_when_asked_for_is_that_of_the_other_site() -> None:
    made = Made(70)
    assert made.get(b"/offer/7").endswith(b"\r\n\r\n" + listing_page(7))
    assert made.get(b"/results/1").endswith(b"\r\n\r\n" + results_page(1, 70))
    assert made.get(b"/nowhere", made[b"404"]).startswith(b"HTTP/1.1 404")


@pytest.mark.cluster
@pytest.mark.parametrize(
    ("workers", "parts"), [(0, set()), (2, {"workers", "writer", "redis", "sites"})]
)
def test_each_page_of_the_four_sites_is_counted(
    workers: int, parts: set[str], tmp_path: Path
) -> None:
    found = measure_pace(60, workers, tmp_path / "run")
    assert (found["pages"], found["listings"]) == (62 * SITES, 60 * SITES)
    assert found["pages_per_second"] > 0
    assert set(found.get("cpu_ms_per_page", ())) == parts


@pytest.mark.cluster
def test_the_memory_of_worker_and_writer_is_sampled(tmp_path: Path) -> None:
    found = measure_memory(102, tmp_path / "run")
    assert (found["pages"], found["listings"]) == (102, 100)
    assert found["memory_peak_mb"] > found["writer_peak_mb"] > 0
    assert 0 < found["redis_bytes_a_page"] < 1000


@pytest.mark.slow
@pytest.mark.cluster
def test_each_worker_has_sites_that_wait(tmp_path: Path) -> None:
    found = measure_waiting(5, 1, 0.05, tmp_path / "run")
    assert (found["sites"], found["pages"], found["listings"]) == (4, 24, 20)
    assert 0 < found["of_what_sites_allow"] < 1
