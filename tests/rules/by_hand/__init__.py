"""Tests of ``loopwise.rules.by_hand``."""
