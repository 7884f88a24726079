"""Configuration files: what pytest does not read, or reads otherwise than meant."""
