"""`python -m crawler`: the `citeswatch` command without its script."""

from crawler.cli import main

if __name__ == "__main__":
    main(prog_name="citeswatch")
