"""Tests of ``loopwise.rules.configuration``."""
