"""What to ask a site's search for: the fixed panel for trends, the sweep for the rest."""
