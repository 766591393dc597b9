"""Files of other tools: BPMN, workbooks, event logs."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from fitengine.errors import Problem
from fitengine.load.files import Source
from fitengine.model.decision import Assessment
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook

if TYPE_CHECKING:  # what only the signatures name is not imported: start-up counts
    from fitengine.load.logs import LogOptions
    from fitengine.model.measured import DiscoveredProcess, Measurement
from fitengine.api.deciders import shipped_rules

__all__ = [
    "drawn_process",
    "export_bpmn",
    "export_sidecar",
    "export_workbook",
    "import_log",
    "import_workbook",
    "measure_log",
    "measured_facts",
    "problem_workbook",
]

_log = logging.getLogger("fitengine")


def export_bpmn(assessment: Assessment, *, model: Source | None = None) -> bytes:
    """The assessed process as BPMN with the verdicts in it: the analyst's own file `model` coloured and otherwise byte for byte
    as it is, else a laid-out model. Raises InputError where the XML of `model` cannot be followed."""
    if model is None:
        from fitengine.render.bpmn.write import write_bpmn

        return write_bpmn(assessment)
    from fitengine.load.files import read_bytes
    from fitengine.render.bpmn.colour import colour_bpmn

    raw, name = read_bytes(model)
    return colour_bpmn(raw, name, assessment)


def export_sidecar(process: Process, model_name: str) -> str:
    """The facts file that goes beside the laid-out model of `export_bpmn` in the file `model_name`: all that is known of its
    steps and the initiative."""
    from fitengine.load.process.write import write_sidecar
    from fitengine.render.bpmn.write import as_written

    return write_sidecar(as_written(process), model_name)


def export_workbook(assessment: Assessment, *, rules: Rulebook | None = None) -> bytes:
    """The assessed process as an Excel workbook: steps with their facts to fill in, the initiative, the verdicts. Raises
    FitengineError without the extra `excel`."""
    from fitengine.report.workbook import write_sheets
    from fitengine.report.workbook_sheets import process_sheets

    rulebook = rules or shipped_rules()
    return write_sheets(process_sheets(assessment, rulebook, rulebook.rateable()))


def import_workbook(source: Source, *, rules: Rulebook | None = None) -> Process:
    """The process in a workbook as `export_workbook` writes it. Raises InputError with every problem and its cell,
    FitengineError without the extra `excel`."""
    from fitengine.load.files import read_bytes
    from fitengine.load.workbook.process import read_workbook

    rulebook = rules or shipped_rules()
    raw, name = read_bytes(source)
    return read_workbook(raw, name, rulebook.dictionary, rulebook.rateable())


def problem_workbook(problems: Iterable[Problem]) -> bytes:
    """What is wrong with a workbook as one of its own, with the sheet Problems: cell, code, problem, help."""
    from fitengine.report.workbook import write_sheets
    from fitengine.report.workbook_sheets import problem_sheet

    return write_sheets([problem_sheet(problems)])


def measure_log(
    log: Source,
    process: Process,
    *,
    options: LogOptions | None = None,
    activities: Path | str | None = None,
    accept_similar: bool = False,
    software_users: Iterable[str] = (),
    max_bytes: int | None = None,
) -> Measurement:
    """Figures for the steps of a process from an event log in CSV or XES, plain or packed with gzip. `activities` is a YAML file
    of step ids by activity, where the names differ; `software_users` are resources that are programs. Raises InputError."""
    from fitengine.assess.measuring import measure_process
    from fitengine.load.logs import MAX_BYTES, LogOptions, read_log
    from fitengine.load.logs.activity_map import read_activity_map

    mapped = read_activity_map(activities, process) if activities is not None else {}
    events = read_log(log, options or LogOptions(), max_bytes or MAX_BYTES)
    return measure_process(events, process, mapped, accept_similar, frozenset(software_users))


def measured_facts(
    measurement: Measurement,
    process: Process,
    *,
    target: Path | str = "-",
    facts: Path | str | None = None,
    rules: Rulebook | None = None,
) -> str:
    """The text of the facts file, or process file, `target` with the measured facts in it; a file that is not there yet begins
    as the facts file that the process was read with. Nothing is written. Raises InputError."""
    from fitengine.load.process.measured_file import measured_file

    rulebook = rules or shipped_rules()
    return measured_file(measurement, process, target, facts, rulebook.dictionary, rulebook.rateable())


def import_log(
    log: Source,
    *,
    options: LogOptions | None = None,
    min_share: float = 0.05,
    software_users: Iterable[str] = (),
    max_bytes: int | None = None,
) -> DiscoveredProcess:
    """The process that an event log draws, with its figures; moves between steps that are rarer than `min_share` (0 to 1) of
    what leaves a step are left out. Raises InputError."""
    from fitengine.assess.measuring import draw_process
    from fitengine.load.logs import MAX_BYTES, LogOptions, read_log

    events = read_log(log, options or LogOptions(), max_bytes or MAX_BYTES)
    return draw_process(events, min_share, frozenset(software_users))


def drawn_process(drawn: DiscoveredProcess) -> str:
    """The process file, in YAML, of a process that an event log drew, with what was measured of each step."""
    from fitengine.load.process.drawn import drawn_process as write

    return write(drawn)
