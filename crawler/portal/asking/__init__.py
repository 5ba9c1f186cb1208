"""What the portal's pages ask of the database; nothing here writes."""
