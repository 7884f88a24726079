"""Translates between pytest and the rest: options, collection, fixtures, tests."""
