"""Tests of ``loopwise.report``."""
