"""Edits of files that keep comments and layout, and replace a file at once or not."""
