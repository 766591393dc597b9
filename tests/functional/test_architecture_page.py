"""docs/architecture.md shows the rooms as they are."""

from __future__ import annotations

import re
import subprocess

import networkx
import pytest

from fitengine.render.program import drawing_program
from tests.helpers.architecture import imports, layers, layers_dot
from tests.helpers.docs import DOCS

PAGE, DOT, PICTURE = (DOCS / name for name in ("architecture.md", "pictures/rooms.dot", "pictures/rooms.svg"))
_ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
_EDGE = re.compile(r"<title>(\w+)&#45;&gt;(\w+)</title>")


@pytest.fixture(autouse=True)
def drawn(request: pytest.FixtureRequest) -> None:
    """`--update-golden` makes text and picture anew, with the drawing program that maps are drawn with."""
    if request.config.getoption("--update-golden"):
        DOT.write_text(layers_dot(), encoding="utf-8")
        subprocess.run([drawing_program().path, "-Tsvg", DOT, "-o", PICTURE], check=True)


def test_the_table_names_every_room_in_the_order_of_the_contract() -> None:
    assert _ROW.findall(PAGE.read_text(encoding="utf-8")) == [room for row in layers() for room in row]


def test_the_text_of_the_picture_follows_the_contract_and_the_imports() -> None:
    assert DOT.read_text(encoding="utf-8") == layers_dot(), "make it anew: pytest --update-golden"


def test_the_picture_has_the_arrows_of_its_text() -> None:
    wanted = set(networkx.transitive_reduction(imports()).edges)
    assert set(_EDGE.findall(PICTURE.read_text(encoding="utf-8"))) >= wanted


def test_no_arrow_goes_up() -> None:
    """The contract says so too; here it is read off the imports themselves."""
    level = {room: depth for depth, row in enumerate(layers()) for room in row}
    assert [(one, other) for one, other in imports().edges if level[one] >= level[other]] == []
