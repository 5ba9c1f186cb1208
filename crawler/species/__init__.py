"""The species list: reading it, asking it, importing official downloads."""
