"""What a simple program finds with the same names: the baselines of the benchmarks.

* Exact names: one Aho-Corasick pass over the folded names at word boundaries
  (anywhere in scripts without blanks), the longest of overlapping names counts.
* The closest name: rapidfuzz's `token_set_ratio` of the whole title with every name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from rapidfuzz import fuzz, process

from crawler.matching.folding import fold
from crawler.matching.index import Index, Sense
from crawler.matching.words import has_unspaced

Names = dict[str, set[str]]
LEAST = 60
"""Lower ratios are no answer; the best threshold is far above."""
TITLES_AT_ONCE = 64


def names_of(index: Index) -> Names:
    """Give every folded name with the taxa it may be."""
    names: Names = {}
    for number, text in enumerate([*index.phrases, *index.patterns]):
        taxa = {
            index.taxon_names[int(index.name_taxa[ref])]
            for sense, ref in index.meanings(number)
            if sense == Sense.NAME
        }
        taxa |= {
            taxon
            for sense, ref in index.meanings(number)
            if sense == Sense.EVERYDAY
            for taxon in index.lexicon.everyday[ref].taxa
        }
        if taxa:
            names[text] = taxa
    return names


def exact_names(names: Names) -> Callable[[str], list[str]]:
    """Give a function from a title to the taxa named in it, longest name first."""
    texts = list(names)
    automaton = AhoCorasick(
        [_apart(text) if has_unspaced(text) else f" {_apart(text)} " for text in texts],
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.ContiguousNFA,
    )

    def answer(title: str) -> list[str]:
        hits = automaton.find_matches_as_indexes(f" {_apart(fold(title).text)} ")
        longest_first = sorted(hits, key=lambda hit: hit[1] - hit[2])
        found = (sorted(names[texts[number]]) for number, _, _ in longest_first)
        return list(dict.fromkeys(taxon for taxa in found for taxon in taxa))

    return answer


def closest_names(names: Names, titles: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Give each title's best ratio (0 to 100) and the taxa of the name that has it.

    Of names with the same ratio the longest is taken: a name all of whose words are
    in the title has ratio 100, however short.
    """
    texts = sorted(names, key=lambda text: (-len(text), text))
    for place in range(0, len(titles), TITLES_AT_ONCE):
        ratios = process.cdist(
            [fold(title).text for title in titles[place : place + TITLES_AT_ONCE]],
            texts,
            scorer=fuzz.token_set_ratio,
            score_cutoff=LEAST,
            dtype=np.uint8,
            workers=-1,
        )
        for row in ratios:
            best = int(row.argmax())
            yield int(row[best]), sorted(names[texts[best]])


def _apart(text: str) -> str:
    """Put two blanks between words, so that of two neighbours each has its own."""
    return "  ".join(text.split())
