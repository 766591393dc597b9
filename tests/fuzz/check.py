"""One input, once: `python -m tests.fuzz.check TARGET < INPUT` prints what it breaks, and nothing where all is well.

With `--minimise FILE` the smallest input that breaks the same is written there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.fuzz.guard import find_violation
from tests.fuzz.minimise import minimise
from tests.fuzz.targets import TARGETS

_SECONDS = 60


def main() -> None:
    """Check the input on standard input."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.check", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minimise", type=Path, metavar="FILE")
    asked = parser.parse_args()
    target, data = TARGETS[asked.target], sys.stdin.buffer.read()
    find_violation(target, b"")  # what is made once is made before the clock runs
    found = find_violation(target, data)
    if found is None:
        return

    def shows(shorter: bytes) -> bool:
        other = find_violation(target, shorter)
        return other is not None and (other.kind, other.place) == (found.kind, found.place)

    if asked.minimise:
        asked.minimise.write_bytes(minimise(data, shows, _SECONDS))
    print(found)


if __name__ == "__main__":
    main()
