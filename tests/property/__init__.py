"""Random suites, run under real pytest, against a small model of what must happen."""
