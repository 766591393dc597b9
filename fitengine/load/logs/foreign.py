"""What a file is when it is no event log, so that its reader can be told in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn

from fitengine.errors import InputError
from fitengine.load.logs.text import is_bare_utf_16

__all__ = [
    "looks_like_markup",
    "refuse_foreign",
    "refuse_object_centric",
    "refuse_root",
    "refuse_user_interface",
]

_EXPORT = "export it as CSV or XES, one row or element an event"
_FLATTEN = "flatten it: choose the object type that is the case, and export its events as CSV or XES"

_BINARY: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive, as Excel workbooks and packed logs are", "unpack it, or save the sheet as CSV"),
    (b"PK\x05\x06", "an empty ZIP archive", ""),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "save the sheet as CSV"),
    (b"\x1f\x8b", "packed with gzip twice", "unpack it once"),
    (b"BZh", "packed with bzip2", "unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "packed with xz", "unpack it, or pack it with gzip"),
    (b"\x28\xb5\x2f\xfd", "packed with zstandard", "unpack it, or pack it with gzip"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it"),
    (b"PAR1", "a Parquet file", _EXPORT),
    (b"%PDF", "a PDF document", _EXPORT),
    (b"\x89PNG", "a PNG picture", _EXPORT),
)  # fmt: skip
_SQLITE = b"SQLite format 3\x00"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_IS_OBJECT_CENTRIC = re.compile(
    rb'"ocel:|"objectTypes"|"eventTypes"|"relationships"\s*:\s*\[|"omap"|"ocel"', re.IGNORECASE
)

_OBJECT_CENTRIC_ELEMENTS = frozenset({"objects", "events", "object-types", "event-types"})
_ROOTS = {
    "definitions": "a BPMN or DMN model",
    "WorkflowLog": "a log in MXML, which XES replaced",
    "pnml": "a Petri net",
    "html": "a web page",
    "svg": "an SVG picture",
    "Workbook": "an Excel workbook saved as XML",
}

_SURE_COLUMNS = frozenset(
    {
        "targetapp", "targetappname", "targetid", "targetclass", "targetclassname", "targettagname", "targetinnertext",
        "targetinnerhtml", "targetworkbookname", "targetsheetname", "innertext", "innerhtml", "tagname", "xpath",
        "windowtitle", "windowname", "keystroke", "keystrokes", "keypressed", "mousex", "mousey", "mousecoordinates",
        "mouseposition", "clickcoordinates", "screenshot", "browserurl", "clipboard", "clipboardcontent",
        "workbook", "workbookname", "sheetname", "worksheet", "cellrange", "celladdress", "elementid",
    }
)  # fmt: skip
_TELLING_COLUMNS = frozenset(
    {
        "sheet", "cell", "row", "column", "url", "label", "value", "content", "filename", "application", "app",
        "window", "element", "href", "eventtype", "browser", "tab", "x", "y", "key", "button",
    }
)  # fmt: skip
_ENOUGH = 5
"""Points: two for a column that only recordings of screens have, one for a telling one."""


def looks_like_markup(head: bytes) -> bool:
    """Whether a file starts like XML."""
    return head[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def refuse_foreign(head: bytes, name: str) -> None:
    """Raises InputError for a file that is neither text nor XML, and for JSON."""
    if not head:
        raise InputError.single("empty-log", f"`{name}` is empty")
    if head.startswith(_SQLITE):
        message = f"`{name}` is an SQLite database, as object-centric logs come in, and is not read"
        raise InputError.single("object-centric", message, _FLATTEN)
    for magic, what, help_ in _BINARY:
        if head.startswith(magic):
            raise InputError.single("binary", f"`{name}` is {what}, not an event log", help_)
    if b"\0" in head and not head.startswith(_UTF_16) and not is_bare_utf_16(head):
        raise InputError.single("binary", f"`{name}` is a binary file, not an event log", _EXPORT)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        if _IS_OBJECT_CENTRIC.search(head):
            refuse_object_centric(name)
        raise InputError.single("json", f"`{name}` is JSON, and event logs are read from CSV or XES", _EXPORT)


def refuse_object_centric(name: str) -> NoReturn:
    """Raises InputError for a log whose events belong to several objects."""
    message = f"`{name}` is an object-centric log: its events have several objects and no case"
    raise InputError.single("object-centric", message, _FLATTEN)


def refuse_root(tag: str, name: str) -> NoReturn:
    """Raises InputError for XML that is no XES."""
    what = _ROOTS.get(tag)
    message = (
        f"`{name}` is {what}, not an event log"
        if what
        else f"`{name}` is XML, but its root `{tag}` is not XES"
    )
    raise InputError.single("not-a-log", message, "an XES log starts with the element `log`")


def refuse_user_interface(columns: Iterable[str], name: str) -> None:
    """Raises InputError where the columns are those of a recording of clicks and keystrokes."""
    plain = {"".join(filter(str.isalnum, column.casefold())): column for column in columns}
    seen = [column for word, column in plain.items() if word in _SURE_COLUMNS or word in _TELLING_COLUMNS]
    points = sum(
        2 if word in _SURE_COLUMNS else 1 for word in plain.keys() & (_SURE_COLUMNS | _TELLING_COLUMNS)
    )
    if points >= _ENOUGH:
        shown = ", ".join(f"`{column}`" for column in sorted(seen)[:4])
        message = f"`{name}` records clicks and keystrokes ({shown}), not the steps of cases"
        help_ = "to read it all the same, name its columns with `--case` and `--activity`"
        raise InputError.single("user-interface-log", message, help_)
