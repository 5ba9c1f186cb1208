"""Addresses: their queries, and which of a stranger's may become a link."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

MOST_PAIRS = 300


def pairs_of(query: str) -> list[tuple[str, str]]:
    """Read the pairs of a query; what is too much of it is left."""
    try:
        return parse_qsl(query, max_num_fields=MOST_PAIRS)
    except ValueError:
        return []


def is_web_address(url: str) -> bool:
    """Whether *url* may be a link: http or https with a host, nothing odd in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and url.isprintable()
        and not any(character.isspace() for character in url)
    )
