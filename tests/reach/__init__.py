"""Tests of ``loopwise.reach``."""
