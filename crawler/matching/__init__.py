"""The matcher: text in, matches out; it knows neither Scrapy nor SQL."""
