"""Queries out of the species list: Appendix I first, in words that sellers use.

The order is the order in which a sweep asks:

1. goods that imply a taxon (`ivory`), Appendix I;
2. everyday names of Appendix I taxa (`pangolin`);
3. their common names, at most two for each taxon and language, the shortest;
4. weak everyday names (`tiger`), which find much else;
5. their scientific names;
6. words that only narrow an earlier query down (`carved ivory` after `ivory`);
7. the same for Appendix II and III.

Languages are asked in the order of the site's, and of each step the words that are
fewest and shortest first: they find the most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from crawler.matching.lexicon import Lexicon, read_lexicon
from crawler.panel.query import Query
from crawler.species.appendix import appendix, in_force
from crawler.species.species_list import SpeciesList, packaged_folder

MOST_COMMON_NAMES = 2
SHORTEST_WORD = 4
"""Letters of a word in an alphabet that a search can do something with."""
Tier = tuple[int, int, int]


class Generator:
    """Makes the queries for sites in some languages."""

    def __init__(self, species: SpeciesList, lexicon: Lexicon, on: date) -> None:
        self.species = species
        self.lexicon = lexicon
        self.on = on
        self.by_name = {one.scientific_name: one.taxon_id for one in species.taxa.values()}  # fmt: skip
        self._known: dict[str, str] = {}

    def queries(self, languages: Iterable[str]) -> list[Query]:
        """Give every query for a site in *languages*, in order, each text once."""
        ranked: list[tuple[Tier, int, Query]] = []
        for place, language in enumerate(languages):
            for step, query in self._in(language):
                grade = 0 if query.appendix == "I" else 1
                ranked.append(((grade, step, place), len(ranked), query))
        for query in self._scientific():
            ranked.append(((0, 5, 0), len(ranked), query))
        narrow = _narrowing([query for _, _, query in ranked])
        ranked = [
            ((grade, 6 if query in narrow else step, place), order, query)
            for (grade, step, place), order, query in ranked
        ]
        seen: dict[str, Query] = {}
        for _, _, query in sorted(ranked, key=_urgency):
            seen.setdefault(query.text.casefold(), query)
        return list(seen.values())

    def _in(self, language: str) -> Iterator[tuple[int, Query]]:
        for term in self.lexicon.specimens:
            if term.taxa and _speaks(term.language, language) and term.strength != "weak":  # fmt: skip
                yield from self._query(1, term.text, term.language, term.taxa, "specimen")  # fmt: skip
        for name in self.lexicon.everyday:
            if _speaks(name.language, language):
                step = 4 if name.strength == "weak" else 2
                yield from self._query(step, name.text, name.language, name.taxa, "everyday")  # fmt: skip
        for taxon_id, texts in self._common(language).items():
            scientific = (self.species.taxa[taxon_id].scientific_name,)
            for text in sorted(texts, key=lambda text: (len(text), text))[:MOST_COMMON_NAMES]:  # fmt: skip
                yield from self._query(3, text, language, scientific, "common")

    def _query(
        self, step: int, text: str, language: str, taxa: tuple[str, ...], kind: str
    ) -> Iterator[tuple[int, Query]]:
        if not self._searchable(text):
            return
        grades = {taxon: self.appendix_of(taxon) for taxon in taxa}
        listed = [taxon for taxon in taxa if grades[taxon]]
        if listed:
            best = min(listed, key=lambda taxon: len(grades[taxon]))
            yield step, Query(text, language, best, grades[best], kind)

    def _common(self, language: str) -> dict[str, list[str]]:
        names: defaultdict[str, list[str]] = defaultdict(list)
        for name in self.species.names:
            if name.kind in {"common", "trade"} and _speaks(name.language, language):
                names[self.species.accepted(name.taxon_id).taxon_id].append(name.text)
        return names

    def _scientific(self) -> Iterator[Query]:
        for row in self.species.all_listings():
            taxon = self.species.taxa[row.taxon_id]
            name = taxon.scientific_name
            listed = row.appendix == "I" and in_force(row, self.on)
            if listed and not taxon.accepted_id and self._searchable(name):
                yield Query(name, "la", name, "I", "scientific")

    def appendix_of(self, scientific_name: str) -> str:
        """Give the highest Appendix that a taxon may be in, "" when in none."""
        if scientific_name not in self._known:
            taxon_id = self.by_name.get(scientific_name, "")
            found = appendix(self.species, taxon_id, self.on).appendices if taxon_id else ()  # fmt: skip
            self._known[scientific_name] = next(iter(found), "")
        return self._known[scientific_name]

    def _searchable(self, text: str) -> bool:
        if text.casefold() in self.lexicon.frequent or not text.isprintable():
            return False
        return len(text) >= SHORTEST_WORD or not text.isascii()


def _urgency(row: tuple[Tier, int, Query]) -> tuple[Tier, int, int, int]:
    """Rank a query: by its tier, then the general before the particular."""
    tier, order, query = row
    return tier, len(query.text.split()), len(query.text), order


def _narrowing(queries: list[Query]) -> set[Query]:
    """Give the queries that hold all words of another for the same taxon."""
    words: defaultdict[str, set[frozenset[str]]] = defaultdict(set)
    for query in queries:
        words[query.taxon].add(frozenset(query.text.casefold().split()))
    return {
        query
        for query in queries
        if any(
            other < frozenset(query.text.casefold().split())
            for other in words[query.taxon]
        )
    }


def generator_of(folder: Path, on: date) -> Generator:
    """Make a generator from the species list in *folder*.

    Raises:
        SpeciesFileError: a file of it is wrong.
    """
    has_words = (folder / "specimens.csv").is_file()
    lexicon = read_lexicon(folder if has_words else packaged_folder())
    return Generator(SpeciesList.load(folder), lexicon, on)


def _speaks(language: str, wanted: str) -> bool:
    """Whether words of *language* serve a site in *wanted*: `pt` does for `pt-BR`."""
    return language.partition("-")[0] == wanted.partition("-")[0]
