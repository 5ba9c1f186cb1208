"""From points to a judgement: the offer of a match, and of a whole listing."""

from __future__ import annotations

from crawler.matching.evidence import Weighed
from crawler.matching.index import Status
from crawler.matching.match import Assessment, Match, Offer, Priority
from crawler.matching.strengths import LIKELY, POSSIBLE

_OFFERS: tuple[Offer, ...] = ("likely", "possible", "unlikely")
_APPENDICES = ("I", "II", "III", "")


def offer_of(weighed: Weighed, status: Status) -> Offer:
    """Judge one match; a taxon that is on no list, nor will be, is no offer."""
    if not status.appendices and not status.note:
        return "unlikely"
    if weighed.score >= LIKELY and weighed.candidate.kind != "code_word":
        return "likely"
    return "possible" if weighed.score >= POSSIBLE else "unlikely"


def order(match: Match) -> tuple[int, float, int, int, str]:
    """Sort matches best first, equal ones by their place in the text."""
    return (
        _OFFERS.index(match.offer),
        -match.score,
        _APPENDICES.index(match.appendix),
        match.start,
        match.taxon,
    )


def assessment(matches: list[Match]) -> Assessment:
    """Draw the judgement on a listing from its matches.

    Code words are a tier of their own: they never make an offer likely or
    possible by themselves, nor its priority high.
    """
    ranked = tuple(sorted(matches, key=order))
    named = [match for match in ranked if match.kind != "code_word"]
    offer: Offer = named[0].offer if named else "unlikely"
    bearing = [match for match in named if match.offer != "unlikely"] or named
    appendix = min(
        (match.appendix for match in bearing), key=_APPENDICES.index, default=""
    )
    return Assessment(offer, _priority(offer, appendix), appendix, ranked)


def _priority(offer: Offer, appendix: str) -> Priority:
    if offer == "unlikely":
        return "low"
    return "high" if appendix == "I" else "normal"
