"""Readers of the official downloads: Checklist of CITES Species, Species+."""
