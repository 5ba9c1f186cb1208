"""Building the packaged species list from its four layers of sources."""
