"""Tests of the rules about objects that belong to a loop."""
