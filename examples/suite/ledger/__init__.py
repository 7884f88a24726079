"""Tests over one fixture per package, the sub-package included."""
