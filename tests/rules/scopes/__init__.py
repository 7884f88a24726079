"""Tests of ``loopwise.rules.scopes``."""
