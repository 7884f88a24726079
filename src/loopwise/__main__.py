"""``python -m loopwise``: the command, where its script is not on the path."""

from __future__ import annotations

import sys

from loopwise.cli.main import main

if __name__ == "__main__":  # processes that are spawned import this, too
    sys.exit(main())
