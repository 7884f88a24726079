"""Source files -> Suite: what pytest would collect, worked out without running it."""
