"""Tests of ``loopwise.checking``."""
