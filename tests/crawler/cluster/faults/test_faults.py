"""Workers, writer, Redis, clock and disk fail; no offer is lost, none counted twice."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.crawler.cluster.machines import Cluster, RedisServer, until
from tests.crawler.cluster.shop import Shop
from tests.crawler.cluster.watching import OFFERS, has_need, is_whole, under_way

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
ODD = """
import os
from crawler.families.selectors import SelectorsSpider


class Poisoned(SelectorsSpider):
    def parse_listing(self, response):
        if response.url.endswith("/offer/13"):
            os._exit(9)
        yield from super().parse_listing(response)
"""


def test_a_worker_that_is_killed_loses_nothing(cluster: Cluster, shop: Shop) -> None:
    cluster.writer()
    killed, _ = cluster.worker(), cluster.worker()
    until(
        lambda: cluster.server.client.zcard("citeswatch:workers") == 2, "both are there"
    )
    crawl = cluster.crawl()
    under_way(cluster, shop)
    killed.kill()
    is_whole(cluster, cluster.told(crawl)["shop"])
    assert until(lambda: has_need(cluster, "fell silent at"), "status names it")


def test_a_worker_that_was_cut_off_comes_back_to_nothing(
    cluster: Cluster, shop: Shop
) -> None:
    cluster.writer()
    cut_off = cluster.worker()
    crawl = cluster.crawl()
    under_way(cluster, shop, 6)
    cut_off.send_signal(signal.SIGSTOP)
    cluster.worker()
    told = cluster.told(crawl)["shop"]
    cut_off.send_signal(signal.SIGCONT)
    is_whole(cluster, told)
    # It is a worker as before, and what it brought late was not taken.
    again = cluster.told(cluster.crawl())["shop"]
    assert (again["outcome"], again["listings"], again["new"]) == (
        "finished",
        OFFERS,
        0,
    )
    assert cut_off.poll() is None


def test_a_writer_that_is_killed_goes_on_where_the_database_is(
    cluster: Cluster, shop: Shop
) -> None:
    writer = cluster.writer()
    cluster.worker()
    crawl = cluster.crawl()
    under_way(cluster, shop, 6)
    stored = "SELECT COUNT(*) FROM sightings"
    until(lambda: cluster.rows(stored) > [(0,)], "some is stored")
    writer.kill()
    cluster.writer()
    is_whole(cluster, cluster.told(crawl)["shop"])
    assert cluster.rows("SELECT resumed FROM crawls") == [(1,)]


def test_results_wait_for_a_writer_and_status_says_so(
    cluster: Cluster, shop: Shop
) -> None:
    cluster.worker()
    crawl = cluster.crawl()
    under_way(cluster, shop)
    assert until(lambda: has_need(cluster, "no writer is there"), "status says so")
    cluster.writer()
    is_whole(cluster, cluster.told(crawl)["shop"])


def test_a_redis_that_is_killed_comes_back_with_every_page(
    cluster: Cluster, shop: Shop
) -> None:
    cluster.writer()
    cluster.worker()
    cluster.worker()
    crawl = cluster.crawl()
    under_way(cluster, shop)
    cluster.server.kill()
    assert has_need(cluster, "cannot be reached")
    cluster.server.start()
    is_whole(cluster, cluster.told(crawl)["shop"])


def test_a_worker_leaves_when_told_though_redis_is_gone(
    cluster: Cluster, shop: Shop
) -> None:
    idle, busy = cluster.worker(), cluster.worker()
    crawl = cluster.crawl()
    under_way(cluster, shop)
    cluster.server.kill()
    for worker in (idle, busy):
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(45) for worker in (idle, busy)] == [0, 0]
    # What they had in hand goes to others when Redis is back.
    cluster.server.start()
    cluster.writer()
    cluster.worker()
    is_whole(cluster, cluster.told(crawl)["shop"])


def test_a_page_that_kills_its_workers_is_set_aside(
    cluster: Cluster, shop: Shop
) -> None:
    (cluster.home.marketplaces / "shop.py").write_text(ODD, encoding="utf-8")
    cluster.writer()
    crawl = cluster.crawl()
    for _ in range(cluster.home.settings.cluster.tries):
        worker = cluster.worker()
        assert worker.wait(timeout=120) == 9, cluster.log()
    cluster.worker()
    told = cluster.told(crawl)["shop"]
    is_whole(cluster, told, OFFERS - 1)
    assert told["errors"] == 1
    assert "3 times" in has_need(cluster, "1 messages were set aside")
    shown, _ = cluster.start("writer", "--set-aside", "--forget").communicate()
    assert "/offer/13" in shown
    assert not has_need(cluster, "set aside")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk can be made by root only")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_stops_the_writer_until_there_is_room(
    small_disk: Path, server: RedisServer, shop: Shop
) -> None:
    cluster = Cluster(small_disk, server)
    try:
        shop.write(cluster.home)
        cluster.writer()
        cluster.worker()
        crawl = cluster.crawl()
        until(cluster.home.database.exists, "the database is there")
        under_way(cluster, shop, 6)
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        need = until(lambda: has_need(cluster, "the writer waits"), "status says so")
        assert "the disk is full" in need
        filler.unlink()
        is_whole(cluster, cluster.told(crawl)["shop"])
    finally:
        cluster.end()


def faked(offset: str) -> dict[str, str]:
    if FAKETIME is None:
        pytest.skip("libfaketime is not installed: apt-get install libfaketime")
    return {"LD_PRELOAD": str(FAKETIME), "FAKETIME": offset, "DONT_FAKE_MONOTONIC": "1"}


def test_a_worker_with_a_wrong_clock_takes_no_pages_and_no_lease(
    cluster: Cluster, shop: Shop
) -> None:
    cluster.writer()
    cluster.worker("fast", env=faked("+2h"))
    crawl = cluster.crawl()
    need = until(lambda: has_need(cluster, "clock differs"), "status says so")
    assert re.search(r"by 7[12]\d\d s; set both by NTP", need)
    assert shop.asked.total() == 0
    cluster.worker("right")
    is_whole(cluster, cluster.told(crawl)["shop"])
