"""Whether an address is this machine, a private network, or the public one."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost")


def host_of(url: str) -> str:
    """Give the host of *url* in lower case, "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def origin_of(url: str) -> tuple[str, int]:
    """Give host and port of *url*; the port of the scheme when none is named."""
    parts = urlsplit(url)
    return host_of(url), parts.port or (443 if parts.scheme == "https" else 80)


@lru_cache(maxsize=1024)
def is_loopback(host: str) -> bool:
    """Whether *host* is this machine, by name or by number."""
    if host in LOOPBACK_NAMES or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=1024)
def is_private_number(host: str) -> bool:
    """Whether *host* is an IP number that is not on the public internet.

    A name is not a number; what it resolves to is checked by the resolver.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return _looks_like_number(host)
    return not address.is_global or address.is_multicast


def _looks_like_number(host: str) -> bool:
    # inet_aton also reads 2130706433 and 0x7f.1, which ip_address refuses.
    last = host.rsplit(".", 1)[-1]
    return bool(last) and (last.isdigit() or last.startswith("0x"))
