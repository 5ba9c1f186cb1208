"""Whether an address is this machine, a private network, or the public one."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

NAT64 = IPv6Network("64:ff9b::/96")
LOOPBACK_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost")


def host_of(url: str) -> str:
    """Give the host of *url* in lower case, "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def origin_of(url: str) -> tuple[str, int]:
    """Give host and port of *url*; the port of the scheme when none is named.

    An address whose port is none is nowhere: ("", 0).
    """
    try:
        parts = urlsplit(url)
        return host_of(url), parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return "", 0


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
    inner = _carried(address)
    if inner is not None and not inner.is_global:
        return True
    return not address.is_global or address.is_multicast


def _carried(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """Give the IPv4 address that an IPv6 address carries inside, if it does.

    Gateways pass on what is sent to 64:ff9b::/96 (RFC 6052), 2002::/16 (RFC 3056),
    and the mapped form ::ffff:0:0/96.
    """
    if not isinstance(address, IPv6Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


def usual_port(url: str) -> bool:
    """Whether *url* is asked at the port of its scheme."""
    try:
        port = urlsplit(url).port
    except ValueError:
        return False
    return port in {None, 443 if url.startswith("https") else 80}


def _looks_like_number(host: str) -> bool:
    # inet_aton also reads 2130706433 and 0x7f.1, which ip_address refuses.
    last = host.rsplit(".", 1)[-1]
    return bool(last) and (last.isdigit() or last.startswith("0x"))
