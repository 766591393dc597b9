"""The text of an XML file as UTF-8, whatever it was saved as."""

from __future__ import annotations

import codecs
import re

from fitengine.errors import InputError, Problem, SourceSpan

__all__ = ["as_utf8", "detect_encoding"]

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UNMARKED = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_KNOWN = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|(us-)?ascii|iso-?8859-?\d+|latin-?\d|windows-?\d+|cp-?\d+|gb2312|gbk|gb18030|big5"
    r"|shift_?jis|euc-?(jp|kr)|koi8-?[ru]|macroman",
    re.IGNORECASE,
)
"""The character sets of modelling tools; Python knows more, some of which are no character sets at all."""
_WINDOWS = "cp1252"


def as_utf8(raw: bytes, source: str) -> tuple[bytes, tuple[Problem, ...]]:
    """UTF-8 without a byte order mark, and a warning where the file does not hold to its own encoding.

    Such a file is read as windows-1252 when it says UTF-8 or nothing. Raises InputError for an unknown encoding.
    """
    mark, encoding = detect_encoding(raw, source)
    body = raw.removeprefix(mark)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        return _mend(body, encoding, error, source)
    return (body if encoding == "utf-8" else text.encode()), ()


def detect_encoding(raw: bytes, source: str) -> tuple[bytes, str]:
    """The byte order mark (or nothing) and the encoding by the mark or the declaration. Raises InputError for an unknown one."""
    mark = next((mark for mark in _MARKS if raw.startswith(mark)), b"")
    return mark, _MARKS[mark] if mark else _UNMARKED.get(raw[:2]) or _declared(raw, source)


def _declared(raw: bytes, source: str) -> str:
    match = _DECLARED.match(raw[:400])
    name = match[1].decode("ascii") if match else "utf-8"
    try:
        encoding = codecs.lookup(name).name if _KNOWN.fullmatch(name) else ""
    except LookupError:
        encoding = ""
    if not encoding:
        span = SourceSpan(source, 1, 1, 1, 2)
        raise InputError.single(
            "unknown-encoding", f"the encoding `{name}` is not known", "save the file as UTF-8", span
        )
    if encoding.startswith("utf-16"):
        return "utf-8"  # the declaration was read byte by byte, so this is not UTF-16
    return _WINDOWS if encoding in ("iso8859-1", "ascii") else encoding  # what Windows calls ISO-8859-1


def _mend(
    body: bytes, encoding: str, error: UnicodeDecodeError, source: str
) -> tuple[bytes, tuple[Problem, ...]]:
    used = _WINDOWS if encoding == "utf-8" else encoding
    line = body.count(b"\n", 0, error.start) + 1
    span = SourceSpan(source, line, 1, line, 2)
    message = f"the file does not hold to its encoding and was read as {used.replace('cp', 'windows-')}"
    help_ = "save the file as UTF-8, and check the letters with accents"
    return body.decode(used, errors="replace").encode(), (
        Problem("encoding", message, help_, span, "", "warning"),
    )
