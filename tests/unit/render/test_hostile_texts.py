"""Whatever a process file holds, a map is made of shapes, text and links to steps, and says what was written."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from fitengine.model.decision import UNDETERMINED, Assessment
from fitengine.model.process import Event, EventKind, Lane, SubProcess
from fitengine.render import MapOptions, draw_map
from fitengine.render.svg import check_svg
from tests.helpers.maps import MapBuilder

HOSTILE = {
    "html-like label": '<x>]; evil [URL="javascript:alert(1)" label=<y>',
    "bold": "<b>x & y</b>",
    "open table": "<<TABLE><TR><TD>unclosed>",
    "image": '<IMG SRC="/etc/passwd"/>',
    "broken tag": "<a <b> c>",
    "port": "a:b:c",
    "escape sequences": r"C:\new\Global\N\l\T\E",
    "quotes": '"] evil [URL="http://evil/"] x="',
    "end of graph": "}; digraph evil { a -> b }",
    "script": "<script>alert(1)</script>",
    "closing tags": "</text></svg><script>alert(1)</script>",
    "comment": "--><!-- ]]> <![CDATA[",
    "entity": "&lt;&amp;&#x3c;&evil;&#0;",
    "event handler": '" onload="alert(1)',
    "link": "javascript:alert(1)",
    "style": 'x" style="background:url(javascript:alert(1))',
    "control characters": "a\x00b\x01c\x0bd\x1be\x7ff",
    "not characters": "a\ufffeb\uffffc\U0001ffff",
    "half of a pair": "a\ud800b\udfffc",
    "right to left": "\u202egpj.exe \u2066mixed\u2069 שלום مرحبا",
    "emoji": "👩‍👩‍👧‍👦 🇩🇪 ☠️ 1️⃣",
    "wide": "請求書を登録する" * 3,
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "ten thousand characters": "word " * 2000,
    "one word of ten thousand": "x" * 10_000,
    "blanks": " \t\r\n \u00a0 \u2003 ",
    "html comment": "// # /* */ \n# line",
    "percent": "%n%s%00%0a",
    "backslash at the end": "ends with \\",
}
SHAPES = {"svg", "g", "title", "polygon", "polyline", "path", "ellipse", "text", "a"}


def process_of(text: str) -> Assessment:
    """The text in every place that a process file has for one."""
    b = MapBuilder(
        text, [Lane(text, text, text), Lane("second", "Second", text + " pool")], version=text, key=text
    )
    b.event("start", text, EventKind.START, text, trigger=text)
    b.task(text, text, text, "rpa", blockers=[text, text])
    b.task("open", text, "second", UNDETERMINED, possible=[(text, 0.5), ("rpa", 0.5)])
    b.task("own", text, "second", text)
    b.gateway("g", text, text)
    b.add(Event("late", text, EventKind.BOUNDARY, text, attached_to=text))
    b.add(SubProcess("sub", text, lane="second"))
    b.task("inner", text, "second", parent="sub", stage=text)
    b.path("start", text, "g")
    b.flow("g", "open", text, 0.5)
    b.flow("g", "own", text)
    b.flow("own", "sub", text)
    b.flow("late", "open", text)
    return b.build()


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
        assert draw_map(process_of(HOSTILE[case]), format="png", dpi=30)


def test_steps_keep_their_own_id_whatever_it_holds() -> None:
    drawn = ET.fromstring(str(draw_map(process_of(HOSTILE["quotes"]))))
    assert HOSTILE["quotes"] in {
        group.get("data-step") for group in drawn.iter("{http://www.w3.org/2000/svg}g")
    }
