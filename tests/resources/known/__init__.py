"""Tests of ``loopwise.resources.known``: rows against the real libraries."""
