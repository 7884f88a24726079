"""Tests of ``loopwise.pytest_plugin.explaining``."""
