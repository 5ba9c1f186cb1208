"""The steps of the schema, one file a theme, in the order of their numbers."""

from crawler.store.steps import (  # isort: skip  # by number
    first,
    judgements,
    reviewing,
    evidence,
    operation,
    matching,
    politeness,
    panels,
    rematching,
    sharing,
    privacy,
    resuming,
    kin,
    claims,
    identity,
    learning,
)

__all__ = [
    "claims",
    "evidence",
    "first",
    "identity",
    "judgements",
    "kin",
    "learning",
    "matching",
    "operation",
    "panels",
    "politeness",
    "privacy",
    "rematching",
    "resuming",
    "reviewing",
    "sharing",
]
