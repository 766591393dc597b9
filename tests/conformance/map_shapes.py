"""Lays out generated processes of every shape and size and counts what is wrong with the maps; too long for every run of tests.

    python tests/conformance/map_shapes.py [--seeds 5] [--steps 600 1000 2000] [--shapes wide nested ...]

Prints one line for each map with a blemish, and a summary. Exit code 1 when a route runs through a box, a label lies on a box or
another label, something is outside its page or lane, a frame touches what is not in it, or two runs give different numbers.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import fields
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from fitengine.render.layout import layout
from fitengine.render.marks import make_scene
from fitengine.render.options import MapOptions
from fitengine.render.scene import Part
from tests.helpers.large_maps import SHAPES, large_process
from tests.helpers.maps import Blemishes, check_frames, find_blemishes

HARMLESS = "labels_on_lines"
"""In a crowd a label may find no free place; then it stands on a line at worst."""
VIEWS = (MapOptions(), MapOptions(columns=0), MapOptions(unfold=True), MapOptions(unfold=True, columns=0))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--steps", type=int, nargs="+", default=[600, 1000, 2000])
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=list(SHAPES))
    options = parser.parse_args()
    found: Counter[str] = Counter()
    start = time.process_time()
    for shape, steps, seed in product(options.shapes, options.steps, range(options.seeds)):
        found["processes"] += 1
        assessment = large_process(shape, steps, seed)
        for view in VIEWS if shape == "nested" else VIEWS[:2]:
            found["maps"] += 1
            for part in make_scene(assessment, view).parts:
                _check(f"{shape} {steps} {seed} unfold={view.unfold} columns={view.columns}", part, found)
    print(", ".join(f"{count:,} {word}" for word, count in sorted(found.items())))
    print(f"{time.process_time() - start:.0f} s of processor time")
    return int(
        any(found[word] for word in (*_kinds(), "not repeatable", "frames not sound") if word != HARMLESS)
    )


def _check(name: str, part: Part, found: Counter[str]) -> None:
    placed = layout(part.boxes, part.links, part.lanes, part.head, part.columns)
    found["boxes"] += len(part.boxes)
    found["arrows"] += len(part.links)
    found["labels"] += sum(link.label is not None for link in part.links)
    found["frames"] += len(part.frames)
    found["not repeatable"] += placed != layout(part.boxes, part.links, part.lanes, part.head, part.columns)
    blemishes = find_blemishes(part, placed)
    for kind in _kinds():
        meetings = getattr(blemishes, kind)
        found[kind] += len(meetings)
        if meetings and kind != HARMLESS:
            print(name, kind, meetings[:5], flush=True)
    try:
        check_frames(part, placed)
    except AssertionError:
        found["frames not sound"] += 1
        print(name, "a frame touches what is not in it", flush=True)


def _kinds() -> list[str]:
    return [field.name for field in fields(Blemishes)]


if __name__ == "__main__":
    sys.exit(main())
