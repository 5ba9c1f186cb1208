"""Typesets one report in a process of its own: FOLDER TARGET SECONDS.

*FOLDER* holds `report.typ`, `report.json` and `pictures`; *SECONDS* since 1970 date the
PDF. It imports nothing of citeswatch, so that it starts at once.
"""

from __future__ import annotations

import sys

import typst


def main(folder: str, target: str, seconds: str) -> None:
    """Write the PDF/A to *target*."""
    typst.compile(
        f"{folder}/report.typ",
        output=target,
        root=folder,
        format="pdf",
        pdf_standards="a-2u",
        timestamp=int(seconds),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
