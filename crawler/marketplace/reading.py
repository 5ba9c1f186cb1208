"""Reading a marketplace's TOML: every fault with its file, line, key and mend."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from crawler.marketplace.model import SELECTABLE, Marketplace

NAME_RULE = "a name is lower-case letters, digits and _, starting with a letter"


class MarketplaceError(Exception):
    """A marketplace's file cannot be used; one line of text per fault."""


def load_marketplace(path: Path) -> Marketplace:
    """Read the marketplace in the file *path*.

    Raises:
        MarketplaceError: it cannot be read, or a key or value is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise MarketplaceError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise MarketplaceError(
            f"{path}:{line}: not UTF-8; save the file with encoding UTF-8"
        ) from error
    return read_marketplace(text, path)


def read_marketplace(text: str, path: Path) -> Marketplace:
    """Read the marketplace in *text*; *path* gives its name and its errors' place.

    Raises:
        MarketplaceError: a key or value is wrong.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", path.stem):
        raise MarketplaceError(f"{path}: the file's name is wrong: {NAME_RULE}")
    try:
        facts = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MarketplaceError(_not_toml(path, str(error))) from error
    if "name" in facts:
        place = f"{path}:{line_of(text, ('name',))}"
        raise MarketplaceError(
            f"{place}: name: the file's name is the marketplace's name; remove the key"
        )
    try:
        return Marketplace.model_validate({**facts, "name": path.stem})
    except ValidationError as error:
        faults = [told for fault in error.errors() for told in _tell(fault, text)]
        lines = [f"{path}:{line}: {said}" for line, said in sorted(faults)]
        raise MarketplaceError("\n".join(lines)) from error


def line_of(text: str, keys: tuple[str | int, ...]) -> int:
    """Give the line on which *keys* stand in the TOML *text*, else of the nearest table."""
    wanted = tuple(key for key in keys if isinstance(key, str))
    table: tuple[str, ...] = ()
    nearest = 1
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            table = _split_key(header[1])
            if wanted[: len(table)] == table:
                nearest = number
                if wanted == table:
                    return number
        elif (key := re.match(r"\s*([\w\-\"'. ]+?)\s*=", line)) and (
            wanted == (full := table + _split_key(key[1]))
            or (len(full) <= len(wanted) and wanted[: len(full)] == full)
        ):
            return number
    return nearest


def _split_key(written: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in written.split("."))


def _not_toml(path: Path, message: str) -> str:
    place = re.search(r"\(at line (\d+), column \d+\)", message)
    line = f":{place[1]}" if place else ""
    said = re.sub(r" \(at .*\)$", "", message)
    return (
        f"{path}{line}: not valid TOML: {said}; "
        'a text stands in quotes, for example title = "Reptile market"'
    )


def _tell(fault: Any, text: str) -> list[tuple[int, str]]:
    """Give each line at fault and what is said of it."""
    keys = tuple(fault["loc"])
    if not keys:
        return [(line_of(text, _keys_in(said)), said) for said in _own_words(fault)]
    name = ".".join(map(str, keys))
    line = line_of(text, keys)
    if fault["type"] == "extra_forbidden":
        return [(line, f"{name}: unknown key{_hint(keys)}")]
    if fault["type"] == "missing":
        return [(line, f'{name}: missing; add {keys[-1]} = "…"')]
    return [(line, f"{name}: {said}") for said in _own_words(fault)]


def _keys_in(said: str) -> tuple[str, ...]:
    return tuple(said.partition(":")[0].split("."))


def _own_words(fault: Any) -> list[str]:
    message: str = fault["msg"]
    if fault["type"] == "value_error":
        return message.removeprefix("Value error, ").split("\n")
    return [f"{message[0].lower()}{message[1:]} (it is {fault['input']!r})"]


def _hint(keys: tuple[str | int, ...]) -> str:
    known = _known_keys(keys[:-1])
    if len(keys) > 1 and keys[-1] in Marketplace.model_fields:
        return "; it belongs at the top of the file, before the first [table]"
    if tables := _tables_with(str(keys[-1])):
        return f"; it belongs under {' or '.join(tables)}"
    near = get_close_matches(str(keys[-1]), known, 1, 0.7)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known here: {', '.join(known)}"


def _tables_with(key: str) -> list[str]:
    """Give the tables of a marketplace's file that have a key of this name."""
    return [
        f"[{table}]"
        for table in Marketplace.model_fields
        if table != "lookup" and key in _known_keys((table,))
    ]


def _known_keys(table: tuple[str | int, ...]) -> list[str]:
    if table[:1] == ("lookup",):
        return list(SELECTABLE)
    model: type[BaseModel] = Marketplace
    for key in table:
        annotation = model.model_fields[str(key)].annotation
        # A table that may be left out is written `Search | None`.
        annotation = next(iter(get_args(annotation)), annotation)
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return [key for key in model.model_fields if key != "name"]
