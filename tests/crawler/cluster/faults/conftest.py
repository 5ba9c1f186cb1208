"""A slow site, crawled with short leases: there is time for a fault in between."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.cluster.machines import Cluster, RedisServer
from tests.crawler.cluster.shop import Shop
from tests.crawler.cluster.watching import OFFERS


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop(OFFERS, seconds=0.4)
    yield shop
    shop.close()


@pytest.fixture
def cluster(tmp_path: Path, server: RedisServer, shop: Shop) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path, server, lease_seconds=5)
    shop.write(cluster.home)
    yield cluster
    cluster.end()
