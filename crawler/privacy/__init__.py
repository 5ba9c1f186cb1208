"""What is kept of people: as little as does, no longer than is due, and told."""
