"""Tables, facets and SQL: Datasette over the database, read-only, under /data."""
