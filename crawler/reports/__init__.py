"""The trend report: figures from the store, charts, tables and their page."""
