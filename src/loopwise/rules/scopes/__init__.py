"""Loop scopes of tests and fixtures, and who may share what."""
