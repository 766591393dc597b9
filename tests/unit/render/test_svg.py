"""Nothing leaves as SVG but shapes, text and links to steps."""

from __future__ import annotations

import pytest

from fitengine.errors import DrawingFault
from fitengine.render.svg import check_svg

SHELL = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        '<g id="n1" class="node step" data-step="a&quot; b"><title>any &lt;words&gt;</title></g>',
        '<a xlink:href="#step-a%20b"><path fill="none" stroke="#00ff00" d="M1,2C3,4 5,6 7,8"/></a>',
        '<a xlink:href="#part-2"><polygon points="1,2 3,4"/></a>',
        '<text text-anchor="start" x="1" y="-2.5" font-size="9.00" fill="#123456">javascript:alert(1)</text>',
        '<ellipse cx="1" cy="2" rx="3" ry="4" stroke-dasharray="5,2"/>',
    ],
)
def test_what_a_map_is_made_of_passes(inside: str) -> None:
    check_svg(SHELL.format(inside))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<image xlink:href="http://evil/x.png"/>',
        "<foreignObject/>",
        "<style>*{}</style>",
        '<use xlink:href="#n1"/>',
        '<animate attributeName="x"/>',
        '<g onload="alert(1)"/>',
        '<g style="background:url(x)"/>',
        '<g id="a b(c)"/>',
        '<a xlink:href="javascript:alert(1)"/>',
        '<a xlink:href="http://evil/"/>',
        '<a xlink:href="#step-a&quot;b"/>',
        '<a href="#step-a"/>',
        '<a xlink:href="#step-a" target="_top"/>',
        '<path d="M1,2 url(x)"/>',
        '<path fill="url(#x)" d="M1,2"/>',
        '<polygon points="1,2" fill="red"/>',
        '<text font-size="expression(1)">x</text>',
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
        '<g xmlns:e="http://evil/" e:x="1"/>',
    ],
)
def test_everything_else_is_refused(inside: str) -> None:
    with pytest.raises(DrawingFault, match="is not allowed in a map"):
        check_svg(SHELL.format(inside))


def test_text_that_is_not_xml_is_refused() -> None:
    with pytest.raises(DrawingFault, match="it is not well-formed"):
        check_svg("<svg")


def test_declared_entities_are_refused() -> None:
    with pytest.raises(DrawingFault, match="it declares entities"):
        check_svg('<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>')


def test_an_element_outside_the_namespace_of_svg_is_refused() -> None:
    with pytest.raises(DrawingFault):
        check_svg("<svg/>")
