"""What was read of a folder of sources, kept so that a file that has not changed is not read again."""
