"""Serving the portal."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

import uvicorn

from crawler.portal.app import make_app
from crawler.portal.databases import Databases
from crawler.portal.desk.file import NAME as DESK
from crawler.portal.desk.file import Desk
from crawler.portal.desk.picker import prepare_picker
from crawler.portal.desk.welcome import make_welcome
from crawler.portal.guard import LOOPBACK, Door
from crawler.portal.kept_charts import NAME as CHARTS
from crawler.portal.packages import Packages
from crawler.portal.shared import Shared
from crawler.portal.snapshot import Snapshots
from crawler.portal.visit import Portal
from crawler.species.species_list import folder_in_use
from crawler.store import Store, StoreError
from crawler.workspace import Workspace

log = logging.getLogger(__name__)


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
    workspace: Workspace,
    host: str,
    port: int,
    *,
    public: str = "",
    ready: Callable[[str, str], None],
) -> None:
    """Serve until interrupted.

    *public* is the address by which others reach the portal through a proxy that
    speaks TLS, if there is one. *ready* is called, when the portal listens, with its
    address and, if nobody may sign in yet, with the address at which the first
    administrator is made, else "".

    Raises:
        PortalError: the database or the desk cannot be used, or the address is taken.
    """
    portal = open_portal(workspace, _door(host, public))
    with (
        closing(portal.databases),
        closing(portal.packages),
        closing(_listen(host, port)) as listener,
    ):
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}/"
        ready(address, _welcome(portal, address) if is_loopback(host) else "")
        _warm(portal)
        config = uvicorn.Config(
            make_app(portal),
            log_level="warning",
            server_header=False,
            proxy_headers=bool(public),
            ws="none",
        )
        # uvicorn ends in order, then raises the interrupt again.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def open_desk(workspace: Workspace) -> Desk:
    """Open the workspace's desk.

    Raises:
        PortalError: it cannot be used.
    """
    try:
        return Desk(workspace.folder / DESK)
    except StoreError as error:
        raise PortalError(str(error)) from error


def open_portal(workspace: Workspace, door: Door) -> Portal:
    """Open what all requests share.

    Raises:
        PortalError: the database or the desk cannot be used.
    """
    try:
        if not workspace.database.is_file():
            # Says how one is made.
            Store.open(workspace.database, read_only=True).close()
        Store.open(workspace.database).close()
    except StoreError as error:
        raise PortalError(str(error)) from error
    databases = Databases(workspace.database)
    return Portal(
        workspace,
        databases,
        open_desk(workspace),
        door,
        Snapshots(databases, workspace.folder / CHARTS),
        Packages(workspace, databases),
        Shared(),
        folder_in_use(workspace.folder),
    )


def _door(host: str, public: str) -> Door:
    if public:
        parts = urlsplit(public)
        name = (parts.hostname or "").casefold()
        if parts.scheme != "https" or not name:
            raise PortalError(f"{public} is no https address")
        return Door(LOOPBACK | {name}, tls=True)
    return Door(LOOPBACK if is_loopback(host) else None)


def _welcome(portal: Portal, address: str) -> str:
    with portal.desk.writing() as conn:
        token = make_welcome(conn, time.time())
    return f"{address}welcome/{token}" if token else ""


def _warm(portal: Portal) -> None:
    """Index the species list while nobody waits for it."""

    def prepare() -> None:
        try:
            prepare_picker(portal.desk, portal.species_folder)
        except Exception:
            log.exception("the species list could not be indexed for the reviewers")

    threading.Thread(target=prepare, daemon=True).start()


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
