"""Matching in a process of its own, so that a crawl uses a second processor core."""

from crawler.match_process.desk import MatchDesk

__all__ = ["MatchDesk"]
