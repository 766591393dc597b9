"""The text of a log, piece by piece, whatever it was saved as."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator

from fitengine.errors import InputError
from fitengine.model.log import DataIssue

__all__ = ["LogText", "is_bare_utf_16"]

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""").match
_CHARACTER_SETS = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|(us-)?ascii|iso-?8859-?\d+|latin-?\d|windows-?\d+|cp-?\d+|gb2312|gbk|gb18030|big5"
    r"|shift_?jis|euc-?(jp|kr)|koi8-?[ru]",
    re.IGNORECASE,
).fullmatch
"""Python knows more, some of which are no character sets at all."""
_WINDOWS = "cp1252"
_LONGEST_LINE = 4 * 1024**2
"""In characters; what is longer is no row of a table, and would have to be held in memory."""


class LogText:
    """Text of `chunks`, of which `head` is the beginning. Bytes that are not UTF-8 are read as windows-1252, and noted.

    Raises InputError for an unknown encoding, for a zero character, and for an endless line.
    """

    def __init__(self, chunks: Iterable[bytes], head: bytes, name: str) -> None:
        self.name = name
        self._chunks = chunks
        self._mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
        self._encoding = _MARKS.get(self._mark) or _unmarked(head) or _declared(head, name)
        self._mended = False

    def pieces(self) -> Iterator[str]:
        """The text without a byte order mark, in pieces of any length."""
        decoder = codecs.getincrementaldecoder(self._encoding)()
        skip = len(self._mark)
        for raw in self._chunks:
            text = self._decoded(decoder, raw[skip:], False)
            if "\0" in text:
                raise InputError.single("binary", f"`{self.name}` is a binary file, not an event log")
            yield text
            skip = 0
        yield self._decoded(decoder, b"", True)

    def lines(self) -> Iterator[str]:
        """The lines with their ends, which are all made `\\n`."""
        newlines = io.IncrementalNewlineDecoder(None, translate=True)
        rest = ""
        for piece in self.pieces():
            *lines, rest = (rest + newlines.decode(piece)).split("\n")
            for line in lines:
                yield line + "\n"
            if len(rest) > _LONGEST_LINE:
                message = f"`{self.name}` has a line of more than {_LONGEST_LINE:,} characters"
                raise InputError.single("endless-line", message, "a log has one row an event")
        if rest:
            yield rest

    def issues(self) -> tuple[DataIssue, ...]:
        """What had to be mended so far."""
        if not self._mended:
            return ()
        used = "windows-1252" if self._encoding in ("utf-8", _WINDOWS) else self._encoding
        message = f"the log does not hold to its encoding and was read as {used}"
        return (DataIssue("encoding", 1, message, "save it as UTF-8, and check the letters with accents"),)

    def _decoded(self, decoder: codecs.IncrementalDecoder, raw: bytes, final: bool) -> str:
        state = decoder.getstate()
        try:
            return decoder.decode(raw, final)
        except UnicodeDecodeError:
            self._mended = True
        decoder.setstate(state)
        decoder.errors = _AS_WINDOWS if self._encoding == "utf-8" else "replace"
        try:
            return decoder.decode(raw, final)
        finally:
            decoder.errors = "strict"


def is_bare_utf_16(head: bytes) -> bool:
    """UTF-16 without a byte order mark: every other byte of the first letters is zero, and the others are not."""
    return _unmarked(head) != ""


def _unmarked(head: bytes) -> str:
    even, odd = head[:8:2], head[1:8:2]
    if len(head) < 8 or any(even) == any(odd):
        return ""
    if all(even) and not any(odd):
        return "utf-16-le"
    return "utf-16-be" if all(odd) and not any(even) else ""


def _declared(head: bytes, name: str) -> str:
    """What an XML declaration says, else UTF-8. ISO-8859-1 is what Windows means by it."""
    match = _DECLARED(head[:400])
    said = match[1].decode("ascii") if match else "utf-8"
    try:
        encoding = codecs.lookup(said).name if _CHARACTER_SETS(said) else ""
    except LookupError:
        encoding = ""
    if not encoding:
        raise InputError.single(
            "unknown-encoding", f"`{name}` says it is in the encoding `{said}`", "save it as UTF-8"
        )
    if encoding.startswith("utf-16"):
        return "utf-8"  # the declaration was read byte by byte, so this is not UTF-16
    return _WINDOWS if encoding in ("iso8859-1", "ascii") else encoding


def _windows_letters(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError), "only decoding falls back"
    return error.object[error.start : error.end].decode(_WINDOWS, errors="replace"), error.end


_AS_WINDOWS = "fitengine-windows-1252"
codecs.register_error(_AS_WINDOWS, _windows_letters)
