"""The portal: Datasette over the workspace's database, read-only, on loopback."""
