"""The report as PDF/A. Published text reaches Typst as data, never as its language."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

OFFERS_EACH = 100
TYPESETTING = Path(__file__).with_name("typesetting.py")
TEMPLATE = Path(__file__).with_name("templates") / "report.typ"
FONTS = (
    *("Noto Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans Arabic"),
    *("Noto Sans Thai", "Noto Sans Devanagari", "Noto Naskh Arabic", "DejaVu Sans"),
)
PACKAGES = "fonts-noto-core and fonts-noto-cjk (Debian)"


class TypesettingError(Exception):
    """A PDF cannot be made; the text says why."""


_NOT_SHOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_STANDARD: Literal["a-2u"] = "a-2u"


def report_pdf(
    told: dict[str, Any],
    pictures: Path,
    made_at: datetime,
    template: Path = TEMPLATE,
) -> bytes:
    """Make the report of what `crawler.exports.telling` told.

    Another *template* makes another report of what it was told.

    Letters that no font of this machine has are replaced by their numbers, and named
    in the report. *pictures* is the folder of the pictures that are named.

    Raises:
        TypesettingError: Typst could not do it.
    """
    fonts = [font for font in FONTS if font in _families()]
    unshown = letters_without_font(_letters(told), fonts)
    shown = _renamed(told, unshown) if unshown else told
    shown = {**shown, "fonts": fonts or ["Libertinus Serif"]}
    shown["unshown"] = [f"U+{ord(letter):04X}" for letter in sorted(unshown)]
    with tempfile.TemporaryDirectory(prefix="citeswatch-pdf-") as folder:
        root = Path(folder)
        shutil.copy(template, root / "report.typ")
        text = json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace")
        (root / "report.json").write_bytes(text)
        if pictures.is_dir():
            (root / "pictures").symlink_to(pictures.resolve())
        return _typeset(root, made_at)


def _typeset(root: Path, made_at: datetime) -> bytes:
    """Typeset in a process of its own: Typst keeps every picture that it unpacked."""
    target, seconds = root / "report.pdf", str(int(made_at.timestamp()))
    done = subprocess.run(  # noqa: S603 (our own words and paths)
        [sys.executable, str(TYPESETTING), str(root), str(target), seconds],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise TypesettingError(f"the PDF cannot be made: {last}")
    return target.read_bytes()


def write_reports(
    told: dict[str, Any], pictures: Path, folder: Path, made_at: datetime
) -> None:
    """Write `report.pdf`, or for many offers one file for each hundred.

    Raises:
        TypesettingError: Typst could not do it.
    """
    offers = told["offers"]
    parts = [offers[at : at + OFFERS_EACH] for at in range(0, len(offers), OFFERS_EACH)]
    for number, part in enumerate(parts or [[]], 1):
        name = f"report-{number:03}.pdf" if len(parts) > 1 else "report.pdf"
        first = (number - 1) * OFFERS_EACH
        shown = {**told, "offers": part, "first": first, "of": len(offers)}
        (folder / name).write_bytes(report_pdf(shown, pictures, made_at))


def letters_without_font(letters: set[str], fonts: list[str]) -> set[str]:
    """Give those of *letters* that no font here can show.

    PDF/A forbids letters without a font, so Typst names them.
    """
    asked = sorted(letters)
    missing: set[str] = set()
    source = b'#set text(font: sys.inputs.fonts.split("|"))\n#sys.inputs.text'
    while True:
        left = [letter for letter in asked if letter not in missing]
        inputs = {"text": " ".join(left), "fonts": "|".join(fonts or ["DejaVu Sans"])}
        try:
            typst.compile(source, sys_inputs=inputs, pdf_standards=_STANDARD)
        except typst.TypstError as error:
            found = {
                letter
                for text in _NOT_SHOWN.findall(error.diagnostic)
                for letter in _plain(text)
            } & set(left)
            if not found:
                raise
            missing |= found
        else:
            return missing


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda hit: chr(int(hit[1], 16)), text)


def _letters(told: object) -> set[str]:
    return {letter for text in _texts(told) for letter in text if letter > "~"}


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for value in told.values():
            yield from _texts(value)
    elif isinstance(told, (list, tuple)):
        for value in told:
            yield from _texts(value)


def _renamed(told: Any, unshown: set[str]) -> Any:
    table = {ord(letter): f"[U+{ord(letter):04X}]" for letter in unshown}
    if isinstance(told, str):
        return told.translate(table)
    if isinstance(told, dict):
        return {name: _renamed(value, unshown) for name, value in told.items()}
    if isinstance(told, (list, tuple)):
        return [_renamed(value, unshown) for value in told]
    return told


@cache
def _families() -> frozenset[str]:
    return frozenset(typst.Fonts().families())
