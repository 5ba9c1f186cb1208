"""Pipelines: one job a file, in the order of `crawler.settings`."""
