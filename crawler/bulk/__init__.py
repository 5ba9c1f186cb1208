"""Bulk work on the processors of many machines (Dask), with the answers of one."""
