"""Reading single properties of schema.org nodes, which sites write in many shapes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

Node = dict[str, Any]


def types_of(node: Node) -> set[str]:
    """Give the types of *node* without their vocabulary's address."""
    written = node.get("@type", "")
    types = written if isinstance(written, list) else [written]
    return {last_part(one) for one in types if isinstance(one, str)}


def last_part(address: str) -> str:
    """Give `InStock` of `https://schema.org/InStock` or `schema:InStock`."""
    return (
        address.strip()
        .rstrip("/")
        .rsplit("/", 1)[-1]
        .rsplit("#", 1)[-1]
        .rsplit(":", 1)[-1]
    )


def as_list(value: Any) -> list[Any]:
    """Give *value* as a list: nothing, one, or several."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def as_nodes(value: Any) -> list[Node]:
    """Give the nodes in *value*, leaving out plain texts."""
    return [one for one in as_list(value) if isinstance(one, dict)]


def as_text(value: Any) -> str:
    """Give the first text in *value*: a text, a number, `@value`, or a name."""
    for one in as_list(value):
        text = ""
        if isinstance(one, str):
            text = one.strip()
        elif isinstance(one, dict):
            text = as_text([one.get("@value"), one.get("name"), one.get("value")])
        elif isinstance(one, int | float) and not isinstance(one, bool):
            text = _number(one)
        if text:
            return text
    return ""


def first_text(node: Node, names: Iterable[str]) -> tuple[str, str]:
    """Give the first text among the properties *names*, and the name it was under."""
    for name in names:
        if text := as_text(node.get(name)):
            return text, name
    return "", ""


def image_urls(value: Any) -> list[str]:
    """Give the addresses of images: texts, or ImageObjects."""
    urls: list[str] = []
    for one in as_list(value):
        if isinstance(one, str):
            urls.append(one)
        elif isinstance(one, dict):
            urls += image_urls(
                one.get("contentUrl") or one.get("url") or one.get("@id")
            )
    return urls


class Place(NamedTuple):
    """A place as text; `ends_in_country` says that its last part is a country."""

    text: str
    ends_in_country: bool = False


def place_of(value: Any) -> Place:
    """Give a Place or PostalAddress as text: locality, region, country."""
    for one in as_list(value):
        if isinstance(one, str) and one.strip():
            return Place(one.strip())
        if isinstance(one, dict) and (place := _of_node(one)).text:
            return place
    return Place("")


def _of_node(node: Node) -> Place:
    if isinstance(node.get("address"), dict | str) and node["address"]:
        return place_of(node["address"])
    names = ("addressLocality", "addressRegion", "addressCountry")
    parts = [as_text(node.get(name)) for name in names]
    text = ", ".join(dict.fromkeys(part for part in parts if part))
    return Place(text, bool(parts[-1])) if text else Place(as_text(node))


def _number(value: float) -> str:
    # 1e16 and more would be written with an exponent.
    return (
        f"{value:.10f}".rstrip("0").rstrip(".")
        if isinstance(value, float)
        else str(value)
    )
