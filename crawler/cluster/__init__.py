"""Crawling on many machines: workers share a queue in Redis, one writer stores."""
