"""How Sphinx builds the documentation."""

from __future__ import annotations

from importlib import metadata

project = "Loopwise"
author = "The Loopwise authors"
copyright = f"2026, {author}"
release = version = metadata.version("loopwise")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist"]
# A heading is a place to link to, also from the messages.
myst_heading_anchors = 3

html_theme = "furo"
html_title = "Loopwise"

exclude_patterns = ["_build", "examples"]
nitpicky = True
# Signatures on the reference page are written out; the types stand in the source.
autodoc_typehints = "none"
# Other projects' inventories would need a network for every build.
nitpick_ignore = [("py:exc", "ValueError")]
