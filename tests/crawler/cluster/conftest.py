"""A Redis and a cluster for each test; a site on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.cluster.machines import HAS_REDIS, WHY_NOT, Cluster, RedisServer
from tests.crawler.cluster.shop import Shop


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    if not HAS_REDIS:
        pytest.skip(WHY_NOT)
    server = RedisServer(tmp_path / "redis")
    yield server
    server.stop()


@pytest.fixture
def cluster(tmp_path: Path, server: RedisServer) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path, server)
    yield cluster
    cluster.end()


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop(60)
    yield shop
    shop.close()
