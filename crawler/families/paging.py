"""Numbers in the query of an address, for families that page by them."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit


def number_in(url: str, name: str) -> int | None:
    """Give the number under *name* in the query of *url*."""
    value = dict(parse_qsl(urlsplit(url).query)).get(name, "")
    return int(value) if value.isdigit() and len(value) < 10 else None


def with_number(url: str, name: str, number: int) -> str:
    """Give *url* with *number* under *name*, the rest of its query as it was."""
    return with_values(url, **{name: str(number)})


def with_values(url: str, **values: str) -> str:
    """Give *url* with *values* in its query, in their place or at its end."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | values
    return parts._replace(query=urlencode(query)).geturl()
