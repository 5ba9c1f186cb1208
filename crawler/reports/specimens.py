"""Which specimen the words of a flagged offer tell: ivory, skin, timber and so on."""

from __future__ import annotations

import json
import re

NOT_TOLD = "not told"
_TERM = re.compile(r"([a-z][a-z -]*) term$")
NOT_A_SPECIMEN = {"antique", "genuine", "sex and age"}


def specimen_of(explanation: str) -> str:
    """Give the specimen that weighs most in a stored explanation, else `not told`.

    An explanation is the JSON list of steps that crawler.matching.steps writes.
    """
    best, most = NOT_TOLD, 0.0
    for step in json.loads(explanation or "[]"):
        found = _TERM.search(step.get("rule", ""))
        weighs = step["kind"] in ("supports", "name") and step["points"] > most
        if found and weighs and found[1] not in NOT_A_SPECIMEN:
            best, most = found[1], step["points"]
    return best
