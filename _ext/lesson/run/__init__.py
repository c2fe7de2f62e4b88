"""Execution of the cells into the cache, and what their results may be."""
