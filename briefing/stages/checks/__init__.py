"""Checks of an English point against the Vietnamese that it was written from: plain functions, one subject a file.

Each takes the source sentences and the English and gives `Check`s, one for each thing that it looked for: what the
source demands, what the English has. `stages.check.check_point` calls them all.
"""
