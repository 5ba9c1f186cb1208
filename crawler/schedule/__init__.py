"""Crawls on a calendar: by systemd, or by one process of ours."""
