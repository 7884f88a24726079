"""Tests of ``loopwise.plan``."""
