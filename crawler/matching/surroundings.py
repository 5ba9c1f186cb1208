"""The words of a text that weigh on its names, without those that do not mean it."""

from __future__ import annotations

from crawler.matching.candidates import Candidate, ContextWord, context_words
from crawler.matching.compounds import compound_decoys
from crawler.matching.denials import without_denied
from crawler.matching.folding import Folded
from crawler.matching.index import Index
from crawler.matching.patterns import (
    pattern_words,
    without_companions,
    without_mere_countries,
)
from crawler.matching.resolving import context_outside
from crawler.matching.tokens import Hit


def surroundings(
    index: Index, folded: Folded, hits: list[Hit], names: list[Candidate]
) -> list[ContextWord]:
    """Give the specimen terms, decoys, patterns and compounds around the names."""
    context = context_outside(context_words(index, folded, hits), names)
    context += pattern_words(folded)
    context += compound_decoys(index, folded, hits)
    context = without_mere_countries(context, folded)
    context = without_companions(context, folded, names)
    return without_denied(context, folded.text)
