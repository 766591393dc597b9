"""What a workbook is as a file: an archive of XML parts, refused where it is damaged, dangerous or something else."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from typing import NoReturn
from xml.parsers import expat

from fitengine.errors import InputError

__all__ = ["SheetMarks", "open_parts", "packed", "read_marks"]

_MOST_BYTES = 128 * 1024 * 1024
_MOST_PARTS = 2_000
_MOST_ROWS = 200_000
_MOST_COLUMNS = 2_000
_OLD = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE = "save it as an Excel workbook (.xlsx)"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})").fullmatch
_PERCENT_FORMATS = frozenset({"9", "10"})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^]]*\]')


@dataclass(slots=True)
class SheetMarks:
    """What values alone do not tell, by cell (`H7`): formulas, error values, and numbers that are shown as percentages."""

    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    percents: set[str] = field(default_factory=set)


def open_parts(raw: bytes, source: str) -> dict[str, bytes]:
    """The parts of a workbook by name, unpacked and checked. Raises InputError for anything else, and for archives that
    would unpack to more than 128 MiB."""
    if raw.startswith(_OLD):
        if _ENCRYPTED in raw:
            _refuse("encrypted", f"`{source}` is protected by a password", "save it without one")
        _refuse("not-a-workbook", f"`{source}` is in Excel's format of before 2007", _SAVE)
    if not raw.startswith(b"PK"):
        _refuse("not-a-workbook", f"`{source}` is no Excel workbook, whatever its name says", _SAVE)
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            _check_size(archive, source)
            parts = {info.filename: _unpacked(archive, info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        _refuse("broken-file", f"`{source}` is damaged, or not all of it is there", "copy or save it anew")
    _check_kind(parts, source)
    return parts


def packed(parts: Mapping[str, bytes]) -> BytesIO:
    """The same parts as an archive without surprises: nothing in it is compressed."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, contents in parts.items():
            archive.writestr(zipfile.ZipInfo(name), contents)
    file.seek(0)
    return file


def read_marks(parts: Mapping[str, bytes], source: str) -> dict[str, SheetMarks]:
    """The marks of every sheet, by its name. Raises InputError for sheets that are too large."""
    try:
        percents = _percent_styles(parts.get("xl/styles.xml", b""))
        return {name: _sheet_marks(parts[part], percents, source) for name, part in _sheets(parts)
                if part in parts}  # fmt: skip
    except (expat.ExpatError, LookupError, ValueError):  # the latter two are encodings that nobody knows
        _refuse("broken-file", f"`{source}` is damaged: its XML cannot be read", "save it anew")


def _check_size(archive: zipfile.ZipFile, source: str) -> None:
    infos = archive.infolist()
    size = sum(info.file_size for info in infos)
    if size > _MOST_BYTES or len(infos) > _MOST_PARTS:
        message = f"`{source}` would unpack to {size:,} bytes in {len(infos):,} parts"
        _refuse("too-large", message, f"the limit is {_MOST_BYTES:,} bytes in {_MOST_PARTS:,} parts")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """At most as many bytes as the archive announces; its checksum is checked."""
    with archive.open(info) as part:
        return part.read(info.file_size + 1)


def _check_kind(parts: Mapping[str, bytes], source: str) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        _refuse("macros", f"`{source}` holds macros, which are never read", "save it as .xlsx, without them")
    if "xl/workbook.bin" in parts or "mimetype" in parts:
        _refuse("not-a-workbook", f"`{source}` is a workbook in another format", _SAVE)
    if "xl/workbook.xml" not in parts:
        _refuse("not-a-workbook", f"`{source}` is an archive, and no workbook", _SAVE)
    for name, contents in parts.items():
        if name.endswith((".xml", ".rels")) and re.search(rb"<!(DOCTYPE|ENTITY)", contents):
            _refuse(
                "broken-file", f"`{source}` declares XML entities, which no workbook does", "save it anew"
            )


def _sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Name and part of every sheet."""
    targets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.endswith("Relationship"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    found: list[tuple[str, str]] = []

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            id_ = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            found.append((attributes.get("name", ""), id_))

    _parse(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), relation)
    _parse(parts["xl/workbook.xml"], sheet)
    for name, id_ in found:
        target = targets.get(id_, "")
        yield name, target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _percent_styles(raw: bytes) -> frozenset[str]:
    """The numbers of the cell styles that show a percentage."""
    custom: set[str] = set()
    styles: list[bool] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        local = name.rpartition(":")[2]
        if local in ("cellXfs", "cellStyleXfs", "cellStyles"):
            inside = local == "cellXfs"
        elif local == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
            custom.add(attributes.get("numFmtId", ""))
        elif local == "xf" and inside:
            styles.append(attributes.get("numFmtId", "") in _PERCENT_FORMATS | custom)

    _parse(raw or b"<none/>", start)
    return frozenset(str(number) for number, percent in enumerate(styles) if percent)


def _sheet_marks(raw: bytes, percents: frozenset[str], source: str) -> SheetMarks:
    marks = SheetMarks()
    cell = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal cell
        local = name.rpartition(":")[2]
        if local == "row":
            _check_place(f"A{attributes.get('r', '1')}", source)
        elif local == "c":
            cell = attributes.get("r", "")
            _check_place(cell or "A1", source)
            if attributes.get("t") == "e":
                marks.errors.append(cell)
            if attributes.get("s") in percents:
                marks.percents.add(cell)
        elif local == "f":
            marks.formulas.append(cell)

    _parse(raw, start)
    return marks


def _check_place(cell: str, source: str) -> None:
    found = _REFERENCE(cell)
    column = 0
    for letter in found[1] if found else "":
        column = column * 26 + ord(letter) - ord("A") + 1
    if found is None or int(found[2]) > _MOST_ROWS or column > _MOST_COLUMNS:
        help_ = f"delete what stands beyond row {_MOST_ROWS:,} or column {_MOST_COLUMNS:,}"
        _refuse("too-large", f"`{source}` has something in the far cell `{cell[:20]}`", help_)


def _parse(raw: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(raw, True)


def _refuse(code: str, message: str, help_: str) -> NoReturn:
    raise InputError.single(code, message, help_)
