"""`python -m crawler.cli` is `citeswatch`."""

from crawler.cli import main

if __name__ == "__main__":
    main()
