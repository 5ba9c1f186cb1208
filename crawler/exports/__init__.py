"""What leaves the store for investigators: flagged offers as CSV and JSON."""
