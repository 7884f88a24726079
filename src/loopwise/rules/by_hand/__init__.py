"""Loops that are made, asked for or run by hand."""
