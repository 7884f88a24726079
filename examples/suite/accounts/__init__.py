"""Tests of what a clerk may do: a fixture overridden for one directory."""
