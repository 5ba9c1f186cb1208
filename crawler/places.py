"""The country of a published place, when it is certain."""

from __future__ import annotations

from functools import cache


def country_in(place: str) -> str:
    """Give the country that stands alone at the end of *place*, else ""."""
    last = place.rpartition(",")[2].strip()
    names = _country_names()
    if len(last) == 2 and last.isupper() and last in names.values():
        # "Portland, OR" or "Toronto, CA" is a state or a country: not certain.
        return last if place.count(",") >= 2 or last == place.strip() else ""
    return names.get(last.casefold(), "")


@cache
def _country_names() -> dict[str, str]:
    from babel import Locale

    territories = Locale("en").territories
    return {
        name.casefold(): code
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ"}
    }
