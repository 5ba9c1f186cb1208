"""The benchmark of workers counts the pages that there are, with real processes."""

import shutil
from pathlib import Path

import pytest

from benchmarks.bench_cluster import SITES, measure_memory, measure_pace
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
@pytest.mark.parametrize("workers", [0, 2])
def test_each_page_of_the_four_sites_is_counted(workers: int, tmp_path: Path) -> None:
    found = measure_pace(60, workers, tmp_path / "run")
    assert (found["pages"], found["listings"]) == (62 * SITES, 60 * SITES)
    assert found["pages_per_second"] > 0 and found["cpu_ms_per_page"] > 0


@pytest.mark.cluster
def test_the_memory_of_worker_and_writer_is_sampled(tmp_path: Path) -> None:
    found = measure_memory(102, tmp_path / "run")
    assert (found["pages"], found["listings"]) == (102, 100)
    assert found["memory_peak_mb"] > found["writer_peak_mb"] > 0
