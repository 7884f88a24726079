"""Coroutines and functions in one another's place, and calls that block."""
