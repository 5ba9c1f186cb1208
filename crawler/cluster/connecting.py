"""Connections to the Redis of a cluster, and what is asked of it."""

from __future__ import annotations

from typing import Any

import redis
import redis.asyncio
from redis.backoff import ExponentialBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    NoPermissionError,
    RedisError,
    ResponseError,
)
from redis.retry import Retry

from crawler.secrets import SECRETS_FILE, SecretError, read_secret, variable_of
from crawler.workspace import Workspace

SCHEMA = "1"
"""Of all that is kept in Redis; another value is of another citeswatch."""
SECRET = "redis_password"  # noqa: S105 (the name of the secret)
OLDEST_REDIS = (7, 0)
SECONDS_TO_ANSWER = 10.0
Client = redis.Redis
AsyncClient = redis.asyncio.Redis


class ClusterError(Exception):
    """The cluster cannot be used; the text says why and what mends it."""


def connect(workspace: Workspace) -> Client:
    """Connect to the workspace's Redis.

    Raises:
        ClusterError: it cannot be reached, wants a password, is too old, or holds the
            queue of another citeswatch.
    """
    client: Client = redis.Redis.from_url(
        *(workspace.settings.cluster.redis,),
        **_options(workspace, Retry(ExponentialBackoff(cap=1, base=0.05), 3)),
    )
    try:
        _check(workspace, client)
    except (RedisError, OSError) as error:
        raise ClusterError(explain(workspace, error)) from None
    return client


def connect_async(workspace: Workspace) -> AsyncClient:
    """Give a connection for an event loop; `connect` has found that it works."""
    retry = redis.asyncio.retry.Retry(ExponentialBackoff(cap=1, base=0.05), 1)
    client: AsyncClient = redis.asyncio.Redis.from_url(
        workspace.settings.cluster.redis, **_options(workspace, retry)
    )
    return client


def explain(workspace: Workspace, error: BaseException) -> str:
    """Say what is wrong with the Redis, without its password."""
    place = workspace.settings.cluster.redis
    has = (
        "the password redis_password is wrong"
        if _password(workspace)
        else "it wants a password"
    )
    if isinstance(error, (AuthenticationError, AuthorizationError)) or (
        isinstance(error, ResponseError) and "NOAUTH" in str(error)
    ):
        return (
            f"Redis at {place}: {has}; put {SECRET} in "
            f"{workspace.folder / SECRETS_FILE}, or in the environment as "
            f"{variable_of(SECRET)}"
        )
    if isinstance(error, NoPermissionError):
        return f"Redis at {place} does not let this user do what is needed: {error}"
    if isinstance(error, BusyLoadingError):
        return f"Redis at {place} is starting; try again in a moment"
    return (
        f"Redis at {place} cannot be reached ({error}); see that it runs, and that "
        "[cluster] redis in citeswatch.toml is its address"
    )


def warnings_of(client: Client) -> list[str]:
    """Say what of the Redis's own settings may lose pages."""
    found = []
    persistence: Any = client.info("persistence")
    if not persistence.get("aof_enabled"):
        found.append(
            "Redis keeps no append-only file: what waits is lost when it restarts; "
            "set appendonly yes in its redis.conf"
        )
    elif persistence.get("aof_last_write_status", "ok") != "ok":
        found.append("Redis cannot write its append-only file; is its disk full?")
    if waited := int(persistence.get("aof_delayed_fsync", 0)):
        found.append(
            f"Redis had to wait for its disk, {waited:,} times since it was started: the "
            "disk is slow, and workers and writer wait with it"
        )
    memory: Any = client.info("memory")
    policy = str(memory.get("maxmemory_policy", "noeviction"))
    if policy != "noeviction":
        found.append(
            f"Redis throws keys away when its memory is full (maxmemory-policy {policy}); "
            "set maxmemory-policy noeviction in its redis.conf"
        )
    return found


def _check(workspace: Workspace, client: Client) -> None:
    server: Any = client.info("server")
    version = str(server["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        raise ClusterError(
            f"Redis {version} at {workspace.settings.cluster.redis} is too old; "
            "Redis 7.0 or newer is needed"
        )
    name = workspace.settings.cluster.name
    client.set(f"{name}:schema", SCHEMA, nx=True)
    found = str(client.get(f"{name}:schema"))
    if found != SCHEMA:
        raise ClusterError(
            f"the queue {name!r} at {workspace.settings.cluster.redis} is of another "
            f"citeswatch (schema {found}, here {SCHEMA}); run the same version "
            "everywhere. Nothing in it was touched"
        )


def _options(workspace: Workspace, retry: Any) -> dict[str, Any]:
    return {
        "password": _password(workspace) or None,
        "decode_responses": True,
        "socket_timeout": SECONDS_TO_ANSWER,
        "socket_connect_timeout": SECONDS_TO_ANSWER,
        "retry": retry,
    }


def _password(workspace: Workspace) -> str:
    try:
        return read_secret(SECRET, workspace.folder / SECRETS_FILE)
    except SecretError as error:
        if "is not there" in str(error):
            return ""  # a Redis without one, until it says otherwise
        raise ClusterError(str(error)) from None
