"""Released packages with their own test suites: getting, starting, and noting them."""
