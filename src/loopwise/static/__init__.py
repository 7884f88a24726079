"""Source files, read without importing them."""
