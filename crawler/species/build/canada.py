"""Layer B: the Appendices as the law of Canada prints them (Schedule I).

It is the one open text that has the higher taxa ("ORCHIDACEAE spp."), the
populations, the Parties of Appendix III and the annotations (#n).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.species.build import inputs
from crawler.species.build.inputs import SourceFolder
from crawler.species.build.tree import PHYLUM_OF_CLASS, Place

SCHEDULE = "canada-2025"

PARTIES = {
    "Algeria": "DZ",
    "Argentina": "AR",
    "Australia": "AU",
    "Botswana": "BW",
    "Brazil": "BR",
    "Canada": "CA",
    "Chile": "CL",
    "China": "CN",
    "Colombia": "CO",
    "Costa Rica": "CR",
    "Cuba": "CU",
    "Ecuador": "EC",
    "European Union": "EU",
    "France": "FR",
    "Guatemala": "GT",
    "Honduras": "HN",
    "India": "IN",
    "Israel": "IL",
    "Japan": "JP",
    "Mauritius": "MU",
    "Nepal": "NP",
    "New Zealand": "NZ",
    "Nicaragua": "NI",
    "Pakistan": "PK",
    "Plurinational State of Bolivia": "BO",
    "Russian Federation": "RU",
    "Seychelles": "SC",
    "South Africa": "ZA",
    "Sri Lanka": "LK",
    "Tunisia": "TN",
    "Ukraine": "UA",
    "United States of America": "US",
    "Uruguay": "UY",
}
_FAMILY_OF_FLORA = {"Aquilariaceae": "Thymelaeaceae", "Fabaceae": "Leguminosae"}
_ORDERS = {"Gorgonaceae": "Gorgonacea"}  # as every other list spells it


@dataclass(frozen=True, slots=True)
class Schedule:
    """One row of the Schedule."""

    name: str
    rank: str
    higher: bool
    appendix: str
    population: str
    parties: tuple[str, ...]
    annotation: str
    english: tuple[str, ...]
    french: tuple[str, ...]
    place: Place

    @property
    def genus(self) -> str:
        """The genus that the listing names or lies in; "" above the genus."""
        return (
            ""
            if self.rank in {"family", "order", "subfamily"}
            else self.name.split()[0]
        )


def read_schedule(source: SourceFolder) -> list[Schedule]:
    """Read all rows, with the misprints of the print mended."""
    return [_listing(row) for row in source.rows(inputs.CANADA)]


def _listing(row: dict[str, str]) -> Schedule:
    text = " ".join(row["taxon"].replace("spp.", " spp.").split())
    higher = text.endswith(" spp.")
    name = text.removesuffix(" spp.").replace(" ssp. ", " ")
    name = name.capitalize() if name.isupper() else name
    place = _place(row["part"], row["group"].split(" > "))
    return Schedule(
        name=name,
        rank=_rank(name, higher, place),
        higher=higher,
        appendix=row["appendix"],
        population=_population(row["note"]),
        parties=_parties(row["party"]),
        annotation=_annotation(row["footnotes"]),
        english=_names(row["english"]),
        french=_names(row["french"]),
        place=place,
    )


def _place(part: str, group: list[str]) -> Place:
    if part == "Flora":
        family = group[-1].split(" (")[0].capitalize()
        return Place("Plantae", "", "", "", _FAMILY_OF_FLORA.get(family, family))
    if len(group) == 2 and group[1].endswith("idae"):
        return Place("Animalia", family=group[1])
    class_ = group[1].capitalize() if len(group) > 1 else ""
    order = group[2].capitalize() if len(group) > 2 else ""
    family = group[3].split(" (")[0] if len(group) > 3 else ""
    # The print sets a stray "(1)Glaucostegus spp." where a phylum belongs.
    return Place(
        "Animalia",
        PHYLUM_OF_CLASS.get(class_, ""),
        class_,
        _ORDERS.get(order, order),
        family,
    )


def _rank(name: str, higher: bool, place: Place) -> str:
    if not higher:
        return {2: "species"}.get(len(name.split()), "subspecies")
    if name.endswith(("idae", "aceae")):
        return "family"
    if name.endswith("inae"):
        return "subfamily"
    return "order" if name == place.order or not place.family else "genus"


def _population(note: str) -> str:
    """Give what the English half of a note says of populations, else ""."""
    english = note.split("/", maxsplit=1)[0].strip(" ,().")
    english = english.replace("Columbia", "Colombia").replace(" to the Convention", "")
    english = re.sub(r" subject to annotation A\d+", "", english)
    if not re.search(r"population|native to|species only", english):
        return ""
    return english[:1].upper() + english[1:]


def _parties(text: str) -> tuple[str, ...]:
    english = text.split("/", maxsplit=1)[0]
    return tuple(PARTIES[name.strip()] for name in english.split(",") if name.strip())


def _annotation(footnotes: str) -> str:
    return " ".join(re.findall(r"#\d+", footnotes))


def _names(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())
