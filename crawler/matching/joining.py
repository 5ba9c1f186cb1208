"""A name and the material beside it are told as one expression."""

from __future__ import annotations

from crawler.matching.candidates import Candidate, overlap
from crawler.matching.evidence import Weighed
from crawler.matching.strengths import CLEAR_TERM


def stretch(weighed: Weighed) -> tuple[int, int]:
    """Give the place of the name with the material that belongs to it."""
    joined = [item.joins for item in weighed.evidence if item.joins]
    places = [(weighed.candidate.start, weighed.candidate.end), *joined]
    return min(start for start, _ in places), max(end for _, end in places)


def without_joined(weighed: list[Weighed]) -> list[Weighed]:
    """Leave out the materials that are told with a name: `ivory` of `elephant ivory`.

    A clear one apart from the name says more: `alligator, crocodile leather`.
    """
    joined = [
        (one.candidate, *stretch(one))
        for one in weighed
        if any(item.joins for item in one.evidence)
    ]
    if not joined:
        return weighed
    return [
        one
        for one in weighed
        if one.candidate.kind != "specimen"
        or not any(
            start <= one.candidate.start
            and one.candidate.end <= end
            and not _says_more(one.candidate, name)
            for name, start, end in joined
        )
    ]


def _says_more(material: Candidate, name: Candidate) -> bool:
    other = set(material.taxa).isdisjoint(name.taxa)
    return other and material.points >= CLEAR_TERM and not overlap(material, name)
