"""What is fuzzed: every reader that meets files of other people, each as a function of bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fitengine.load.bpmn import read_bpmn
from fitengine.load.dmn.pack import import_dmn, read_pack
from fitengine.load.logs import read_log
from fitengine.load.process.file import read_process
from fitengine.load.process.sidecar import read_sidecar
from fitengine.load.rules.rulebook import RuleText, load_rules, read_rulebook
from fitengine.load.workbook.process import read_workbook
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook

__all__ = ["SEEDS", "TARGETS", "Target", "seeds_of", "split_parts"]

SEEDS = Path(__file__).parent / "seeds"
_MIB = 1024**2
_LONGEST_LOG = 64 * _MIB


@dataclass(frozen=True, slots=True)
class Target:
    """A reader and what it may cost for an input of at most 16 KiB."""

    name: str
    read: Callable[[bytes], object]
    suffixes: tuple[str, ...]
    """How the names of files end that may be its input."""
    memory: int = 128 * _MIB
    """Bytes that one input may take."""
    seconds: float = 1.0
    """Processor time that one input may take."""


def seeds_of(target: Target) -> list[Path]:
    """The seeds of the target in the tree: small, so that thousands a second can be tried."""
    return sorted((SEEDS / target.name).iterdir())


def split_parts(data: bytes, only: str) -> dict[str, bytes]:
    """The files that an input stands for: each begins with a line `=== NAME`. Without such a line it is the file `only`."""
    if not data.startswith(b"=== "):
        return {only: data}
    parts = {}
    for part in b"\n".join([b"", *data.splitlines()]).split(b"\n=== ")[1:]:
        name, _, contents = part.partition(b"\n")
        parts[name.decode("utf-8", "replace")] = contents
    return parts


@cache
def _rules() -> Rulebook:
    return load_rules()


@cache
def _outcomes() -> Mapping[str, tuple[str, ...]]:
    tables = _rules().tables
    return {name: tables[name].outcomes for table in tables.values() for name in table.requires}


@cache
def _model() -> Process:
    return read_bpmn((SEEDS / "bpmn" / "letters.bpmn").read_bytes(), "letters.bpmn")


def _read_process(data: bytes) -> Process:
    return read_process(data, "input.yaml", _rules().dictionary, _outcomes())


def _read_sidecar(data: bytes) -> Process:
    return read_sidecar(data, "letters.facts.yaml", _model(), _rules().dictionary, _outcomes())


def _read_bpmn(data: bytes) -> Process:
    return read_bpmn(data, "input.bpmn")


def _read_log(data: bytes) -> object:
    return read_log(io.BytesIO(data), max_bytes=_LONGEST_LOG)


def _read_dmn(data: bytes) -> object:
    pack = import_dmn(data, "input.dmn")
    return pack, _contents(read_pack(pack))


def _read_rules(data: bytes) -> object:
    """Over a small rulebook, so that there is something to extend and to cite."""
    own = [RuleText(name, text, "own", 1, "own") for name, text in split_parts(data, "own.yaml").items()]
    return _contents(read_rulebook([RuleText("base.yaml", _BASE, "base", 0, "base"), *own]))


def _contents(rulebook: Rulebook) -> object:
    """What two rulebooks are compared by; they themselves are told by identity."""
    return rulebook.dictionary, rulebook.tables, rulebook.references, rulebook.packs, rulebook.tick_lists


def _read_xlsx(data: bytes) -> Process:
    """Parts of a workbook are packed here: a checksum is no place to search in. Other bytes are read as they are."""
    raw = _packed({**_FRAME, **split_parts(data, "")}) if data.startswith(b"=== ") else data
    return read_workbook(raw, "input.xlsx", _rules().dictionary, _outcomes())


def _packed(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, contents in parts.items():
            archive.writestr(zipfile.ZipInfo(name), contents)
    return file.getvalue()


_BASE = """
references:
  house-default: {authors: us, year: 2026, title: a default of our own, where: here}
facts:
  standardised: {question: One way?, type: level, values: [ad_hoc, varies, mostly, uniform]}
  exception_rate: {question: Exceptions?, type: number, unit: "%", range: [0, 100], aliases: [exceptions]}
  volume: {question: How often?, type: number, unit: cases/month, range: [0, 100000]}
  applications: {question: Systems?, type: count, range: [0, 1000]}
  physical: {question: Hands?, type: bool}
  exception_kind: {question: Which kind?, type: choice, values: [rules, knowledge, random]}
decision: ways
version: 1.0.0
question: Is there one way?
hit_policy: priority
verdicts: [not_ready, ready]
tiers: [gate, fit]
rules:
- {id: W1, tier: gate, when: {standardised: at most varies}, then: not_ready, because: Many ways., cite: house-default}
- {id: W2, tier: fit, when: {}, then: ready, because: One way., cite: house-default}
"""

_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = b"http://schemas.openxmlformats.org/package/2006/relationships"
_SHEETS = (
    b"Steps",
    b"Flows",
    b"Lanes",
    b"Defaults",
    b"Process",
    b"Initiative",
    b"Measured",
    b"Measures",
    b"Actuals",
    b"Value",
)
_FRAME = {
    "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": b'<Relationships xmlns="%b"><Relationship Id="r" Type="%b/officeDocument" Target="xl/workbook.xml"/>'
    b"</Relationships>" % (_PACKAGE, _OFFICE),
    "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="%b">%b</Relationships>'
    % (
        _PACKAGE,
        b"".join(
            b'<Relationship Id="r%d" Type="%b/worksheet" Target="worksheets/%b.xml"/>'
            % (number, _OFFICE, name)
            for number, name in enumerate(_SHEETS)
        ),
    ),
    "xl/workbook.xml": b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="%b"><sheets>'
    b'<sheet name="Steps" sheetId="1" r:id="r0"/><sheet name="Flows" sheetId="2" r:id="r1"/></sheets></workbook>'
    % _OFFICE,
}

TARGETS = {
    target.name: target
    for target in (
        Target("process", _read_process, (".yaml", ".yml", ".json")),
        Target("sidecar", _read_sidecar, (".facts.yaml",)),
        Target("rules", _read_rules, (".yaml", ".yml")),
        Target("bpmn", _read_bpmn, (".bpmn", ".bpmn2", ".xml")),
        Target("dmn", _read_dmn, (".dmn", ".xml")),
        Target("csv", _read_log, (".csv", ".csv.gz")),
        Target("xes", _read_log, (".xes", ".xes.gz")),
        Target("xlsx", _read_xlsx, (".xlsx",), memory=512 * _MIB),
    )
}
