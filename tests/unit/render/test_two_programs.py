"""Graphviz's own `dot` draws the same map as the program that comes with the package; without it these tests are skipped."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fitengine.model.decision import Assessment
from fitengine.render import Insights, MapOptions, draw_map
from fitengine.render.svg import check_svg
from tests.helpers.hostile import HOSTILE, process_of
from tests.helpers.maps import accounts_payable, boundary_process, claims_process, rework_process

DOT = shutil.which("dot")
pytestmark = pytest.mark.skipif(DOT is None, reason="Graphviz's own dot is not on the search path")
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"polygon", "polyline", "path", "ellipse"}
PLACES = {"points", "d", "cx", "cy", "rx", "ry"}
IN_LABEL = 0.8
NUMBER = re.compile(r"-?\d+\.?\d*")
MAPS: dict[str, tuple[Callable[[], Assessment], MapOptions]] = {
    "whole": (accounts_payable, MapOptions()),
    "rework": (rework_process, MapOptions(columns=0, theme="dark")),
    "unfolded": (boundary_process, MapOptions(unfold=True)),
    "overview": (claims_process, MapOptions(overview=True)),
    "stages": (lambda: claims_process(70), MapOptions()),
    "in two pieces": (lambda: claims_process(450), MapOptions()),
    "hours": (accounts_payable, MapOptions(colour="hours")),
}


def drawn_twice(assessment: Assessment, options: MapOptions | None = None) -> tuple[ET.Element, ET.Element]:
    texts = [
        str(draw_map(assessment, options, insights=Insights(), dot=dot)) for dot in (None, Path(DOT or "dot"))
    ]
    for text in texts:
        check_svg(text)
    first, second = (ET.fromstring(text) for text in texts)
    return first, second


def shapes_of(root: ET.Element) -> Iterator[tuple[str, dict[str, str], float]]:
    """Tag, attributes, and how far apart two programs may draw it."""
    (graph,) = root.findall(f"{SVG}g")
    for group in graph:
        kinds = group.get("class", "").split()
        shapes = [element for element in group.iter() if element.tag.removeprefix(SVG) in SHAPES]
        for number, shape in enumerate(shapes):
            tag = shape.tag.removeprefix(SVG)
            yield tag, dict(shape.attrib), _slack(kinds, tag, number == 0 and "text" not in kinds)


def _slack(kinds: list[str], tag: str, is_outline: bool) -> float:
    """Outlines, routes and bands are in the same place. Chips inside a label may be almost a point off, since each program rounds
    the height of text its own way; before version 7 Graphviz lets an arrowhead reach further by the width of its line, and it
    rounds the page."""
    if "edge" in kinds and tag == "polygon":
        return 6.0
    if not kinds:
        return 0.5
    return IN_LABEL if "node" in kinds and not is_outline else 0.05


def words_of(root: ET.Element) -> list[str | None]:
    return [text.text for text in root.iter(f"{SVG}text")]


def assert_same(first: ET.Element, second: ET.Element, exotic: bool = False) -> None:
    """The same words, and the same shapes in the same places; a chip with `exotic` letters is as wide as each program takes them
    to be."""
    one, other = list(shapes_of(first)), list(shapes_of(second))
    assert [tag for tag, _, _ in one] == [tag for tag, _, _ in other]
    for (_, left, slack), (_, right, _) in zip(one, other, strict=True):
        assert left.keys() == right.keys()
        for name in left:
            if name not in PLACES:
                assert left[name] == right[name]
                continue
            if exotic and slack == IN_LABEL:
                continue
            numbers = [
                [float(found) for found in NUMBER.findall(value)] for value in (left[name], right[name])
            ]
            assert numbers[0] == pytest.approx(numbers[1], abs=slack, rel=2e-5)  # six digits are written
    assert words_of(first) == words_of(second)


@pytest.mark.parametrize("name", MAPS)
def test_both_programs_give_the_same_geometry(name: str) -> None:
    make, options = MAPS[name]
    assert_same(*drawn_twice(make(), options))


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_texts_make_no_difference(case: str) -> None:
    assert_same(*drawn_twice(process_of(HOSTILE[case])), exotic=True)


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_pictures_come_from_either(form: str) -> None:
    drawn = draw_map(boundary_process(), format=form, dot=Path(DOT or "dot"))  # type: ignore[arg-type]
    assert isinstance(drawn, bytes)
    assert drawn.startswith((b"\x89PNG", b"%PDF"))
