"""The heart: variable scopes, sharing by name, and the names and words that follow from them."""
