"""What the demo runs: a small application with a real test suite."""
