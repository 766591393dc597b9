"""Whatever a process file holds, a map is made of shapes, text and links to steps, and says what was written."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from fitengine.render import MapOptions, draw_map
from fitengine.render.svg import check_svg
from tests.helpers.hostile import HOSTILE, process_of

SHAPES = {"svg", "g", "title", "polygon", "polyline", "path", "ellipse", "text", "a"}


def shape_of(drawn: str) -> Counter[str]:
    return Counter(element.tag.rpartition("}")[2] for element in ET.fromstring(drawn).iter())


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_text_stays_text(case: str) -> None:
    drawn = draw_map(process_of(HOSTILE[case]))
    assert isinstance(drawn, str)
    check_svg(drawn)
    assert set(shape_of(drawn)) <= SHAPES


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_text_adds_no_shape(case: str) -> None:
    """Cards, arrows and links are no more than with a harmless text (a blank name draws less)."""
    harmless, hostile = (shape_of(str(draw_map(process_of(text)))) for text in ("harmless", HOSTILE[case]))
    for tag in ("a", "ellipse", "path", "polygon", "polyline"):
        assert hostile[tag] <= harmless[tag], tag


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize(
    "options", [{"overview": True}, {"unfold": True}, {"columns": 2}, {"lane": "second"}]
)
def test_every_view_survives_a_hostile_text(case: str, options: dict[str, object]) -> None:
    if options == {"overview": True} and not HOSTILE[case].strip():
        return
    check_svg(str(draw_map(process_of(HOSTILE[case]), MapOptions(**options))))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "case", ["html-like label", "script", "quotes", "entity", "escape sequences", "image"]
)
def test_what_was_written_is_shown(case: str) -> None:
    titles = {
        title.text
        for title in ET.fromstring(str(draw_map(process_of(HOSTILE[case])))).iter(
            "{http://www.w3.org/2000/svg}title"
        )
    }
    assert any((title or "").startswith(HOSTILE[case]) for title in titles)


def test_png_is_drawn_of_hostile_texts_too() -> None:
    for case in ("html-like label", "open table", "half of a pair", "emoji", "one word of ten thousand"):
        assert draw_map(process_of(HOSTILE[case]), MapOptions(dpi=30), format="png")


def test_steps_keep_their_own_id_whatever_it_holds() -> None:
    drawn = ET.fromstring(str(draw_map(process_of(HOSTILE["quotes"]))))
    assert HOSTILE["quotes"] in {
        group.get("data-step") for group in drawn.iter("{http://www.w3.org/2000/svg}g")
    }


@pytest.mark.parametrize("case", HOSTILE)
def test_nothing_is_fetched_from_anywhere(case: str) -> None:
    """No reference but to anchors of the page, no style, no image, and no address in any attribute."""
    for element in ET.fromstring(str(draw_map(process_of(HOSTILE[case])))).iter():
        for name, value in element.attrib.items():
            if name.startswith("data-"):
                continue
            assert "url(" not in value
            assert not name.endswith("href") or value.startswith("#")
            assert "//" not in value
            assert not name.startswith("on")
