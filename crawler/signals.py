"""Signals of our own, sent by spiders through Scrapy's signal manager."""

page_failed = object()
"""A page could not be had or read; sent with `request` and `exception`."""
