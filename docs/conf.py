"""How Sphinx builds the documentation."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import catalog_tables  # they lie beside this file, on no path of their own
import rule_pages

catalog_tables.write()
rule_pages.write()

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

# Files that begin with an underscore are included in others.
exclude_patterns = ["_build", "examples", "**/_*.md"]
nitpicky = True
# Signatures on the reference page are written out; the types stand in the source.
autodoc_typehints = "none"
# Other projects' inventories would need a network for every build.
nitpick_ignore = [
    ("py:exc", "RuntimeError"),
    ("py:exc", "TypeError"),
    ("py:exc", "ValueError"),
]
