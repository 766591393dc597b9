"""What comes back from the drawing program, checked element by element and made ready for a page.

The drawing holds texts of the user's. Whatever way one of them might find into the structure, nothing leaves here but shapes,
text and links to anchors of the page: everything else is refused, not repaired.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Mapping
from html import escape
from itertools import chain

from fitengine.errors import DrawingFault, Problem
from fitengine.render.scene import CardMark, Scene, lane_words
from fitengine.render.text import clean

__all__ = ["check_svg", "finish_svg", "plain_svg"]

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_TEXT, _LINK, _GROUP = f"{_SVG}text", f"{_SVG}a", f"{_SVG}g"
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
    shape they belong to. `pieces` are drawings of the same page that together show all of it, as one drawing would; each is made
    ready when it comes. Raises DrawingFault where they hold anything that a map does not need."""
    titles = _titles(scene)
    layers: dict[str, list[str]] = {}
    shell = ""
    for piece in pieces:
        root = _parse(piece)
        _tell_steps(root, scene)
        _finish(root, titles)
        for group in _take_groups(root):
            layers.setdefault(group.get("class", "").partition(" ")[0], []).append(_write(group))
        shell = shell or _written(root)
    opening, end, closing = shell.rpartition("</g>")
    return "".join([opening, *chain(*layers.values()), end, closing, "\n"])


def plain_svg(drawn: bytes, titles: Mapping[str, str]) -> str:
    """A drawing without markers as one `<svg>` element, with titles in words by the id of the group. Raises DrawingFault as
    above."""
    root = _parse(drawn)
    _finish(root, titles)
    return _written(root) + "\n"


def check_svg(text: str) -> None:
    """Raises DrawingFault unless `text` is an SVG of plain shapes, text and links to steps."""
    _written(_parse(text.encode()))


def _take_groups(root: ET.Element) -> list[ET.Element]:
    """What stands on the page, out of the drawing: lanes first, then boxes, then lines, which are groups of these classes."""
    graph = root.find(_GROUP)
    if graph is None:
        raise _fault("a piece of it is empty")
    groups = graph.findall(_GROUP)
    graph[:] = [other for other in graph if other.tag != _GROUP]
    return groups


def _groups(root: ET.Element) -> dict[str, ET.Element]:
    return {name: group for group in root.iter(_GROUP) if (name := group.get("id"))}


def _tell_steps(root: ET.Element, scene: Scene) -> None:
    groups = _groups(root)
    _move_markers(root, groups)
    for name, group in groups.items():
        mark = scene.marks.get(name)
        if isinstance(mark, CardMark):
            group.set("data-step", clean(mark.step))
            if mark.outcome:
                group.set("data-verdict", clean(mark.outcome))


def _finish(root: ET.Element, titles: Mapping[str, str]) -> None:
    """Titles in words, and nothing that a page does not need."""
    for name, group in _groups(root).items():
        if name in titles:
            _describe(group, titles[name])
    for element in root.iter(_TEXT):
        element.attrib.pop("font-family", None)
        element.attrib.pop(f"{_XML}space", None)
        text = element.text or ""
        if text[:1] == " " or text[-1:] == " " or "  " in text:
            element.text = _LOST_BLANKS.sub(lambda found: "\u00a0" * len(found[0]), text)
    for element in root.iter(_LINK):
        element.attrib.pop(f"{_XLINK}title", None)
    for element in root.iterfind(".//*[@stroke='transparent']"):  # as older programs write it
        element.set("stroke", "none")
    root.set("font-family", _FONTS)


def _written(root: ET.Element) -> str:
    """The text of a drawing whose every element and attribute was looked up in the list of what is allowed; written here, since
    a serialiser for all XML takes twice the time."""
    if root.tag != f"{_SVG}svg":
        raise _fault("it is no SVG")
    spaces = f' xmlns="{_SVG[1:-1]}" xmlns:xlink="{_XLINK[1:-1]}"'
    return _write(root, spaces)


def _write(element: ET.Element, spaces: str = "") -> str:
    known = _KNOWN.get(element.tag)
    if known is None:
        tag = element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else "comment"
        raise _fault(f"an element `{clean(tag, 60)}` is not allowed in a map")
    tag, allowed = known
    written = f"<{tag}{spaces}"
    for name, value in element.items():
        allows = allowed.get(name)
        if allows is None or not allows(value):
            shown = clean(f'{name.rpartition("}")[2]}="{value}"', 100)
            raise _fault(f"an attribute `{shown}` of `{tag}` is not allowed in a map")
        written += f' {_PREFIXED.get(name, name)}="{escape(value) if allows is _ANYTHING else value}"'
    text = _escaped(element.text)
    inside = text + "".join([_write(child) for child in element]) if len(element) else text
    written += f">{inside}</{tag}>" if inside else "/>"
    return written + _escaped(element.tail)


def _escaped(text: str | None) -> str:
    """Most of them only end a line."""
    return text if text == "\n" else escape(text or "", quote=False)


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
    for parent in (root, *root.iterfind(_GROUP)):
        kept = []
        for group in parent:
            owner, _, number = group.get("id", "").rpartition("m")
            if "marker" in group.get("class", "") and number.isdigit() and owner in groups:
                groups[owner].extend(group.iter(f"{_SVG}path"))
            else:
                kept.append(group)
        parent[:] = kept
    for group in root.iter(_GROUP):
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
