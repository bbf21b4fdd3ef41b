"""Sequence-to-sequence models behind one protocol, and what decorates them."""
