"""`python -m crawler`: the `citeswatch` command without its script."""

from crawler.cli import main

main(prog_name="citeswatch")
