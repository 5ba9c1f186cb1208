"""The store as Parquet files, for analysis past SQLite, and back."""
