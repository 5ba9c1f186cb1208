"""Which listings are the same offer, which sellers the same person."""
