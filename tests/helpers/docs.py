"""Pages of the documentation, run: files are written, commands executed, what they print compared, Python executed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["DOCS", "Block", "blocks", "matches", "write_file"]

DOCS = Path(__file__).parents[2] / "docs"

_FENCE = re.compile(r"^```(\w+)(?: ([\w -]+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_NAME = re.compile(r"(?:# |<!-- )(\S+\.(?:yaml|md|bpmn))(?: -->)?\n")
_SHARE = re.compile(r"\d+(?:\.\d+)?%")
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, what is said of it behind that, its text, and the line it starts at."""

    language: str
    kind: str
    text: str
    line: int


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page below `docs`, in written order."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [
        Block(found[1], found[2] or "", found[3], text.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(text)
    ]


def write_file(block: Block, folder: Path) -> Path | None:
    """Writes a block whose first line names a file, and gives the path; None where it names none."""
    name = _NAME.match(block.text)
    if name is None:
        return None
    target = folder / name[1]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(block.text, encoding="utf-8")
    return target


def matches(expected: str, printed: str) -> bool:
    """Whether a program printed this, where `...` stands for anything, and shares may be others: they follow the priors."""
    wanted, found = (_SHARE.sub("1%", _BLANKS.sub(" ", text.strip())) for text in (expected, printed))
    pattern = ".*?".join(re.escape(part) for part in wanted.split("..."))
    return re.fullmatch(pattern, found, re.DOTALL) is not None
