"""Marketplaces: one TOML file of facts each."""
