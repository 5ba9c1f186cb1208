"""Make `species_lists/ordinary_words.csv`: everyday words that look like names.

    pip install wordfreq
    python -m crawler.matching.ordinary_words

A name that is also an everyday word (`puma`, `vanilla`) says little alone, and an
everyday word one letter from a name (`amazon`, `Amazona`) is no misspelling of it.
Both are found in the word frequencies of 22 languages (R. Speer, wordfreq 3.1,
doi:10.5281/zenodo.7199437); only the words concerned are written down, each with
the languages in which it is at home.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from datetime import date
from importlib import import_module
from pathlib import Path

from rapidfuzz.distance import OSA

from crawler.matching.compiling import compile_index
from crawler.matching.deletions import allowed_distance
from crawler.matching.diminutives import grown
from crawler.matching.folding import fold
from crawler.matching.index import Index
from crawler.matching.lexicon import (
    EVERYDAY_LANGUAGES,
    ORDINARY_COLUMNS,
    Lexicon,
    read_lexicon,
)
from crawler.matching.readings import LEAST_ALONE
from crawler.species import SpeciesList
from crawler.species.species_list import packaged_folder

SAME_WORD, LIKE_A_NAME = 2.7, 3.0
"""Zipf frequencies (3 is once in a million words) from which a word is ordinary."""
AT_HOME = 0.3
"""How much rarer a word may be in a language that is still one of its homes."""
_MOST_WORDS = 80_000


def main() -> None:
    """Write the file beside the species list."""
    folder = packaged_folder()
    path = folder / "ordinary_words.csv"
    if not path.exists():
        _write(path, [])
    lexicon = read_lexicon(folder)
    empty = Lexicon(
        lexicon.specimens,
        lexicon.code_words,
        lexicon.decoys,
        lexicon.everyday,
        lexicon.groups,
        {},
        frozenset(),
    )
    index = compile_index(SpeciesList.load(folder), empty, date.today())
    rows = [
        (word, " ".join(homes), f"{frequency:.1f}", "wordfreq")
        for word, (frequency, homes) in sorted(_everyday_words().items())
        if _is_concerned(word, frequency, index)
    ]
    _write(path, rows)
    sys.stdout.write(f"{path}: {len(rows)} words\n")


def _everyday_words() -> dict[str, tuple[float, list[str]]]:
    """Give folded words with their highest frequency and the languages of it."""
    wordfreq = import_module("wordfreq")
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for language in EVERYDAY_LANGUAGES:
        for word in wordfreq.top_n_list(language, _MOST_WORDS):
            frequency = wordfreq.zipf_frequency(word, language)
            if frequency < SAME_WORD:
                break
            folded = fold(word).text
            if folded.isalpha() and len(folded) > 2:
                before = found[folded].get(language, 0.0)
                found[folded][language] = max(before, frequency)
    words = {}
    for word, by_language in found.items():
        most = max(by_language.values())
        homes = sorted(
            language
            for language, frequency in by_language.items()
            if frequency >= most - AT_HOME
        )
        words[word] = most, homes
    return words


def _is_concerned(word: str, frequency: float, index: Index) -> bool:
    if word in index.masks:
        return True
    if any(base in index.masks for base, _ in grown(word)):
        return True
    if index.sounds.genera(word):
        return True
    if frequency < LIKE_A_NAME:
        return False
    if word in index.forms:
        return True
    spellings = [word, word[:-1]] if word.endswith("s") else [word]
    return any(_is_like_a_name(spelling, index) for spelling in spellings)


def _is_like_a_name(word: str, index: Index) -> bool:
    """Say whether the word could pass for a misspelt one-word name."""
    for number in index.deletions.candidates(word):
        name = index.words[number]
        if len(name) < LEAST_ALONE:
            continue
        if OSA.distance(word, name) <= allowed_distance(len(name)):
            return True
    return False


def _write(path: Path, rows: list[tuple[str, str, str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(ORDINARY_COLUMNS)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
