"""citeswatch: monitoring of online offers of CITES-listed wildlife."""

__version__ = "0.1.0"
