"""What a search wants, to and from the query of its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from urllib.parse import urlencode

CHOICES = {
    "appendix": ("I", "II", "III"),
    "offer": ("likely", "possible", "unlikely"),
    "state": ("active", "gone", "ended"),
    "verdict": ("none", "accepted", "rejected", "wrong_taxon", "unsure"),
    "scope": ("", "all"),
}
LONGEST = 300
MOST_VALUES = 60


class WantedError(ValueError):
    """A part of the search cannot be read; the text names it."""


@dataclass(frozen=True)
class Wanted:
    """Which listings are wanted; what is empty is not asked.

    `taxon` is a name in any language or of a higher taxon; dates are UTC, both
    included; `scope` "all" takes in listings without a match.
    """

    words: str = ""
    taxon: str = ""
    appendix: tuple[str, ...] = ()
    offer: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    marketplace: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    specimen: str = ""
    seller: str = ""
    currency: str = ""
    price_from: float | None = None
    price_to: float | None = None
    first_seen_from: str = ""
    first_seen_to: str = ""
    last_seen_from: str = ""
    last_seen_to: str = ""
    first_seen_after: str = ""
    scope: str = ""
    before: int | None = field(default=None, compare=True)

    def query(self, **changes: object) -> str:
        """Write the query of the address, with *changes*; "" when all is wanted."""
        pairs: list[tuple[str, str]] = []
        changed = replace(self, **changes)  # type: ignore[arg-type]
        for each in fields(changed):
            value = getattr(changed, each.name)
            values = value if isinstance(value, tuple) else (value,)
            pairs += [(each.name, str(one)) for one in values if one not in ("", None)]
        return urlencode(pairs)

    def toggled(self, name: str, value: str) -> str:
        """Write the query with *value* of a facet chosen, or no longer chosen."""
        had: tuple[str, ...] = getattr(self, name)
        now = tuple(one for one in had if one != value)
        return self.query(**{name: now if value in had else (*had, value)}, before=None)


def read_wanted(pairs: Iterable[tuple[str, str]]) -> Wanted:
    """Read the pairs of an address's query; names that are not ours are left.

    Raises:
        WantedError: a value is none that its part takes.
    """
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            found.setdefault(name, []).append(value.strip()[:LONGEST])
    values: dict[str, object] = {}
    for each in fields(Wanted):
        if each.name in found:
            values[each.name] = _read(each.name, found[each.name][:MOST_VALUES])
    return Wanted(**values)  # type: ignore[arg-type]


def _read(name: str, given: list[str]) -> object:
    if name in CHOICES and (wrong := set(given) - set(CHOICES[name])):
        raise WantedError(f"{name}: {sorted(wrong)[0]}")
    if isinstance(getattr(Wanted(), name), tuple):
        return tuple(dict.fromkeys(given))
    text = given[-1]
    try:
        if name in ("price_from", "price_to"):
            return float(text)
        if name == "before":
            return int(text) % 2**63
        if name.startswith(("first_seen", "last_seen")):
            return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise WantedError(f"{name}: {text}") from error
    return text
