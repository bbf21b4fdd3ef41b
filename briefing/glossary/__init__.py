"""Keeping a house's glossary: taking terms in, writing them down, looking them over, finding new ones."""
