"""Which taxon of today took the place of one that the list of 2017 had.

When a name changes, Species+ retires the old id and makes a new one. The two
are taken for the same animal or plant when family, epithet and at least one
published common name agree, and no other taxon does.
"""

from __future__ import annotations

import re
from collections import defaultdict

from crawler.species.build import inputs
from crawler.species.build.taxa import Layers
from crawler.species.build.tree import Draft

SOURCE = "successor-2026"
_ENDING = re.compile(r"(?:us|um|is|ii|er|a|e|i)$")


def find_successors(layers: Layers) -> dict[str, tuple[str, str]]:
    """Map retired names to the id of their successor and the source key."""
    common = _common_names(layers)
    candidates: defaultdict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in layers.tree.drafts.values():
        if draft.taxon_id in layers.listed_ids and " " in draft.name:
            candidates[_key(draft.place.family, draft.name)].append(draft)
    found = {}
    for row in layers.index.values():
        if row.taxon_id in layers.tree.drafts or not row.common:
            continue
        told = {text.casefold() for _, text in row.common}
        same = [
            draft
            for draft in candidates[_key(row.family, row.scientific_name)]
            if common[draft.taxon_id] & told
        ]
        if len(same) == 1:
            found[row.scientific_name] = (same[0].taxon_id, SOURCE)
    return found


def _key(family: str, name: str) -> tuple[str, str]:
    return family, _ENDING.sub("", name.rsplit(maxsplit=1)[-1])


def _common_names(layers: Layers) -> defaultdict[str, set[str]]:
    common: defaultdict[str, set[str]] = defaultdict(set)
    for appendix in ("I", "II", "III"):
        for row in layers.source.rows(inputs.coldp(appendix, "vernacular-name")):
            common[row["taxonID"]].add(row["name"].casefold())
    return common
