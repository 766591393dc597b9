"""Values set in a YAML text in place: every byte outside of them stays, and so does the way the author writes.

Loading and dumping again, even with a library that keeps comments, joins wrapped lines, indents anew and changes line
ends: a third of the lines of the example processes differ after an edit of nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from fitengine.load.yaml.braces import WIDTH, add_in_braces, spelling_of
from fitengine.load.yaml.places import Entry, Kind, Place, outline
from fitengine.load.yaml.sheet import Sheet, line_end_of
from fitengine.load.yaml.write import Changes, Plain, Spelling, flow_text

__all__ = ["is_blank", "set_values"]

_INDENT = 2
_LATE_KEYS = frozenset({"next", "steps", "orphans"})
"""What people write last: new keys go before."""

_QUESTION = re.compile("^( *)(# ?)([\\w.-]+):(?=[ \t]*(?:[ \t]#.*)?\r?$)", re.MULTILINE)
"""A key that is commented out and waits for its value, perhaps with a word on it behind."""
_CONTENT = re.compile("^[ \t]*[^#\\s]", re.MULTILINE).search


def set_values(text: str, changes: Changes) -> str:
    """`text` with every value of `changes` under its keys: replaced where there is one, else added.

    `text` is blank or loads, without a byte order mark, and what stands along the keys are mappings or nothing.
    """
    if is_blank(text):
        return _begun(text, changes)
    editor = _Editor(text, changes)
    editor.merge(editor.root, changes)
    return editor.sheet.written()


def is_blank(text: str) -> bool:
    """Whether nothing but comments stands there."""
    return _CONTENT(text) is None


def _begun(text: str, changes: Changes) -> str:
    line_end = line_end_of(text)
    head = text if not text or text.endswith(line_end) else text + line_end
    return head + "".join(line + line_end for line in _lines(changes, 0, _INDENT, braces=False))


def _lines(changes: Changes, column: int, indent: int, braces: bool) -> Iterator[str]:
    """One key a line; with `braces`, a mapping of plain values stands on one line where there is room."""
    for name, change in sorted(changes.items(), key=lambda item: item[0] in _LATE_KEYS):
        head = " " * column + flow_text(name) + ":"
        line = f"{head} {flow_text(change)}"
        if not isinstance(change, Mapping) or (braces and _is_flat(change) and len(line) <= WIDTH):
            yield line
        else:
            yield head
            yield from _lines(change, column + indent, indent, braces)


def _is_flat(changes: Changes) -> bool:
    return not any(isinstance(change, Mapping) for change in changes.values())


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _last_early(entries: Sequence[Entry]) -> Entry:
    """The entry that new ones go behind."""
    early = len(entries)
    while early and entries[early - 1].name in _LATE_KEYS:
        early -= 1
    return entries[early - 1]


class _Editor:
    """Notes the changes on a sheet, those of inner mappings before those of outer ones."""

    __slots__ = ("answered", "braces", "indent", "json", "root", "sheet")

    def __init__(self, text: str, changes: Changes) -> None:
        found = outline(text, changes)
        self.sheet = Sheet(text)
        self.root = found.root
        self.braces = found.braces
        is_json = found.root.flow and _is_json(text)
        self.json = spelling_of(self.sheet, found.root, json=True) if is_json else None
        inner = (entry.value for entry in found.root.entries)
        columns = (value.column for value in inner if value.kind is Kind.MAPPING and not value.flow)
        self.answered: list[int] = []
        """Where the lines end that were comments and are values now."""
        self.indent = max(next(columns, 0) - found.root.column, 0) or _INDENT

    def merge(self, mapping: Place, changes: Changes) -> None:
        known = {entry.name: entry for entry in mapping.entries}
        for name in changes:
            if name in known:
                self.change(mapping, known[name], changes[name])
        new = {name: change for name, change in changes.items() if name not in known}
        if new and mapping.flow:
            after = _last_early(mapping.entries) if mapping.entries else None
            add_in_braces(self.sheet, mapping, after, new, self.spelling(mapping))
        elif new:
            self.add_lines(mapping, new)

    def change(self, mapping: Place, entry: Entry, change: Plain | Changes) -> None:
        value = entry.value
        if isinstance(change, Mapping) and value.entries:
            self.merge(value, change)
        elif isinstance(change, Mapping) and self.room_for_lines(mapping, entry, change):
            self.put_lines(mapping, entry, change)
        elif isinstance(change, Mapping) and value.kind is Kind.MAPPING:
            self.merge(value, change)
        else:
            self.put(mapping, entry, flow_text(change, self.spelling(mapping)))

    def spelling(self, mapping: Place) -> Spelling:
        if self.json:
            return self.json
        return spelling_of(self.sheet, mapping, json=False) if mapping.flow else Spelling()

    def room_for_lines(self, mapping: Place, entry: Entry, change: Changes) -> bool:
        """Whether a mapping that is empty so far should be written line by line below its key."""
        if mapping.flow or (self.braces and _is_flat(change) and not self.questions_below(mapping, entry)):
            return False
        colon, end = self.sheet.after_colon(entry.key.end), entry.value.end
        on_one_line = not self.sheet.breaks(entry.key.end, end)
        return colon is not None and on_one_line and "#" not in self.sheet.text[colon:end]

    def put_lines(self, mapping: Place, entry: Entry, change: Changes) -> None:
        """Below the key; a written `null` or `{}` goes, a comment behind it stays."""
        sheet = self.sheet
        colon, end = sheet.after_colon(entry.key.end), entry.value.end
        assert colon is not None, "there is room for lines"
        if end > colon:
            sheet.replace(colon, end, " " if sheet.text[end : end + 1] == "#" else "")
        column = self.questions_below(mapping, entry) or mapping.column + self.indent
        stop = sheet.line_stop(end)
        others = self.answer_questions(change, column, stop, sheet.comments_stop(stop))
        sheet.insert_lines(stop, _lines(others, column, self.indent, self.braces))

    def questions_below(self, mapping: Place, entry: Entry) -> int:
        """The column of the questions that wait below a key without a value; 0 where there is none."""
        stop = self.sheet.line_stop(entry.value.end)
        found = _QUESTION.search(self.sheet.text, stop, self.sheet.comments_stop(stop))
        return len(found[1]) if found and len(found[1]) > mapping.column else 0

    def answer_questions(
        self, changes: Changes, column: int, start: int, stop: int, entries: Sequence[Entry] = ()
    ) -> Changes:
        """Writes the values that wait as comments there; returns the others."""
        others = dict(changes)
        for found in _QUESTION.finditer(self.sheet.text, start, stop):
            change = others.get(found[3])
            inside = any(entry.value.start <= found.start() < entry.value.end for entry in entries)
            if change is None or isinstance(change, Mapping) or inside or len(found[1]) != column:
                continue
            del others[found[3]]
            self.sheet.replace(found.start(2), found.end(2), "")
            self.sheet.insert(found.end(), f" {flow_text(change)}")
            self.answered.append(self.sheet.line_stop(found.end()))
        return others

    def put(self, mapping: Place, entry: Entry, new: str) -> None:
        """In place of a value, or where there is none."""
        sheet, value = self.sheet, entry.value
        colon = sheet.after_colon(entry.key.end)
        if colon is None and mapping.flow:
            sheet.insert(entry.key.end, f": {new}")
        elif colon is None:
            sheet.insert_lines(sheet.line_stop(entry.key.end), [f"{' ' * mapping.column}: {new}"])
        elif value.end > value.start:
            self.replace(mapping, entry, colon, new)
        elif mapping.flow and value.start > colon and not sheet.text[colon : value.start].strip(" "):
            sheet.insert(value.start, new)
        else:
            sheet.insert(colon, f" {new}")

    def replace(self, mapping: Place, entry: Entry, colon: int, new: str) -> None:
        """Comments inside the old value stay, behind the new one."""
        sheet, value, start = self.sheet, entry.value, entry.value.start
        if not value.flow and value.kind in (Kind.MAPPING, Kind.SEQUENCE):
            start, new = colon, f" {new}"
        end = start + len(sheet.text[start : value.end].rstrip())
        comments = sheet.comments(start, value.end)
        separator = sheet.line_end + " " * max(entry.key.column, 1)
        if comments:
            new = f"{new} {separator.join(comments)}" + (separator if mapping.flow else "")
        elif sheet.text[end : end + 1] == "#":
            new += " "
        sheet.replace(start, end, new)

    def add_lines(self, mapping: Place, new: Changes) -> None:
        """After the line where the last entry ends, before comments that follow."""
        sheet = self.sheet
        stop = mapping.end if mapping.ends_in_block else sheet.comments_stop(sheet.line_stop(mapping.end))
        new = self.answer_questions(new, mapping.column, mapping.start, stop, mapping.entries)
        lines = _lines(new, mapping.column, self.indent, self.braces)
        entry = _last_early(mapping.entries)
        end = entry.value.end
        if entry.value.end == entry.value.start:
            end = sheet.after_colon(entry.key.end) or entry.key.end
        if not entry.value.ends_in_block:
            stop = sheet.line_stop(end)
            below = sheet.comments_stop(stop)
            sheet.insert_lines(max([stop, *(line for line in self.answered if line <= below)]), lines)
        elif sheet.at_line_start(end):
            sheet.insert(end, "".join(line + sheet.line_end for line in lines))
        else:  # a line end would become part of the text that ends the file
            pad = " " * mapping.column
            above = "".join(line.removeprefix(pad) + sheet.line_end + pad for line in lines)
            sheet.insert(mapping.start, above)
