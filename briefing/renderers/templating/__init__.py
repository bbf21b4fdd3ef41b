"""Templates that are Word documents with fields: read, checked, filled."""
