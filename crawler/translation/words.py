"""What a part says in one language: its texts, and numbers written as others are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from numbers import Integral
from typing import Any, Literal

from crawler.translation import writing
from crawler.translation.catalogues import ORIGINAL, catalogue


@dataclass(frozen=True)
class Words:
    """The texts of *part*, a folder of `crawler` with a `locale`, in *language*."""

    part: str
    language: str = ORIGINAL

    def say(self, text: str, **values: object) -> str:
        """Translate *text* and fill in the *values*: `%(name)s`. A percent sign is `%%`.

        A whole number among the values is written as the language does.
        """
        said = catalogue(self.part, self.language).gettext(text) if text else ""
        return said % self._written(values)

    def count(self, one: str, more: str, number: int, **values: object) -> str:
        """Say *one* or *more* by *number*, which is `%(num)s` in both."""
        said = catalogue(self.part, self.language).ngettext(one, more, number)
        return said % self._written({"num": number, **values})

    def term(self, text: str) -> str:
        """Translate a word that the tables spell in English; others come back as are."""
        return catalogue(self.part, self.language).gettext(text) if text else ""

    def number(self, number: float, places: int | None = None) -> str:
        """Write a number, with *places* decimals where they are given."""
        return writing.number_text(number, self.language, places)

    def percent(self, share: float, *, signed: bool = False) -> str:
        """Write a share as whole percents, *signed* if it is a change."""
        return writing.percent_text(share, self.language, signed=signed)

    def day(self, day: date | str, form: Literal["long", "medium"] = "medium") -> str:
        """Write a day."""
        return writing.day_text(day, self.language, form)

    def country(self, code: str) -> str:
        """Name a country by its ISO 3166-1 alpha-2 code."""
        return writing.country_name(code, self.language)

    def language_name(self, code: str) -> str:
        """Name a language by its BCP 47 tag."""
        return writing.language_name(code, self.language)

    def _written(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self.number(int(value)) if isinstance(value, Integral) else value
            for name, value in values.items()
        }
