"""Families: behaviour that many marketplaces share, one file each."""
