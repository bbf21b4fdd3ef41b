"""Measurements: `python -m bench` prints them; every claim of speed or quality in the docs comes from here."""
