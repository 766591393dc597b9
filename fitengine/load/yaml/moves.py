"""Entries of a YAML text renamed, moved and added in place: every byte outside of them stays.

What moves takes along its comments: those behind it, those deeper below it, and those right above it at its own column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fitengine.errors import InputError
from fitengine.load.yaml.braces import add_pieces, spelling_of
from fitengine.load.yaml.events import Path
from fitengine.load.yaml.places import Entry, Kind, Place, outline
from fitengine.load.yaml.sheet import Sheet, line_end_of
from fitengine.load.yaml.write import Changes, Plain, Spelling, flow_text

__all__ = ["Addition", "Move", "rearrange"]

_INDENT = 2
_NOWHERE = Place(Kind.NOTHING, 0, 0, 0)
_LINE_END = re.compile("\r\n|[\n\r]")


@dataclass(frozen=True, slots=True)
class Move:
    """An entry of the section `source` (a key of the root) that goes to the end of the section `target`, as `new_name`."""

    source: str
    name: str
    target: str
    new_name: str


@dataclass(frozen=True, slots=True)
class Addition:
    """A new entry of a section, behind the entry `after`, or at the start. `lines` are for sections written line by line,
    from column 0; `value` is for those in braces."""

    section: str
    name: str
    value: Changes
    lines: Sequence[str]
    after: str | None = None


def rearrange(
    text: str,
    renames: Mapping[Path, str],
    moves: Sequence[Move] = (),
    additions: Sequence[Addition] = (),
) -> str:
    """The text with some keys renamed (by their paths), some entries moved and some added, in this order at one place.

    `text` loads, without a byte order mark; it has the renamed and moved entries, and what `additions` go behind stays. Raises
    InputError where entries written line by line would have to go into braces.
    """
    if not (renames or moves or additions):
        return text
    root = outline(text, _wanted(renames, moves, additions)).root
    if not root.flow and (moves or additions) and not text.endswith(("\n", "\r")):
        text += line_end_of(text)
    mover = _Mover(text, root)
    for path, name in renames.items():
        mover.rename(path, name)
    for section in dict.fromkeys(one.source for one in moves):
        mover.cut(section, [one.name for one in moves if one.source == section])
    filled = [*(one.section for one in additions), *(one.target for one in moves)]
    for section in dict.fromkeys([*filled, *(one.source for one in moves)]):
        mover.fill(
            section,
            [one for one in additions if one.section == section],
            [one for one in moves if one.target == section],
        )
    return mover.sheet.written()


def _wanted(renames: Iterable[Path], moves: Iterable[Move], additions: Iterable[Addition]) -> Changes:
    """The mappings whose entries are looked up, as keys inside keys."""
    paths: list[Path] = [path[:-1] for path in renames]
    paths += [(name,) for one in moves for name in (one.source, one.target)]
    paths += [(one.section,) for one in additions]
    wanted: dict[str, Plain | Changes] = {}
    for path in paths:
        level: dict[str, Plain | Changes] = wanted
        for key in path:
            inner = level.setdefault(str(key), {})
            assert isinstance(inner, dict), "only mappings are entered"
            level = inner
    return wanted


class _Mover:
    """Notes what goes where on a sheet."""

    __slots__ = ("gone", "json", "root", "sheet")

    def __init__(self, text: str, root: Place) -> None:
        self.sheet = Sheet(text)
        self.root = root
        self.json = root.flow and _is_json(text)
        self.gone: dict[str, set[str]] = {}
        """The entries that leave, by section."""

    def rename(self, path: Path, name: str) -> None:
        place = self.root
        for name_of_part in path[:-1]:
            place = next(entry.value for entry in place.entries if entry.name == name_of_part)
        key = next(entry.key for entry in place.entries if entry.name == path[-1])
        self.sheet.replace(key.start, key.end, flow_text(name, Spelling(quote_all=self.json)))

    def cut(self, section: str, names: Collection[str]) -> None:
        place = self.section(section).value
        self.gone[section] = set(names)
        if place.flow:
            self.cut_from_braces(place, names)
            return
        for entry in place.entries:
            if entry.name in names:
                self.sheet.replace(*self.extent(entry, place.column), "")

    def cut_from_braces(self, place: Place, names: Collection[str]) -> None:
        """Each with the comma behind it; the last ones with the comma before them, unless a comment stands between."""
        if all(entry.name in names for entry in place.entries):
            return  # `fill` or nobody writes them anew
        for number, entry in enumerate(place.entries):
            if entry.name not in names:
                continue
            start, end = entry.key.start, entry.value.end
            following = place.entries[number + 1 :]
            if any(one.name not in names for one in following):
                self.sheet.replace(start, following[0].key.start, "")
                continue
            before = place.entries[number - 1].value.end
            only_comma = self.sheet.text[before:start].strip() == ","
            self.sheet.replace(before if only_comma else start, end, "")

    def fill(self, section: str, additions: Sequence[Addition], moves: Sequence[Move]) -> None:
        """New entries and those from elsewhere, into a section that may not be there yet."""
        entry = self.find(section)
        if self.root.flow or (entry is not None and entry.value.flow and entry.value.entries):
            self.fill_braces(section, entry, additions, moves)
        elif entry is not None and entry.value.entries:
            self.fill_lines(entry.value, additions, moves)
        elif additions or moves:
            self.begin(section, entry, additions, moves)

    def fill_lines(self, place: Place, additions: Sequence[Addition], moves: Sequence[Move]) -> None:
        entries = {entry.name: entry for entry in place.entries}
        for one in additions:
            after = entries.get(one.after or "")
            extent = self.extent(after or place.entries[0], place.column)
            self.insert_lines(extent[1] if after else extent[0], _indented(one.lines, place.column))
        end = self.extent(place.entries[-1], place.column)[1]
        for move in moves:
            self.insert_lines(end, self.moved_lines(move, place.column))

    def begin(
        self, section: str, entry: Entry | None, additions: Sequence[Addition], moves: Sequence[Move]
    ) -> None:
        """A section that has nothing yet: below its key, or at the end of the file with its key."""
        column = self.root.column + _INDENT
        lines = [line for one in additions for line in _indented(one.lines, column)]
        lines += [line for move in moves for line in self.moved_lines(move, column)]
        if entry is None:
            end = self.extent(self.root.entries[-1], self.root.column)[1]
            self.insert_lines(end, [" " * self.root.column + flow_text(section) + ":", *lines])
            return
        colon, stop = self.sheet.after_colon(entry.key.end), entry.value.end
        assert colon is not None, "a key of a mapping in lines has a colon"
        if stop > colon:
            self.sheet.replace(colon, stop, " " if self.sheet.text[stop : stop + 1] == "#" else "")
        self.insert_lines(self.next_line(max(colon, stop)), lines)

    def fill_braces(
        self, section: str, entry: Entry | None, additions: Sequence[Addition], moves: Sequence[Move]
    ) -> None:
        place = entry.value if entry else _NOWHERE
        spelling = spelling_of(self.sheet, place if place.entries else self.root, self.json)
        gone = self.gone.get(section, ())
        staying = [one for one in place.entries if one.name not in gone]
        new = [flow_text({one.name: one.value}, spelling)[1:-1] for one in additions]
        new += [self.moved_piece(move, spelling) for move in moves]
        if staying and gone:
            self.add_beside_gaps(place, staying[-1], new, spelling)
            return
        if staying:
            add_pieces(self.sheet, place, staying[-1], new, spelling)
            return
        braces = f"{{{spelling.comma.join(new)}}}"
        if entry is None:
            piece = flow_text(section, spelling) + spelling.colon + braces
            add_pieces(self.sheet, self.root, self.root.entries[-1], [piece], spelling)
        else:
            self.sheet.replace(place.start, place.end, braces)

    def add_beside_gaps(self, place: Place, after: Entry, pieces: Sequence[str], spelling: Spelling) -> None:
        """Directly behind an entry: what follows may be about to go."""
        comma = spelling.comma
        if self.sheet.breaks(place.start, place.entries[0].key.start):
            comma = f",{self.sheet.line_end}{' ' * after.key.column}"
        self.sheet.insert(after.value.end, "".join(comma + piece for piece in pieces))

    def moved_lines(self, move: Move, column: int) -> Iterator[str]:
        """The lines of an entry that comes from elsewhere, at a new column and with its new name."""
        place, entry = self.origin(move)
        text, key = self.sheet.text, flow_text(move.new_name)
        if place.flow:
            yield from _LINE_END.split(f"{' ' * column}{key}: {text[entry.value.start : entry.value.end]}")
            return
        start, stop = self.extent(entry, place.column)
        moved = text[start:stop]
        if move.new_name != move.name:
            moved = text[start : entry.key.start] + key + text[entry.key.end : stop]
        for line in _LINE_END.split(moved)[:-1]:
            yield _shifted(line, column - place.column)

    def moved_piece(self, move: Move, spelling: Spelling) -> str:
        place, entry = self.origin(move)
        if not place.flow:
            message = f"`{move.target}` is written in braces, and `{move.source}` line by line"
            raise InputError.single("mixed-styles", message, f"write `{move.target}` line by line, too")
        value = self.sheet.text[entry.value.start : entry.value.end]
        return flow_text(move.new_name, spelling) + spelling.colon + value

    def origin(self, move: Move) -> tuple[Place, Entry]:
        place = self.section(move.source).value
        return place, next(entry for entry in place.entries if entry.name == move.name)

    def find(self, section: str) -> Entry | None:
        return next((entry for entry in self.root.entries if entry.name == section), None)

    def section(self, name: str) -> Entry:
        entry = self.find(name)
        assert entry is not None, "what is moved stands somewhere"
        return entry

    def extent(self, entry: Entry, column: int) -> tuple[int, int]:
        """From the line where an entry starts to the line after it, with the comments that belong to it."""
        sheet, value = self.sheet, entry.value
        start = sheet.line_start(entry.key.start)
        while start and self.is_comment(above := self.line_above(start), column, column):
            start = above
        end = value.end if value.end > value.start else (sheet.after_colon(entry.key.end) or entry.key.end)
        stop = end if value.ends_in_block and sheet.at_line_start(end) else self.next_line(end)
        return start, self.past_comments(stop, column + 1)

    def past_comments(self, stop: int, column: int) -> int:
        """The line after the last of the comments from this column on; empty lines before them go along."""
        line = stop
        while line < len(self.sheet.text):
            following = self.next_line(line)
            if self.is_comment(line, column):
                stop = following
            elif self.sheet.text[line:following].strip():
                break
            line = following
        return stop

    def is_comment(self, line: int, first: int, last: int | None = None) -> bool:
        """Whether a comment starts on the line at one of these columns."""
        text = self.sheet.text[line : self.sheet.line_stop(line)]
        blanks = len(text) - len(text.lstrip(" \t"))
        return text[blanks : blanks + 1] == "#" and first <= blanks and (last is None or blanks <= last)

    def line_above(self, start: int) -> int:
        break_width = 2 if self.sheet.text[start - 2 : start] == "\r\n" else 1
        return self.sheet.line_start(start - break_width)

    def next_line(self, position: int) -> int:
        stop = self.sheet.line_stop(position)
        return stop + (2 if self.sheet.text[stop : stop + 2] == "\r\n" else 1)

    def insert_lines(self, position: int, lines: Iterable[str]) -> None:
        self.sheet.insert(position, "".join(line + self.sheet.line_end for line in lines))


def _indented(lines: Iterable[str], column: int) -> Iterator[str]:
    return (" " * column + line for line in lines)


def _shifted(line: str, columns: int) -> str:
    if columns >= 0:
        return " " * columns + line if line else line
    return line[min(-columns, len(line) - len(line.lstrip(" "))) :]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
