"""The species list as data: CSV files and their sources."""
