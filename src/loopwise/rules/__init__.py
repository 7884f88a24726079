"""The rules: one file each, with its page, its examples, its check and its repair."""
