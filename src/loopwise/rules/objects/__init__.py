"""Objects that belong to a loop: made too early, kept too long, never closed."""
