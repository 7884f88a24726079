"""Tests of the static reader."""
