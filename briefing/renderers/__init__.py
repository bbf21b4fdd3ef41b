"""A memo in, the bytes of one file out."""
