"""Four invented marketplaces on loopback, to try everything on."""
