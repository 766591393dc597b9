"""Lays out every BPMN file of a folder and counts what is wrong with the maps; not a test, since corpora are not shipped.

    python tests/conformance/map_corpus.py FOLDER [--draw]

Prints one line for each map with a blemish, and a summary. With --draw every map is drawn and checked as SVG too. Exit code 1
when a route runs through a box, something is outside its page or lane, or two runs give different numbers.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from fitengine.errors import FitengineError
from fitengine.load.bpmn import read_bpmn
from fitengine.model.decision import Assessment
from fitengine.render import draw_map
from fitengine.render.insights import Insights
from fitengine.render.layout import layout
from fitengine.render.marks import make_scene
from fitengine.render.options import MapOptions
from fitengine.render.scene import CardMark
from tests.helpers.maps import Blemishes, assess_blindly, check_frames, find_blemishes

SERIOUS = ("through_boxes", "outside", "out_of_lane")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draw", action="store_true", help="draw every map as SVG")
    options = parser.parse_args()
    found: Counter[str] = Counter()
    for path in sorted(path for path in options.folder.rglob("*.bpmn") if path.is_file()):
        try:
            process = read_bpmn(path.read_bytes(), path.name)
        except FitengineError:
            found["not read"] += 1
            continue
        found["maps"] += 1
        _check(path, assess_blindly(process), options.draw, found)
    print(", ".join(f"{count} {word}" for word, count in sorted(found.items())))
    return int(any(found[word] for word in (*SERIOUS, "not repeatable")))


def _check(path: Path, assessment: Assessment, draw: bool, found: Counter[str]) -> None:
    for view in (MapOptions(columns=0), MapOptions(), MapOptions(unfold=True)):
        scene = make_scene(assessment, view, Insights())
        for part in scene.parts:
            start = time.perf_counter()
            placed = layout(part.boxes, part.links, part.lanes, part.head)
            found["ms"] += round(1000 * (time.perf_counter() - start))
            found["boxes"] += len(part.boxes)
            found["links"] += len(part.links)
            found["labels"] += sum(link.label is not None for link in part.links)
            check_frames(part, placed)
            found["frames"] += len(part.frames)
            found["notes"] += sum(
                isinstance(mark, CardMark) and mark.first is not None for mark in scene.marks.values()
            )
            found["not repeatable"] += placed != layout(part.boxes, part.links, part.lanes, part.head)
            _report(path, view, find_blemishes(part, placed), found)
        if draw:
            draw_map(assessment, view, insights=Insights())
            found["drawn"] += 1


def _report(path: Path, view: MapOptions, blemishes: Blemishes, found: Counter[str]) -> None:
    for kind in (field.name for field in fields(Blemishes)):
        meetings = getattr(blemishes, kind)
        found[kind] += len(meetings)
        if meetings:
            print(path, "unfolded" if view.unfold else f"columns={view.columns}", kind, meetings[:5])


if __name__ == "__main__":
    sys.exit(main())
