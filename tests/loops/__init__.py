"""Tests of ``loopwise.loops``."""
