"""What comes back from the drawing program, checked element by element and made ready for a page.

The drawing holds texts of the user's. Whatever way one of them might find into the structure, nothing leaves here but shapes,
text and links to anchors of the page: everything else is refused, not repaired.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from fitengine.errors import DrawingFault, Problem
from fitengine.render.scene import CardMark, Scene, lane_words
from fitengine.render.text import clean

__all__ = ["check_svg", "finish_svg", "plain_svg"]

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_TEXT, _LINK = f"{_SVG}text", f"{_SVG}a"
_FONTS = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif"

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}|none|transparent|black|white").fullmatch
_NUMBER = re.compile(r"-?[0-9.]+(?:e-?[0-9]+)?(?:pt|px)?").fullmatch
_NUMBERS = re.compile(r"[-0-9.,eMCLZz \n]+").fullmatch
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?: [A-Za-z][A-Za-z0-9_-]*)*").fullmatch
_TRANSFORM = re.compile(r"[a-z0-9 ().,-]+").fullmatch
_ANCHOR = re.compile(r"#step-[A-Za-z0-9%._~-]*|#part-[0-9]+").fullmatch
_ANYTHING = re.compile(r".*", re.DOTALL).fullmatch
_FONT = re.compile(r"[A-Za-z', -]+").fullmatch

_LINE = {"fill": _COLOUR, "stroke": _COLOUR, "stroke-width": _NUMBER, "stroke-dasharray": _NUMBERS}
_Allows = Callable[[str], object]
_ALLOWED: dict[str, dict[str, _Allows]] = {
    "svg": {"width": _NUMBER, "height": _NUMBER, "viewBox": _NUMBERS, "font-family": _FONT},
    "g": {"id": _NAME, "class": _NAME, "transform": _TRANSFORM, "data-step": _ANYTHING, "data-verdict": _ANYTHING},
    "title": {},
    "a": {f"{_XLINK}href": _ANCHOR},
    "polygon": {**_LINE, "points": _NUMBERS},
    "polyline": {**_LINE, "points": _NUMBERS},
    "path": {**_LINE, "d": _NUMBERS},
    "ellipse": {**_LINE, "cx": _NUMBER, "cy": _NUMBER, "rx": _NUMBER, "ry": _NUMBER},
    "text": {
        "text-anchor": _NAME, "x": _NUMBER, "y": _NUMBER, "font-family": _FONT,
        "font-weight": _NAME, "font-size": _NUMBER, "fill": _COLOUR,
    },
}  # fmt: skip
_LOST_BLANKS = re.compile(r"^ +| +$| {2,}")
"""Those that SVG drops at the ends of a text and between its words: it keeps no-break spaces."""
_KNOWN = {f"{_SVG}{tag}": (tag, allowed) for tag, allowed in _ALLOWED.items()}
_PREFIXED = {f"{_XLINK}href": "xlink:href"}


def finish_svg(pieces: Iterable[bytes], scene: Scene) -> str:
    """The drawing as one `<svg>` element: titles in words, `data-step` and `data-verdict` on the cards, markers inside the
    shape they belong to. `pieces` are drawings of the same page, of which those after the first add what stands on theirs. Raises
    DrawingFault where they hold anything that a map does not need."""
    root = _joined([_parse(piece) for piece in pieces])
    groups = _groups(root)
    _move_markers(root, groups)
    for name, mark in scene.marks.items():
        if isinstance(mark, CardMark) and name in groups:
            groups[name].set("data-step", clean(mark.step))
            if mark.outcome:
                groups[name].set("data-verdict", clean(mark.outcome))
    return _finished(root, _titles(scene))


def plain_svg(drawn: bytes, titles: Mapping[str, str]) -> str:
    """A drawing without markers as one `<svg>` element, with titles in words by the id of the group. Raises DrawingFault as
    above."""
    return _finished(_parse(drawn), titles)


def check_svg(text: str) -> None:
    """Raises DrawingFault unless `text` is an SVG of plain shapes, text and links to steps."""
    _written(_parse(text.encode()))


def _joined(roots: Sequence[ET.Element]) -> ET.Element:
    """Everything that is grouped comes to the first drawing; paper and title are the same in all of them."""
    first, *others = [root.find(f"{_SVG}g") for root in roots]
    for graph in others:
        if first is None or graph is None:
            raise _fault("a piece of it is empty")
        first.extend(graph.findall(f"{_SVG}g"))
    return roots[0]


def _groups(root: ET.Element) -> dict[str, ET.Element]:
    return {name: group for group in root.iter(f"{_SVG}g") if (name := group.get("id"))}


def _finished(root: ET.Element, titles: Mapping[str, str]) -> str:
    groups = _groups(root)
    for name, words in titles.items():
        if name in groups:
            _describe(groups[name], words)
    for element in root.iter():
        if element.tag == _TEXT:
            element.attrib.pop("font-family", None)
            element.attrib.pop(f"{_XML}space", None)
            element.text = _LOST_BLANKS.sub(lambda found: "\u00a0" * len(found[0]), element.text or "")
        elif element.tag == _LINK:
            element.attrib.pop(f"{_XLINK}title", None)
        elif element.get("stroke") == "transparent":  # as older programs write it
            element.set("stroke", "none")
    root.set("font-family", _FONTS)
    return _written(root) + "\n"


def _written(root: ET.Element) -> str:
    """The text of a drawing whose every element and attribute was looked up in the list of what is allowed; written here, since
    a serialiser for all XML takes twice the time."""
    parts = [f'<svg xmlns="{_SVG[1:-1]}" xmlns:xlink="{_XLINK[1:-1]}"']
    if root.tag != f"{_SVG}svg":
        raise _fault("it is no SVG")
    _write_rest(root, "svg", _KNOWN[root.tag][1], parts)
    return "".join(parts)


def _write(element: ET.Element, parts: list[str]) -> None:
    known = _KNOWN.get(element.tag)
    if known is None:
        tag = element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else "comment"
        raise _fault(f"an element `{clean(tag, 60)}` is not allowed in a map")
    tag, allowed = known
    parts.append(f"<{tag}")
    _write_rest(element, tag, allowed, parts)
    if element.tail:
        parts.append(escape(element.tail, quote=False))


def _write_rest(element: ET.Element, tag: str, allowed: Mapping[str, _Allows], parts: list[str]) -> None:
    """All of an element behind its name."""
    for name, value in element.attrib.items():
        allows = allowed.get(name)
        if allows is None or not allows(value):
            shown = clean(f'{name.rpartition("}")[2]}="{value}"', 100)
            raise _fault(f"an attribute `{shown}` of `{tag}` is not allowed in a map")
        parts.append(f' {_PREFIXED.get(name, name)}="{escape(value) if allows is _ANYTHING else value}"')
    if not element.text and not len(element):
        parts.append("/>")
        return
    parts.append(">")
    if element.text:
        parts.append(escape(element.text, quote=False))
    for child in element:
        _write(child, parts)
    parts.append(f"</{tag}>")


def _parse(drawn: bytes) -> ET.Element:
    """Entities cannot be declared: the drawing program writes no internal subset, and one that came in would be refused."""
    if b"<!ENTITY" in drawn:
        raise _fault("it declares entities")
    try:
        return ET.fromstring(drawn)  # noqa: S314 - see above
    except ET.ParseError as broken:
        raise _fault(f"it is not well-formed: {broken}") from broken


def _fault(message: str) -> DrawingFault:
    problem = Problem(
        "unsafe-svg", f"the drawing was not used: {message}", "please report this with the process file"
    )
    return DrawingFault([problem])


def _titles(scene: Scene) -> dict[str, str]:
    """Words for every group; those without any are read as text and need no title."""
    titles = {"graph0": scene.title}
    titles.update({name: mark.tooltip for name, mark in scene.marks.items()})
    titles.update({name: arrow.tooltip for name, arrow in scene.arrows.items()})
    for number, part in enumerate(scene.parts, 1):
        titles.update({f"l{number}x{at}": lane_words(lane) for at, lane in enumerate(part.lane_marks, 1)})
    return titles


def _describe(group: ET.Element, words: str) -> None:
    title = group.find(f"{_SVG}title")
    if title is not None:
        title.text = clean(words, 1000)


def _move_markers(root: ET.Element, groups: Mapping[str, ET.Element]) -> None:
    """Markers were drawn as edges: their lines go to the owner, and titles that only repeat a generated id go away."""
    for parent in (root, *root.iterfind(f"{_SVG}g")):
        kept = []
        for group in parent:
            owner, _, number = group.get("id", "").rpartition("m")
            if "marker" in group.get("class", "") and number.isdigit() and owner in groups:
                groups[owner].extend(group.iter(f"{_SVG}path"))
            else:
                kept.append(group)
        parent[:] = kept
    for group in root.iter(f"{_SVG}g"):
        title = group.find(f"{_SVG}title")
        if title is not None and not _has_words(group):
            group.remove(title)


def _has_words(group: ET.Element) -> bool:
    kinds = group.get("class", "").split()
    return not {"text", "caption", "lane-head"} & set(kinds) and (
        bool(
            set(kinds)
            & {
                "graph",
                "step",
                "subprocess",
                "cell",
                "off-page",
                "gateway",
                "event",
                "flow",
                "rework",
                "lane",
            }
        )
    )
