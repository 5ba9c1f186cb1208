"""Quoted words in our own English sentences, each kept to its own direction."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_QUOTED = re.compile(r'"([^"]*)"')


def quoted(sentence: str) -> Markup:
    """Escape a sentence for a page; words between quotes get a direction of their own.

    A reason such as `"عاج فيل": specimen term` would else be laid out from right to
    left, for its first letter is Arabic.
    """
    parts: list[Markup] = []
    end = 0
    for found in _QUOTED.finditer(sentence):
        parts.append(escape(sentence[end : found.start()]))
        parts.append(Markup('"<bdi>{}</bdi>"').format(found[1]))
        end = found.end()
    parts.append(escape(sentence[end:]))
    return Markup("").join(parts)
