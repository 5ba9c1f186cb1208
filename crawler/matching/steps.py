"""The explanation of a match, step by step: what each word did, and why the Appendix."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from crawler.matching.adjectives import MADE_OF, PATTERNED
from crawler.matching.candidates import (
    Candidate,
    ContextWord,
    DecoyWord,
    SpecimenWord,
)
from crawler.matching.evidence import Evidence, Weighed
from crawler.matching.explaining import listed, seen
from crawler.matching.folding import Folded
from crawler.matching.index import ITSELF, Index, ListingInForce, Status
from crawler.matching.lexicon import Decoy, SpecimenTerm
from crawler.matching.match import Offer, Step, StepKind
from crawler.matching.strengths import LIKELY, POSSIBLE, points_told

_FILES = {"specimen": "specimens.csv", "code_word": "code_words.csv"}


def explanation(
    weighed: Weighed, folded: Folded, index: Index, field: str
) -> list[Step]:
    """Tell what each word did to the score of a name, in the order of the reckoning."""
    one = weighed.candidate
    start, end = folded.span(one.start, one.end)
    words = folded.source[start:end]
    steps = [_name_step(one, words, start, index, field)]
    read = " ".join(folded.text[one.start : one.end].split())
    if read != words.casefold():
        text = f'read as "{read}"'
        steps.append(Step("read", 0.0, text, words, start, end, field))
    steps += [_evidence_step(item, one, folded, field) for item in weighed.evidence]
    steps += [Step("limit", item.points, item.text) for item in weighed.limits]
    return steps


def judgement(
    steps: list[Step],
    score: float,
    offer: Offer,
    told: tuple[str, Status, tuple[ListingInForce, ...]],
    on: date,
) -> tuple[Step, ...]:
    """End an explanation: the possibility's place, the verdict, and the Appendix."""
    name, status, listings = told
    total = sum(step.points for step in steps)
    places = [] if abs(total - score) < 0.05 else [_place_step(score - total)]
    verdict = Step("verdict", 0.0, _verdict(steps[0], score, offer, status))
    return (*steps, *places, verdict, *_appendix_steps(name, status, listings, on))


def _name_step(
    one: Candidate, words: str, start: int, index: Index, field: str
) -> Step:
    file = "everyday_names.csv" if one.everyday else _FILES.get(one.kind, "names.csv")
    rule = f'{file}: "{one.name}"'
    if one.language and one.language != "la":
        rule += f" ({one.language})"
    if one.specimen_kind in {MADE_OF, PATTERNED}:
        rule = f'adjective of a name of the list: "{one.name}" ({one.language})'
    elif one.specimen_kind:
        rule += f", {one.specimen_kind} term"
    text = f"{seen(one)}: {points_told(one.kind, one.name, one.points, one.everyday)}"
    end = start + len(words)
    return Step(
        "name", float(one.points), text, words, start, end, field, rule, one.source
    )


def _evidence_step(item: Evidence, one: Candidate, folded: Folded, field: str) -> Step:
    kind: StepKind = "supports" if item.points > 0 else "doubts"
    by: Candidate | ContextWord = item.by or one
    rule = source = ""
    if isinstance(by, SpecimenWord):
        rule = _row("specimens.csv", by.term, f"{by.term.kind} term")
        source = by.term.source
    elif isinstance(by, DecoyWord):
        what = f"{by.decoy.kind}, {by.decoy.reach}, {by.decoy.strength}"
        rule, source = _row("decoys.csv", by.decoy, what), by.decoy.source
    elif by is one:
        kind = "spelling"
    else:
        rule, source = f'another name: "{by.name}"', by.source
    step = Step(kind, float(item.points), item.text, rule=rule, source=source)
    if not isinstance(by, Candidate) and by.start < 0:
        word = by.term if isinstance(by, SpecimenWord) else by.decoy
        return step._replace(words=word.text, field=by.field)
    start, end = folded.span(by.start, by.end)
    words = folded.source[start:end]
    return step._replace(words=words, start=start, end=end, field=field)


def _row(file: str, word: SpecimenTerm | Decoy, what: str) -> str:
    """Name the row of the lexicon that a word is; a pattern has none."""
    if not word.language:
        return f'pattern "{word.text}": {what}'
    return f'{file}: "{word.text}" ({word.language}), {what}'


def _place_step(points: float) -> Step:
    return Step("place", round(points, 1), "a further possibility of the same words")


def _verdict(name: Step, score: float, offer: Offer, status: Status) -> str:
    text = (
        f"{score:g} points: {offer} ({LIKELY} and more are likely, {POSSIBLE} possible)"
    )
    if not status.appendices and not status.note:
        return f"{text}; a taxon that is in no Appendix is no offer"
    if name.rule.startswith(_FILES["code_word"]):
        return f"{text}; a code word alone is never likely, nor urgent"
    return text


def _appendix_steps(
    name: str, status: Status, listings: tuple[ListingInForce, ...], on: date
) -> Iterator[Step]:
    under = name if status.listed_under in {"", ITSELF} else status.listed_under
    text = listed(name, status, on)
    day = on.isoformat()
    yield Step("appendix", 0.0, text if day in text else f"{text} on {day}")
    for row in listings:
        yield Step(
            "listing",
            0.0,
            f"{under}: {row.told()}",
            rule="listings.csv",
            source=row.source,
        )
