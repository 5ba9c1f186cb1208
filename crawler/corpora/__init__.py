"""Corpora of titles that are larger than memory: read, and answered, bit by bit."""
