"""The matcher: text in, matches with their reasons out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from crawler.matching import cache
from crawler.matching.binomials import species_by_epithet
from crawler.matching.budget import (
    LOOKS_OF_A_PHRASE,
    MOST_CHARACTERS,
    MOST_SEARCHES,
    Budget,
)
from crawler.matching.candidates import (
    Candidate,
    ContextWord,
    DecoyWord,
    SpecimenWord,
    candidates,
    context_words,
)
from crawler.matching.claims import FILE as CLAIMS_FILE
from crawler.matching.claims import ClaimReader
from crawler.matching.common_words import common_words
from crawler.matching.compiling import collect, compile_index, lay_out
from crawler.matching.eponyms import species_by_person
from crawler.matching.evidence import Scene
from crawler.matching.finding import Finder
from crawler.matching.folding import Folded, fold, signs_read
from crawler.matching.heard_epithets import heard_species
from crawler.matching.index import Index
from crawler.matching.joining import without_joined
from crawler.matching.judging import assessment, order
from crawler.matching.known_words import with_known
from crawler.matching.lexicon import FILES as LEXICON_FILES
from crawler.matching.lexicon import Lexicon, read_lexicon
from crawler.matching.match import Assessment, Match
from crawler.matching.pieces import PIECE, pieces
from crawler.matching.resolving import resolve
from crawler.matching.spoken import languages_of
from crawler.matching.statuses import Statuses
from crawler.matching.surroundings import surroundings
from crawler.matching.telling import matches_of, moved, told_cut
from crawler.matching.tokens import Words
from crawler.matching.unspaced import Unspaced
from crawler.matching.weighing import precise_first, weigh
from crawler.no_garbage import no_garbage
from crawler.species import SpeciesList
from crawler.species.species_list import FILES as SPECIES_FILES
from crawler.species.species_list import packaged_folder

Around = Callable[[], list[ContextWord]]
"""Gives the words of a listing's other texts, where they are asked for."""
MOST_MATCHES = 100
"""Of one text; a list of hundreds of names is told by its first."""
MOST_NAMES = 60
"""Of one piece of a text."""


class Matcher:
    """Finds names of listed taxa and specimens in texts, and judges them.

    A matcher is cheap to use and costly to make: make one and keep it. It is not
    meant to be shared between threads.
    """

    def __init__(
        self,
        species_list: SpeciesList,
        lexicon: Lexicon | None = None,
        *,
        today: date | None = None,
    ) -> None:
        """Compile a matcher for a list; without *lexicon* the packaged one is used."""
        lexicon = lexicon or read_lexicon(packaged_folder())
        index = compile_index(species_list, lexicon, today or _today())
        claims = ClaimReader.load(packaged_folder())
        statuses = Statuses(index, lambda: species_list)
        self._use(index, Unspaced(index), statuses, claims)

    def _use(
        self,
        index: Index,
        unspaced: Unspaced,
        statuses: Statuses,
        claims: ClaimReader,
    ) -> None:
        self.index = index
        self._unspaced = unspaced
        self._statuses = statuses
        self._finder = Finder(index, unspaced)
        self._claims = claims
        self._ahead: dict[str, tuple[Folded, Words]] = {}
        self._silent: set[str] = set()
        """Texts read ahead that hold no name."""
        self.fingerprint = ""
        """A hash of the list and the code, "" when the list came from no files."""

    @classmethod
    def load(
        cls, folder: Path | None = None, *, cache_folder: Path | None = None
    ) -> Matcher:
        """Load the matcher of the list in *folder* (None: the packaged one), fast.

        The compiled index comes from *cache_folder* (None: the user's cache) and is
        made there when it is missing, damaged or of another list.

        Raises:
            SpeciesFileError: a file of the list is missing or wrong.
        """
        with no_garbage():
            return cls._load(folder or packaged_folder(), cache_folder)

    @classmethod
    def _load(cls, folder: Path, cache_folder: Path | None) -> Matcher:
        def load_list() -> SpeciesList:
            return SpeciesList.load(folder)

        def make() -> Index:
            # The list is let go of before the index is laid out, which needs room.
            found = collect(load_list(), read_lexicon(folder), today)
            return with_known(lay_out(found), common_words())

        today = _today()
        claims = ClaimReader.load(folder)
        files = [folder / name for name in (*SPECIES_FILES, *LEXICON_FILES)]
        if all(path.is_file() for path in files):
            claimed = [path for path in [folder / CLAIMS_FILE] if path.is_file()]
            key = cache.fingerprint([*files, *claimed, folder / "SOURCES.toml"])
            place = cache_folder or cache.default_cache()
            index = cache.cached_index(place, key, today, make)
        else:
            key, index = "", make()  # raises the error that names the missing file
        matcher = cls.__new__(cls)
        matcher._use(index, Unspaced(index), Statuses(index, load_list), claims)
        matcher.fingerprint = key
        return matcher

    def fresh(self) -> Matcher:
        """Give a matcher of the same list that has met no title yet."""
        matcher = type(self).__new__(type(self))
        matcher._use(self.index, self._unspaced, self._statuses, self._claims)
        return matcher

    @property
    def species_list_version(self) -> str:
        """The version of the species list that the matches rest on."""
        return self.index.version

    def match(
        self,
        text: str,
        on: date | None = None,
        field: str = "title",
        budget: Budget | None = None,
    ) -> list[Match]:
        """Find what a text offers, best first; *on* is the day of the offer (UTC today).

        *budget* bounds the work, and tells afterwards what it was.
        """
        return self._match(text, on, field, list, budget or Budget())

    def _match(
        self, text: str, on: date | None, field: str, around: Around, budget: Budget
    ) -> list[Match]:
        if len(text) <= PIECE:
            if text in self._silent and budget.searches == MOST_SEARCHES:
                return []
            alone = self._match_piece(text, on, field, around, budget)
            if not alone:
                return []  # nearly every text that is no offer of wildlife
            whole, parts = text, iter([(0, alone)])
        else:
            whole, day = text[:MOST_CHARACTERS], on or _today()
            parts = self._match_pieces(whole, day, field, around, budget)
        found: dict[tuple[int, int, str], Match] = {}
        for place, matches in parts:
            for one in matches:
                match = moved(one, place)
                key = match.start, match.end, match.taxon_id
                if key not in found or order(match) < order(found[key]):
                    found[key] = match
            if len(found) >= MOST_MATCHES:
                break
        if not found:
            return []
        if len(whole) < len(text):
            budget.leave_out(f"what stands beyond character {MOST_CHARACTERS:,}")
        best = sorted(found.values(), key=order)[:MOST_MATCHES]
        return [told_cut(match, budget.cut) for match in best] if budget.cut else best

    def prepare(self, texts: Iterable[str]) -> None:
        """Read the words of texts that are about to be matched, all at once.

        Matching gives the same with or without it; new words take less time.
        """
        ahead: dict[str, tuple[Folded, Words]] = {}
        silent: set[str] = set()
        short = dict.fromkeys(text for text in texts if len(text) <= PIECE)
        with no_garbage():
            for line, words in self._finder.read_ahead(short):
                if words is None:
                    silent.add(line.source)
                else:
                    ahead[line.source] = line.folded, words
        self._ahead, self._silent = ahead, silent

    def _match_pieces(
        self, text: str, day: date, field: str, around: Around, budget: Budget
    ) -> Iterator[tuple[int, list[Match]]]:
        """Match a long text; a piece that comes again holds no more than before."""
        nameless: set[str] = set()
        for place, piece in pieces(text):
            if budget.is_spent:
                return
            if piece not in nameless:
                found = self._match_piece(piece, day, field, around, budget)
                if found:
                    yield place, found
                else:
                    nameless.add(piece)

    def _match_piece(
        self,
        text: str,
        on: date | None,
        field: str,
        around: Around,
        budget: Budget,
    ) -> list[Match]:
        folded, words = self._read(text, budget)
        if words is None:
            return []
        if budget.looks <= 0 or budget.weighings <= 0:
            budget.leave_out("names beyond the words that are looked at closely")
            return []
        scene = self._scene(folded, words, around, budget)
        if scene is None:
            return []
        day = on or _today()
        weighed = precise_first([weigh(one, scene) for one in scene.names], scene)
        return [
            match
            for one in without_joined(weighed)
            for match in matches_of(one, folded, self._statuses, day, field)
        ]

    def _read(self, text: str, budget: Budget) -> tuple[Folded, Words | None]:
        """Fold a text and read its words; None where it holds no name."""
        ahead = self._ahead.get(text)
        if ahead and budget.searches == MOST_SEARCHES:
            return ahead
        folded = fold(text)
        return folded, self._finder.words(folded, budget)

    def assess(
        self,
        title: str,
        description: str = "",
        on: date | None = None,
        category: str = "",
    ) -> Assessment:
        """Judge a listing by its title, its description and its category."""

        def beside_title() -> list[ContextWord]:
            return self._words_of(category, "category")

        def beside_description() -> list[ContextWord]:
            return [*beside_title(), *self._words_of(title, "title")]

        found = self._match(title, on, "title", beside_title, Budget())
        if description:
            found += self._match(
                description, on, "description", beside_description, Budget()
            )
        judged = assessment(found)
        if not judged.matches:
            return judged
        claims = [
            *self._claims.read(title[:MOST_CHARACTERS]),
            *self._claims.read(description[:MOST_CHARACTERS], "description"),
        ]
        return replace(judged, claims=tuple(claims))

    def _scene(
        self, folded: Folded, words: Words, around: Around, budget: Budget
    ) -> Scene | None:
        tokens = self._finder.tokens(folded, words)
        hits = self._finder.hits(folded, tokens)
        budget.look(len(tokens.texts) + LOOKS_OF_A_PHRASE * len(hits))
        found = candidates(self.index, folded, hits)
        found += species_by_epithet(self.index, folded, tokens, found)
        found += species_by_person(self.index, tokens, found)
        found += heard_species(self.index, folded, hits, found)
        if not found:
            return None
        names = resolve(found, self.index)[:MOST_NAMES]
        context = [*surroundings(self.index, folded, hits, names), *around()]
        names = names[: budget.weigh(len(names), len(context))]
        languages = languages_of(tokens.texts, self.index.lexicon.ordinary)
        return Scene(
            *(folded.text, names, context, self.index, languages, signs_read(folded))
        )

    def _words_of(self, text: str, field: str) -> list[ContextWord]:
        """Give the specimen terms and decoys of another text of the listing."""
        if not text:
            return []
        folded = fold(text[:PIECE])
        read = self._finder.all_words(folded, Budget())
        hits = self._finder.hits(folded, self._finder.tokens(folded, read))
        words: list[ContextWord] = []
        for word in context_words(self.index, folded, hits):
            if isinstance(word, SpecimenWord):
                words.append(SpecimenWord(-1, -1, word.term, field))
            else:
                words.append(DecoyWord(-1, -1, word.decoy, field))
        return words


def _today() -> date:
    return datetime.now(UTC).date()


__all__ = ["Candidate", "Matcher"]
