"""A Redis that cannot be used is refused in words that say what mends it."""

from pathlib import Path

import pytest

from crawler.cluster.connecting import ClusterError, connect, warnings_of
from crawler.workspace import WorkspaceError, open_workspace
from tests.crawler.cluster.machines import Cluster, RedisServer


def test_a_redis_that_wants_a_password_says_where_to_put_it(
    cluster: Cluster, server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.client.config_set("requirepass", "open sesame")
    server.password = "open sesame"
    with pytest.raises(
        ClusterError, match="it wants a password; put redis_password in"
    ):
        connect(cluster.home)
    secrets = cluster.home.folder / "secrets.toml"
    secrets.write_text('redis_password = "open barley"\n', encoding="utf-8")
    secrets.chmod(0o600)
    with pytest.raises(ClusterError, match="redis_password is wrong") as caught:
        connect(cluster.home)
    assert "barley" not in str(caught.value)
    secrets.write_text('redis_password = "open sesame"\n', encoding="utf-8")
    assert connect(cluster.home).ping()
    secrets.unlink()
    monkeypatch.setenv("CITESWATCH_SECRET_REDIS_PASSWORD", "open sesame")
    assert connect(cluster.home).ping()


def test_a_redis_that_is_not_there_is_named(
    cluster: Cluster, server: RedisServer
) -> None:
    server.kill()
    with pytest.raises(ClusterError, match=f"{server.url} cannot be reached"):
        connect(cluster.home)


def test_a_queue_of_another_version_is_not_touched(
    cluster: Cluster, server: RedisServer
) -> None:
    server.client.set("citeswatch:schema", "99")
    with pytest.raises(ClusterError, match=r"of another citeswatch.*schema 99, here 1"):
        connect(cluster.home)
    assert server.client.keys() == ["citeswatch:schema"]


def test_a_redis_that_may_lose_pages_is_warned_of(
    cluster: Cluster, server: RedisServer
) -> None:
    assert warnings_of(connect(cluster.home)) == []
    server.client.config_set("appendonly", "no")
    server.client.config_set("maxmemory-policy", "allkeys-lru")
    first, second = warnings_of(connect(cluster.home))
    assert "set appendonly yes" in first
    assert "set maxmemory-policy noeviction" in second


@pytest.mark.parametrize(
    ("redis", "said"),
    [
        ("http://10.0.0.5", "write it as redis://HOST:6379/0"),
        ("redis://:word@10.0.0.5/0", "no password here: put redis_password in"),
    ],
)
def test_an_address_that_is_none_is_refused_with_its_line(
    tmp_path: Path, redis: str, said: str
) -> None:
    path = tmp_path / "citeswatch.toml"
    path.write_text(f'unit = ""\n[cluster]\nredis = "{redis}"\n', encoding="utf-8")
    with pytest.raises(
        WorkspaceError, match=rf"citeswatch.toml:3: cluster.redis: {said}"
    ):
        open_workspace(tmp_path)


def test_status_tells_of_a_redis_that_is_gone(
    cluster: Cluster, server: RedisServer
) -> None:
    from datetime import UTC, datetime

    from crawler.health.overview import overview
    from crawler.store import Store

    server.kill()
    with Store.open(cluster.home.database) as store:
        told = overview(cluster.home, store, datetime.now(UTC))
    assert "cannot be reached" in told["needs"][-1]
