"""Linguistics of Vietnamese with the standard library alone: text, numbers, calendar, names, placeholders."""
