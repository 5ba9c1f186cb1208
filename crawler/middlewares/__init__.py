"""Middlewares between Scrapy's engine, the network and the spiders."""
