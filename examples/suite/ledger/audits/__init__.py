"""A package below the one that has the fixture."""
