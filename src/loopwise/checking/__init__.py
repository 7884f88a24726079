"""A whole run of the checker: which files, which rules, what was found."""
