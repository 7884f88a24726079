"""A test suite as its users write it: plain pytest, nothing configured."""
