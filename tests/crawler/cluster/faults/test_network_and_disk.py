"""A worker's network is cut, a disk is slow; no offer is lost, none counted twice."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.cluster.machines import Cluster, RedisServer, until
from tests.crawler.cluster.namespaces import Namespace
from tests.crawler.cluster.shop import Shop
from tests.crawler.cluster.watching import OFFERS, has_need, is_whole, under_way

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

SECONDS_CUT = 60


@pytest.fixture
def namespace(server: RedisServer, shop: Shop) -> Iterator[Namespace]:
    try:
        namespace = Namespace(server.port, shop.server.server_port)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no network namespace can be made here: {error}")
    yield namespace
    namespace.end()


def slow(calls: str, seconds: float) -> tuple[str, ...]:
    """Give the words that let these calls to the system take so long."""
    words = ("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}")
    words += ("-e", f"inject={calls}:delay_enter={round(seconds * 1e6)}")
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed: apt-get install strace")
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("no process may be traced here")
    return words


def test_a_worker_without_network_for_a_minute_comes_back_to_nothing(
    cluster: Cluster, shop: Shop, namespace: Namespace
) -> None:
    cluster.writer()
    cluster.worker("far", before=namespace.inside)
    crawl = cluster.crawl()
    under_way(cluster, shop)
    namespace.cut()
    cut_at = time.monotonic()
    asked = shop.asked.total()
    need = until(lambda: has_need(cluster, "fell silent at"), "status names it")
    assert "its pages go to others" in need
    assert shop.asked.total() - asked < 5
    cluster.worker("near")
    told = cluster.told(crawl)["shop"]
    time.sleep(max(0, SECONDS_CUT - (time.monotonic() - cut_at)))
    namespace.mend()
    until(lambda: not has_need(cluster, "fell silent at"), "it is there again")
    is_whole(cluster, told)
    # Both work on: what the one that was cut off sent late was not taken.
    again = cluster.told(cluster.crawl())["shop"]
    facts = again["outcome"], again["listings"], again["new"]
    assert facts == ("finished", OFFERS, 0)
    workers = cluster.status()["cluster"]["workers"]
    assert [one["there"] for one in workers] == [True, True]


def test_a_slow_disk_of_the_database_delays_and_loses_nothing(
    cluster: Cluster, shop: Shop
) -> None:
    beat = "citeswatch:writer"
    first = cluster.writer()
    until(lambda: cluster.server.client.exists(beat), "the database is made")
    first.terminate()
    first.wait()
    writer = cluster.writer(before=slow("pwrite64", 0.2))
    cluster.worker()
    crawl = cluster.crawl()
    need = until(lambda: has_need(cluster, "the writer is behind"), "status says so")
    assert "is its disk slow?" in need
    assert not has_need(cluster, "no writer is there")
    writer.kill()
    writer.wait()
    cluster.writer()
    is_whole(cluster, cluster.told(crawl)["shop"])
    until(lambda: not has_need(cluster, "the writer is behind"), "it has caught up")


def test_a_slow_disk_of_redis_delays_and_loses_nothing(
    tmp_path: Path, shop: Shop
) -> None:
    server = RedisServer(tmp_path / "redis", before=slow("fdatasync", 3))
    cluster = Cluster(tmp_path, server, lease_seconds=20)
    try:
        shop.write(cluster.home)
        cluster.writer()
        cluster.worker()
        told = cluster.told(cluster.crawl())["shop"]
        is_whole(cluster, told)
        assert has_need(cluster, "Redis had to wait for its disk")
    finally:
        cluster.end()
        server.stop()
