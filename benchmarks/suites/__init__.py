"""Whether other people's suites come out the same under Loopwise, and how fast."""
