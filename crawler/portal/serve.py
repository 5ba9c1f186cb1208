"""Serving the portal."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from ipaddress import ip_address

import uvicorn

from crawler.portal.app import make_portal
from crawler.portal.guard import LOOPBACK
from crawler.store import Store, StoreError
from crawler.workspace import Workspace


class PortalError(Exception):
    """The portal cannot be served; the text says what mends it."""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach *host*."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def serve_portal(
    workspace: Workspace, host: str, port: int, *, ready: Callable[[str], None]
) -> None:
    """Serve until interrupted; *ready* is called with the address when it listens.

    Raises:
        PortalError: the database cannot be read, or the address is taken.
    """
    try:
        Store.open(workspace.database, read_only=True).close()
    except StoreError as error:
        raise PortalError(str(error)) from error
    hosts = LOOPBACK if is_loopback(host) else None
    portal = make_portal(workspace.database, unit=workspace.settings.unit, hosts=hosts)
    with closing(_listen(host, port)) as listener:
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listener.getsockname()[1]}/")
        config = uvicorn.Config(
            portal.app(), log_level="warning", server_header=False, ws="none"
        )
        # uvicorn ends in order, then raises the interrupt again.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise PortalError(f"{host} is no address of this machine: {error}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        raise PortalError(_why_not(host, port, error)) from error
    return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken, maybe by a portal that runs already; "
            f"give another with --port {port + 1 if port < 65535 else port - 1}"
        )
    return f"cannot listen on {host} port {port}: {error.strerror or error}"
