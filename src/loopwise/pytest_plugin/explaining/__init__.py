"""Failures explained: what an exception has to do with loops, in the user's words."""
