"""Extensions that watch a crawl."""
