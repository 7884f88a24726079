"""Tests of ``loopwise.model``."""
