"""What a log measured, written into process files and sidecars: a block `measured` for each step. All else in them stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from fitengine.errors import EngineFault, InputError
from fitengine.load.process.sidecar import heir_of
from fitengine.load.yaml.edit import is_blank, set_values
from fitengine.load.yaml.events import read_yaml
from fitengine.load.yaml.places import Entry, Place, outline
from fitengine.load.yaml.sheet import line_end_of
from fitengine.load.yaml.write import Spelling, flow_text
from fitengine.model.facts import Scalar
from fitengine.model.measured import Measurement, StepFigures
from fitengine.model.process import Process

__all__ = ["Block", "block_lines", "measured_block", "write_measured"]

_WIDTH = 110
_LINE_END = re.compile("\r\n|[\n\r]")
_HEAD = """\
# What event logs say about the steps of {model}.
# `fitengine measure` writes the blocks `measured` anew; what somebody states goes under `facts`.
"""
Block = dict[str, str | int | dict[str, Scalar]]
"""Log, period, cases, facts and further figures."""


def write_measured(text: str, measurement: Measurement, process: Process, source: str = "the file") -> str:
    """The text of a sidecar or process file with the measured blocks in it; a sidecar to start with, where it is empty.

    The block of a step replaces the one that stands there; steps that the log does not have keep theirs. Raises InputError
    where the text does not load, EngineFault where the result would say anything else.
    """
    blocks = {
        figures.step: measured_block(measurement, figures)
        for figures in measurement.steps
        if figures.step in process.nodes
    }
    if is_blank(text):
        return (text.rstrip() + "\n" if text.strip() else "") + _begun(blocks, process)
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    data = read_yaml(body, source).data
    steps = _steps(data, source)
    keyed = _keyed(blocks, steps, process)
    missing = _missing(keyed, steps, process)
    written = _with_blocks(set_values(body, {"steps": missing}), keyed)
    if not _says(written, data, missing, keyed):
        raise EngineFault.single(
            "bad-edit", f"writing into `{source}` would change more than what was measured"
        )
    return mark + written


def measured_block(measurement: Measurement, figures: StepFigures) -> Block:
    """What stands under `measured` of a step."""
    return {
        "log": measurement.log,
        "from": measurement.first.isoformat(),
        "to": measurement.last.isoformat(),
        "cases": figures.cases,
        "facts": _short(figures.facts()),
        "figures": _short(figures.figures()),
    }


def block_lines(block: Block, column: int) -> Iterator[str]:
    """The key `measured` and its block, line by line from this column on."""
    yield " " * column + "measured:"
    for key, value in block.items():
        head = f"{' ' * (column + 2)}{key}: "
        if isinstance(value, dict):
            yield from _folded(head + "{", [f"{name}: {flow_text(part)}" for name, part in value.items()])
        else:
            yield head + flow_text(value)


def _short(values: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Whole numbers without a point."""
    return {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in values.items()
    }


def _folded(head: str, parts: Sequence[str]) -> Iterator[str]:
    """A mapping in braces on as many lines as it needs."""
    line, blank = head, ""
    for number, part in enumerate(parts):
        piece = part + ("}" if number == len(parts) - 1 else ",")
        if blank and len(line) + 1 + len(piece) > _WIDTH:
            yield line
            line, blank = " " * len(head), ""
        line, blank = line + blank + piece, " "
    yield line if parts else line + "}"


def _begun(blocks: Mapping[str, Block], process: Process) -> str:
    model = PurePath(process.source).name or process.id
    lines = [_HEAD.format(model=" ".join(model.split())).rstrip(), f"model: {flow_text(model)}", "steps:"]
    for id_, block in blocks.items():
        lines += [
            f"  {flow_text(id_)}:",
            f"    name: {flow_text(process.nodes[id_].name)}",
            *block_lines(block, 4),
        ]
    return "\n".join(lines if blocks else [*lines[:-1], "steps: {}"]) + "\n"


def _steps(data: object, source: str) -> Mapping[str, object]:
    steps = data.get("steps") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(steps, dict | None):
        raise InputError.single("not-a-sidecar", f"`{source}` is no sidecar", "name another file with `-o`")
    return steps or {}


def _keyed(blocks: Mapping[str, Block], steps: Mapping[str, object], process: Process) -> dict[str, Block]:
    """The blocks under the keys that the file has for the steps: an element that was given another id keeps its entry."""
    heirs = {
        heir: key
        for key, step in reversed(list(steps.items()))
        if key not in process.nodes
        and isinstance(step, dict)
        and (heir := heir_of(step.get("name", ""), process, steps))
    }
    return {heirs.get(id_, id_): block for id_, block in blocks.items()}


def _missing(
    keyed: Mapping[str, Block], steps: Mapping[str, object], process: Process
) -> dict[str, dict[str, str]]:
    """What has to be there before blocks can take its place."""
    missing: dict[str, dict[str, str]] = {}
    for key in keyed:
        step = steps.get(key)
        if not isinstance(step, dict) or "measured" not in step:
            named = {} if key in steps else {"name": process.nodes[key].name}
            missing[key] = {**named, "measured": "-"}
    return missing


def _with_blocks(text: str, blocks: Mapping[str, Block]) -> str:
    """The text with these blocks in place of what stands under `measured`."""
    braces = Spelling(quote_all=_is_json(text))
    root = outline(text, {"steps": {step: {"measured": {}} for step in blocks}}).root
    steps = (step for part in root.entries if part.name == "steps" for step in part.value.entries)
    splices = [
        _splice(text, step.value, entry, blocks[step.name], braces)
        for step in steps
        if step.name in blocks
        for entry in step.value.entries
        if entry.name == "measured"
    ]
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _splice(text: str, step: Place, entry: Entry, block: Block, braces: Spelling) -> tuple[int, int, str]:
    """From where to where a new block goes: into the braces of its step, else on lines of its own."""
    if step.flow:
        return entry.value.start, entry.value.end, flow_text(block, braces)
    line_end = line_end_of(text)
    start = max(text.rfind(end, 0, entry.key.start) for end in "\n\r") + 1
    found = None if entry.value.ends_in_block else _LINE_END.search(text, entry.value.end)
    lines = line_end.join(block_lines(block, entry.key.column))
    return start, found.end() if found else max(entry.value.end, entry.key.end), lines + line_end


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _says(
    written: str, data: object, missing: Mapping[str, Mapping[str, str]], keyed: Mapping[str, Block]
) -> bool:
    """Whether the written text says what the old one did, and the new blocks."""
    assert isinstance(data, dict), "it has steps"
    steps = dict(data.get("steps") or {})
    for key, block in keyed.items():
        steps[key] = {**(steps.get(key) or {}), **missing.get(key, {}), "measured": block}
    return bool(read_yaml(written, "the file").data == {**data, "steps": steps})
