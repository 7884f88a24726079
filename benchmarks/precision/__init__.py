"""How often a test is put on a wider loop than what it touched needed."""
