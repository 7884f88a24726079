"""Tests of ``loopwise.rules.calls``."""
