"""How good is it? Measures of a memo, of a choice of sentences and of English points, and the report made of them."""
