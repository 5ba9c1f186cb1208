"""Is every marketplace crawled as it used to be? Judged, named, told."""
