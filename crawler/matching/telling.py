"""From weighed names to matches, with their places, reasons and explanations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crawler.matching.evidence import Weighed
from crawler.matching.explaining import reason
from crawler.matching.folding import Folded
from crawler.matching.joining import stretch
from crawler.matching.judging import offer_of
from crawler.matching.match import Match, Step
from crawler.matching.statuses import Statuses
from crawler.matching.steps import explanation, judgement


def matches_of(
    weighed: Weighed, folded: Folded, statuses: Statuses, day: date, field: str
) -> list[Match]:
    """Give a match for each taxon that a weighed name may be, the likeliest first."""
    one = weighed.candidate
    start, end = folded.span(*stretch(weighed))
    written = folded.source[start:end]
    index = statuses.index
    steps = explanation(weighed, folded, index, field)
    matches = []
    for rank, taxon in enumerate(one.taxa):
        status = statuses.on(day, taxon)
        name = index.taxon_names[taxon]
        score = max(0.0, round(weighed.score - rank, 1))
        offer = offer_of(weighed, status)
        told = name, status, statuses.listings(day, taxon)
        matches.append(
            Match(
                taxon=name,
                taxon_id=index.taxon_ids[taxon],
                rank=index.rank(taxon),
                appendix=status.appendices[0] if status.appendices else "",
                appendices=status.appendices,
                kind=one.kind,
                name=one.name,
                language=one.language,
                matched_text=written,
                start=start,
                end=end,
                score=score,
                offer=offer,
                reason=reason(weighed, written, name, status, day),
                field=field,
                explanation=judgement(steps, score, offer, told, day),
            )
        )
    return matches


def told_cut(match: Match, cut: str) -> Match:
    """Add to an explanation that the text was not read to its end."""
    step = Step("cut", 0.0, f"left out in this long text: {cut}")
    return replace(match, explanation=(*match.explanation, step))


def moved(match: Match, place: int) -> Match:
    """Give a match of a piece its place in the whole text."""
    if not place:
        return match
    steps = tuple(
        step._replace(start=step.start + place, end=step.end + place)
        if step.start >= 0
        else step
        for step in match.explanation
    )
    return replace(
        match,
        start=match.start + place,
        end=match.end + place,
        explanation=steps,
    )
