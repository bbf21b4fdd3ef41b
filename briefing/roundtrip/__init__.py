"""The way back: a memo that people edited in a word processor comes in, the draft that says the same goes out."""
