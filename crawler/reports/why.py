"""Why a listing was flagged, in the reader's language, from the matcher's own steps."""

from __future__ import annotations

import json
import re
from typing import Any

from crawler.translation.words import Words

_ROW = re.compile(r'(?P<file>\w+)\.csv: "(?P<name>.*)"(?: \((?P<language>[\w-]+)\))?')
_AT_MOST = 4
"""Words told for and against a name; the explanation in the portal has all."""


def why(explanation: str, words: Words) -> str:
    """Say which words name the taxon, and which speak for and against an offer of it.

    *explanation* is the JSON list of steps that `crawler.matching.steps` writes.
    """
    steps: list[dict[str, Any]] = json.loads(explanation or "[]")
    name = next((step for step in steps if step["kind"] == "name"), None)
    row = _ROW.match(name.get("rule", "")) if name else None
    if name is None or row is None:
        return ""
    told = [_named(name.get("words", ""), row, words)]
    if by := _words_of(steps, "supports"):
        told.append(words.say("supported by %(words)s", words=by))
    if by := _words_of(steps, "doubts"):
        told.append(words.say("doubted because of %(words)s", words=by))
    return "; ".join(told)


def _named(published: str, row: re.Match[str], words: Words) -> str:
    values = {"words": published, "name": row["name"]}
    if row["file"] == "code_words":
        return words.say('"%(words)s" is the code word "%(name)s"', **values)
    if row["file"] == "specimens":
        return words.say('"%(words)s" is the specimen term "%(name)s"', **values)
    if not row["language"]:
        return words.say('"%(words)s" is the scientific name "%(name)s"', **values)
    return words.say(
        '"%(words)s" is the name "%(name)s" (%(language)s)',
        language=words.language_name(row["language"]),
        **values,
    )


def _words_of(steps: list[dict[str, Any]], kind: str) -> str:
    """Quote the words that were for or against, the weightiest first, each once."""
    found = [step for step in steps if step["kind"] == kind and step.get("words")]
    found.sort(key=lambda step: -abs(step["points"]))
    quoted = dict.fromkeys(f'"{step["words"]}"' for step in found)
    return ", ".join(list(quoted)[:_AT_MOST])
