"""`fitengine export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import show_problems
from fitengine.cli.options import (
    facts_option,
    out_option,
    process_argument,
    quiet_option,
    rules_option,
    setting_option,
    strict_option,
)
from fitengine.cli.output import note, write_result
from fitengine.errors import InputError
from fitengine.load.files import Contents, is_markup, read_bytes, sidecar_of
from fitengine.model.decision import Assessment
from fitengine.model.process import Event, EventKind, Node, Process, SubProcess

__all__ = ["command"]

ExportFormat = Literal["bpmn", "xlsx"]
_FORMATS: tuple[ExportFormat, ...] = ("bpmn", "xlsx")


@click.command(
    cls=ExampleCommand,
    short_help="Write a process with its verdicts as BPMN or as an Excel workbook.",
    epilog="fitengine export invoices.yaml -o invoices.bpmn\nfitengine export invoices.yaml -o invoices.xlsx\n"
    "fitengine export order.bpmn -o order-coloured.bpmn",
)
@process_argument
@out_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="The ending of the file decides where this is not given; else bpmn.",
)
@facts_option
@rules_option
@setting_option
@strict_option
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
@quiet_option
def command(
    process: str,
    out: str | None,
    form: ExportFormat | None,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    strict: bool,
    force: bool,
    quiet: bool,
) -> None:
    """Write PROCESS with its verdicts for other tools, and for people who work in spreadsheets.

    A BPMN model comes out as it is, with the steps coloured and the verdicts as their documentation. A YAML or JSON process
    comes out as a laid-out model; what BPMN has no place for goes into NAME.facts.yaml beside NAME.bpmn.

    A workbook has one row a step and one column a fact; `fitengine import` makes a process file of it again.
    """
    form = form or _format_of(out)
    if form == "xlsx" and out is None and sys.stdout.isatty():
        raise click.UsageError("a workbook is no text for a terminal: name a file with -o")
    raw, name = read_bytes(process)
    model = is_markup(raw)
    _refuse_to_overwrite(_targets(out, beside=form == "bpmn" and not model), force)
    rulebook = api.load_rules(*rules, settings=settings)
    source = Contents(raw, name) if process == "-" else process
    loaded = api.load_process(source, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    assessment = api.assess(loaded, rules=rulebook, strict=strict)
    if form == "xlsx":
        write_result(api.export_workbook(assessment, rules=rulebook), out, quiet)
    elif model:
        write_result(api.export_bpmn(assessment, model=Contents(raw, name)), out, quiet)
    else:
        _write_model(assessment, out, quiet)


def _format_of(out: str | None) -> ExportFormat:
    """The format that the file's ending names."""
    ending = Path(out or "").suffix.lower().lstrip(".")
    if ending in ("", "xml"):
        return "bpmn"
    if found := next((form for form in _FORMATS if form == ending), None):
        return found
    raise click.UsageError(
        f"nothing can be exported as `.{ending}`: choose from {', '.join(_FORMATS)} with --format"
    )


def _targets(out: str | None, beside: bool) -> list[Path]:
    """The files that will be written."""
    if out is None or out == "-":
        return []
    return [Path(out), sidecar_of(Path(out))] if beside else [Path(out)]


def _refuse_to_overwrite(targets: list[Path], force: bool) -> None:
    for target in targets:
        if not force and target.exists():
            raise InputError.single("file-exists", f"`{target}` is there already", "--force overwrites it")


def _write_model(assessment: Assessment, out: str | None, quiet: bool) -> None:
    """The laid-out model, and its facts beside it."""
    write_result(api.export_bpmn(assessment), out, quiet)
    for words in _losses(assessment.process):
        note(words, quiet)
    if out is None or out == "-":
        note("facts and initiative are left out: name a file with -o to have them beside it", quiet)
    else:
        facts = api.export_sidecar(assessment.process, Path(out).name)
        write_result(facts, str(sidecar_of(Path(out))), quiet)


def _is_boundary(node: Node | None) -> bool:
    return isinstance(node, Event) and node.kind is EventKind.BOUNDARY


def _losses(process: Process) -> list[str]:
    """What this process says and BPMN has no place for."""
    words = []
    if any(node.stage for node in process.nodes.values()):
        words.append("stages are left out: BPMN has no place for them")
    if any(flow.share is not None for flow in process.flows):
        words.append("shares of branches stand in the names of sequence flows only")
    if any(isinstance(node, SubProcess) for node in process.nodes.values()):
        words.append("subprocesses are unfolded: their frames are left out")
    if any(_is_boundary(process.nodes.get(flow.target)) for flow in process.flows):
        words.append(
            "flows into boundary events lead to the steps that these stand on: in BPMN nothing flows into them"
        )
    if process.lanes and any(node.lane is None for node in process.nodes.values() if not _is_boundary(node)):
        words.append("steps of no lane stand in a lane without a name")
    return words
