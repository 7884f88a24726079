"""Tries seeds in this process, and prints a line of JSON for each.

``python -m tests.property.worker FIRST COUNT``. A process of its own, because pytest
runs in it again and again; a process for many seeds, because starting one is slow.
"""

from __future__ import annotations

import dataclasses
import faulthandler
import gc
import json
import os
import sys
import traceback

from tests.property.trial import try_seed

HANGS = 120
"""Seconds after which a seed counts as hanging."""


def main(first: int, count: int) -> None:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    try_seed(first)  # imports everything, opens what a process opens once
    gc.collect()
    gc.freeze()
    for seed in range(first, first + count):
        faulthandler.dump_traceback_later(HANGS, exit=True)
        try:
            found = [dataclasses.asdict(one) for one in try_seed(seed)]
        except Exception:  # noqa: BLE001  # a fault of the test itself fails it too
            text = traceback.format_exc()
            found = [{"seed": seed, "way": "", "rule": "error", "text": text}]
        sys.stdout.write(json.dumps({"seed": seed, "failures": found}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
