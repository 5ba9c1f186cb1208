"""Looking at a marketplace's pages before it is crawled: check, new, freeze."""
