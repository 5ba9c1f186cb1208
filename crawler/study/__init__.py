"""The study pack (Decision 15.57 b): series, seizures, and data for a repository."""
