"""Make `common_words.txt` here: the words that texts of many languages are made of.

    pip install wordfreq
    python -m crawler.matching.common_words

They say nothing of wildlife. They are read once, when a list is compiled, so that no
matcher meets them for the first time: see `known_words`. They are the commonest words of 22
languages (R. Speer, wordfreq 3.1, doi:10.5281/zenodo.7199437), folded, one a line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path

from crawler.matching.folding import fold
from crawler.matching.lexicon import EVERYDAY_LANGUAGES
from crawler.matching.words import word_texts

FILE = Path(__file__).with_name("common_words.txt")
_OF_A_LANGUAGE = 6_000


def common_words() -> list[str]:
    """Read the words."""
    return FILE.read_text(encoding="utf-8").split()


def main() -> None:
    """Write the file."""
    words = sorted(
        {
            word
            for language in EVERYDAY_LANGUAGES
            for word in islice(_words_of(language), _OF_A_LANGUAGE)
        }
    )
    FILE.write_text("\n".join([*words, ""]), encoding="utf-8")
    sys.stdout.write(f"{FILE}: {len(words)} words\n")


def _words_of(language: str) -> Iterator[str]:
    """Give the folded words of a language, the commonest first, each once."""
    met: set[str] = set()
    for written in import_module("wordfreq").top_n_list(language, 2 * _OF_A_LANGUAGE):
        for word in word_texts(fold(written).text):
            if word.isalpha() and word not in met:
                met.add(word)
                yield word


if __name__ == "__main__":
    main()
