"""A shop that imports its orders from elsewhere."""
