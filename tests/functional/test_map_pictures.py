"""docs/maps.md shows every shipped example, and the script beside it can draw every picture again."""

from __future__ import annotations

import re
import runpy

from fitengine.data import examples_folder
from tests.helpers.docs import DOCS

SCRIPT = runpy.run_path(str(DOCS / "make_pictures.py"))
PICTURES = {picture.name: picture for picture in SCRIPT["PICTURES"]}
SHOWN = re.findall(r"\(pictures/([\w-]+)\.png\)", (DOCS / "maps.md").read_text(encoding="utf-8"))


def test_every_picture_of_the_page_is_there_and_can_be_made_again():
    assert set(SHOWN) == set(PICTURES)
    for name in SHOWN:
        assert (DOCS / "pictures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_every_shipped_example_is_shown():
    examples = {
        path.name.partition(".")[0]
        for path in examples_folder().iterdir()
        if path.suffix in (".yaml", ".bpmn") and not path.name.endswith(".facts.yaml")
    }
    assert examples <= set(SHOWN)


def test_the_script_draws_a_picture():
    drawn = SCRIPT["draw"](PICTURES["accounts-payable-changes"])
    assert drawn.startswith(b"\x89PNG")
