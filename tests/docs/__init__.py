"""The documentation: its examples run, and it names what the package has."""
