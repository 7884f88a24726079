"""Tests of ``loopwise.rules``: each example of a rule is checked, run and repaired."""
