"""The matching process: batches of texts in, their assessments out, until the end.

Started by `MatchDesk`. It ends when its input does, so it never outlives the crawl
that started it, however that ends.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import BinaryIO

from crawler.match_process.frames import SMALLEST, length_of, pack, unpack
from crawler.matching import Matcher


def serve(species_lists: Path, asked: BinaryIO, answered: BinaryIO) -> None:
    """Answer every batch of questions by the list in a folder."""
    matcher = Matcher.load(species_lists)
    gc.freeze()  # the list stays: no use in walking it again and again
    while start := asked.read(SMALLEST):
        batch = unpack(asked.read(length_of(start)))
        matcher.prepare(text for one in batch for text in (one.title, one.description))
        answers = [
            matcher.assess(one.title, one.description, on=one.on, category=one.category)
            for one in batch
        ]
        answered.write(pack(answers))
        answered.flush()


def main() -> None:
    """Serve on standard input and output; whatever prints goes to standard error."""
    with os.fdopen(os.dup(1), "wb") as answered:
        os.dup2(2, 1)
        serve(Path(sys.argv[1]), sys.stdin.buffer, answered)


if __name__ == "__main__":
    main()
