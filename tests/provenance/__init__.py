"""Tests of ``loopwise.provenance``."""
