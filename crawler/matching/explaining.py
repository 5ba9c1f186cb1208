"""The reason of a match, as a sentence for an investigator."""

from __future__ import annotations

from datetime import date

from crawler.matching.candidates import Candidate
from crawler.matching.evidence import Weighed
from crawler.matching.index import ITSELF, Status

_KINDS = {
    "accepted": "scientific name",
    "synonym": "scientific name (synonym)",
    "common": "common name",
    "trade": "trade name",
    "specimen": "specimen term",
    "code_word": "code word",
}


def reason(weighed: Weighed, written: str, taxon: str, status: Status, on: date) -> str:
    """Tell what was seen, what raised and lowered it, and why the Appendix."""
    one = weighed.candidate
    parts = [f'"{written}": {seen(one)}']
    raised = [item.text for item in weighed.evidence if item.points > 0]
    lowered = [item.text for item in weighed.evidence if item.points < 0]
    if one.cost and lowered:
        parts[0] += f" ({lowered.pop(0)})"
    if raised:
        parts.append(f"supported by {_and(raised)}")
    if lowered:
        parts.append(f"lowered by {_and(lowered)}")
    return f"{'; '.join(parts)}; {listed(taxon, status, on)}."


def listed(taxon: str, status: Status, on: date) -> str:
    """Tell the listing of a taxon: `Loxodonta africana is listed in Appendix I …`."""
    note = f" ({status.note})" if status.note else ""
    if not status.appendices:
        return f"{taxon} is not listed on {on.isoformat()}{note}"
    names = f"Appendix {status.appendices[0]}"
    if len(status.appendices) > 1:
        names += f" or {' or '.join(status.appendices[1:])}"
    under = status.listed_under
    through = f" through {under}" if under not in {"", ITSELF} else ""
    return f"{taxon} is listed in {names}{through}{note}"


def seen(one: Candidate) -> str:
    """Tell what kind of name was seen: `common name "Elefant" (de)`."""
    language = "" if one.language == "la" else f" ({one.language})"
    return f'{_KINDS[one.kind]} "{one.name}"{language}'


def _and(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
