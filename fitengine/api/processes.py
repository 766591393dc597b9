"""Processes: loaded, written, described by a schema, started from nothing, looked at for weaknesses."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from fitengine.load.files import Source, open_process
from fitengine.model.decision import Finding
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook

if TYPE_CHECKING:  # what only the signatures name is not imported: start-up counts
    from fitengine.load.process.sidecar_update import SidecarUpdate
from fitengine.api.deciders import shipped_rules

__all__ = [
    "check_process",
    "load_process",
    "process_schema",
    "process_text",
    "starter_process",
    "starter_sidecar",
    "update_sidecar",
]

_log = logging.getLogger("fitengine")


def load_process(source: Source, *, rules: Rulebook | None = None, facts: Source | None = None) -> Process:
    """A process from a YAML, JSON or BPMN file, one of an ending that an installed distribution reads, an open file, or `-`.
    Facts of a model are read from `facts`, else from `NAME.facts.yaml` beside it. Raises InputError with every problem found."""
    rulebook = rules or shipped_rules()
    process = open_process(source, rulebook.dictionary, rulebook.rateable(), facts)
    _log.debug("process `%s`: %d steps, %d warnings", process.id, len(process.tasks()), len(process.warnings))
    return process


def process_text(process: Process) -> str:
    """A process as a process file, which loads to the same."""
    from fitengine.load.process.write import write_process

    return write_process(process)


def process_schema(rules: Rulebook | None = None) -> Mapping[str, object]:
    """The JSON Schema of process files, generated from the fact dictionary."""
    from fitengine.load.process.schema import process_schema as make

    rulebook = rules or shipped_rules()
    return make(rulebook.dictionary, rulebook.rateable())


def starter_process(rules: Rulebook | None = None) -> str:
    """A commented process file to start from."""
    from fitengine.load.process.starter import starter_process as write

    return write((rules or shipped_rules()).dictionary)


def starter_sidecar(process: Process, rules: Rulebook | None = None) -> str:
    """A commented file of facts for a process that was read from BPMN."""
    from fitengine.load.process.starter import starter_sidecar as write

    return write(process, (rules or shipped_rules()).dictionary)


def update_sidecar(
    text: str, process: Process, *, rules: Rulebook | None = None, name: str = "the file"
) -> SidecarUpdate:
    """The text of a facts file brought up to date with its model, and what became of each entry: steps are known by id, then by
    name; new ones are added, and what fits no step is kept whole under `orphans`. All else stays byte for byte. Raises
    InputError."""
    from fitengine.load.process.sidecar_update import update_sidecar as update

    return update(text, process, (rules or shipped_rules()).dictionary, name)


def check_process(process: Process) -> tuple[Finding, ...]:
    """What is weak in the structure: starts, ends, branches, shares, names."""
    from fitengine.assess.structure import check_structure
    from fitengine.facts.graph import process_graph

    return check_structure(process, process_graph(process))
