"""Tests of ``loopwise.static``."""
