"""Tests of ``loopwise.fixes``."""
