"""Tests of ``loopwise.resources``."""
