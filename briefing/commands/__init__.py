"""The commands, grouped by what they handle; each turns flags into one call and its result into lines."""
