"""Bytes in, articles out: one reader for each kind of file."""
