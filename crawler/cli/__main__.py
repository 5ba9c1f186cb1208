"""`python -m crawler.cli` is `citeswatch`."""

from crawler.cli import main

main()
