"""The steps of the schema, one file a theme, in the order of their numbers."""

from crawler.store.steps import first, judgements, reviewing, evidence  # isort: skip  # by number

__all__ = ["evidence", "first", "judgements", "reviewing"]
