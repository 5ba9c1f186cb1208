"""The country of a published place, when it is certain."""

from __future__ import annotations

from functools import cache


def country_in(place: str, where: str = "") -> str:
    """Give the country that stands alone at the end of *place*, else "".

    *where* is the place's provenance: metadata may say that it ends in a country.
    """
    last = place.rpartition(",")[2].strip()
    names = _country_names()
    if len(last) == 2 and last.isupper() and last in names.values():
        # "Portland, OR" or "Toronto, CA" is a state or a country: not certain.
        certain = (
            where.endswith(("addressCountry", ".country")) or last == place.strip()
        )
        return last if certain or place.count(",") >= 2 else ""
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
