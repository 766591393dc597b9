"""New entries for mappings in braces, as `{a: 1, b: 2}`, laid out as the others are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fitengine.load.yaml.places import Entry, Place
from fitengine.load.yaml.sheet import Sheet
from fitengine.load.yaml.write import Changes, Spelling, flow_text

__all__ = ["WIDTH", "add_in_braces", "add_pieces", "spelling_of"]

WIDTH = 110
"""Characters after which a line goes on below, unless the author writes longer ones."""

_REST_BLANK = re.compile("(,?)[ \t]*(?:(?<=[ \t])#.*)?\\Z").match


def add_in_braces(
    sheet: Sheet, mapping: Place, after: Entry | None, new: Changes, spelling: Spelling
) -> None:
    """Notes the new entries behind that of `after`; None where the braces are empty."""
    pieces = [flow_text({name: change}, spelling)[1:-1] for name, change in new.items()]
    add_pieces(sheet, mapping, after, pieces, spelling)


def add_pieces(
    sheet: Sheet, mapping: Place, after: Entry | None, pieces: Sequence[str], spelling: Spelling
) -> None:
    """The same for entries that are text already, key and value."""
    if after is None:
        space = " " if sheet.text[mapping.start + 1] == "#" else ""
        sheet.insert(mapping.start + 1, spelling.comma.join(pieces) + space)
    elif _one_a_line(sheet, mapping):
        _add_below(sheet, after, pieces)
    else:
        _add_behind(sheet, mapping, after.value.end, pieces, spelling)


def spelling_of(sheet: Sheet, mapping: Place, json: bool) -> Spelling:
    """How the entries of a mapping in braces are written, as far as there are any; of JSON, how all are."""
    first, second = (*mapping.entries, None, None)[:2]
    colon, comma = ": ", ", "
    if json and first and sheet.text[first.key.end : first.value.start] == ":":
        colon, comma = ":", ","
    if first and second:
        comma = "," if sheet.text[first.value.end : second.key.start] == "," else ", "
    return Spelling(json, colon, comma)


def _one_a_line(sheet: Sheet, mapping: Place) -> bool:
    """Whether each entry stands on a line of its own."""
    starts = [mapping.start, *(entry.value.end for entry in mapping.entries)]
    gaps = zip(starts, (entry.key.start for entry in mapping.entries), strict=False)
    broken = [sheet.breaks(start, stop) for start, stop in gaps]
    return all(broken[1:]) and (broken[0] or len(broken) > 1)


def _add_below(sheet: Sheet, after: Entry, pieces: Sequence[str]) -> None:
    """A line for each, after a comment on the line of the entry before; a trailing comma stays the habit."""
    end = after.value.end
    stop, between = sheet.line_stop(end), f",{sheet.line_end}{' ' * after.key.column}"
    rest = _REST_BLANK(sheet.text[end:stop])
    if rest is None:
        sheet.insert(end, "".join(between + piece for piece in pieces))
        return
    if not rest[1]:
        sheet.insert(end, ",")
    sheet.insert(stop, between.removeprefix(",") + between.join(pieces) + rest[1])


def _add_behind(sheet: Sheet, mapping: Place, end: int, pieces: Sequence[str], spelling: Spelling) -> None:
    """On the same line; where that grows too long, on the next, below the first entry."""
    width, rest = end - sheet.line_start(end), sheet.line_stop(end) - end
    wraps = width + rest <= WIDTH and not spelling.quote_all
    column = mapping.entries[0].key.column
    new = ""
    for piece, tail in zip(pieces, [1] * (len(pieces) - 1) + [rest], strict=True):
        if wraps and width + len(spelling.comma) + len(piece) + tail > WIDTH:
            width = column
            new += f",{sheet.line_end}{' ' * column}{piece}"
        else:
            width += len(spelling.comma)
            new += spelling.comma + piece
        width += len(piece)
    sheet.insert(end, new)
