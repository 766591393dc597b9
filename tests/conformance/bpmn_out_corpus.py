"""Colour every usable BPMN model below a folder, and check that it stays the same model.

    python tests/conformance/bpmn_out_corpus.py FOLDER [-o FOLDER]

Prints, per subfolder, how many were coloured, refused by the reader, changed (elements differ beyond colours and documentation of
ours) and crashed; exits 1 if anything changed or crashed. With -o the coloured files are kept, for a modelling tool to open.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from fitengine import api
from fitengine.errors import FitengineError
from fitengine.load.bpmn import read_bpmn
from fitengine.render.bpmn.colour import MARK, colour_bpmn

SUFFIXES = {".bpmn", ".bpmn2", ".xml"}
COLOURS = ("http://bpmn.io/schema/bpmn/biocolor/1.0", "http://www.omg.org/spec/BPMN/non-normative/color/1.0")


def elements(raw: bytes) -> list[object]:
    """Everything in the file but colours and documentation of ours."""
    found: list[object] = []
    for element in ElementTree.fromstring(raw).iter():
        if (element.text or "").startswith(MARK):
            continue
        attributes = {
            name: value
            for name, value in element.attrib.items()
            if not name.startswith(tuple(f"{{{uri}" for uri in COLOURS))
        }
        found.append(
            (
                element.tag,
                sorted(attributes.items()),
                (element.text or "").strip(),
                (element.tail or "").strip(),
            )
        )
    return found


def run(path: Path, out: Path | None) -> str:
    raw = path.read_bytes()
    try:
        process = read_bpmn(raw, path.name)
    except FitengineError:
        return "refused"
    coloured = colour_bpmn(raw, path.name, api.assess(process))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / path.name).write_bytes(coloured)
    again = colour_bpmn(coloured, path.name, api.assess(process))
    same = elements(raw) == elements(coloured) and again == coloured
    return (
        "coloured"
        if same and read_bpmn(coloured, path.name).nodes.keys() == process.nodes.keys()
        else "changed"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--out", type=Path)
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    for path in sorted(options.folder.rglob("*")):
        if path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        place = path.relative_to(options.folder).parts[0]
        try:
            result = run(path, options.out / place if options.out else None)
        except Exception as error:  # noqa: BLE001 - a crash is what this run counts
            result = "crashed"
            print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)
        if result == "changed":
            print(f"{path}: changed", file=sys.stderr)
        counts.setdefault(place, Counter())[result] += 1
    total: Counter[str] = sum(counts.values(), Counter())
    for place, count in [*sorted(counts.items()), ("all", total)]:
        print(
            f"{place:28}"
            + "".join(f"{name:>10} {count[name]:5}" for name in ("coloured", "refused", "changed", "crashed"))
        )
    return int(total["changed"] + total["crashed"] > 0)


if __name__ == "__main__":
    sys.exit(main())
