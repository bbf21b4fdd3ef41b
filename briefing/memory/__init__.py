"""The translation memory: what people wrote for a sentence, kept, exchanged as TMX, and preferred to the machine."""
