"""`fitengine init`."""

from __future__ import annotations

from pathlib import Path

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import show_problems
from fitengine.cli.options import out_option, quiet_option, rules_option, setting_option
from fitengine.cli.output import write_result
from fitengine.errors import InputError

__all__ = ["command"]

_STARTER = "process.yaml"


@click.command(
    cls=ExampleCommand,
    short_help="Write a starter process file, or the facts file of a BPMN model.",
    epilog="fitengine init -o invoices.yaml\nfitengine init invoices.bpmn",
)
@click.argument("bpmn", required=False, metavar="[BPMN]")
@out_option
@rules_option
@setting_option
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
@quiet_option
def command(
    bpmn: str | None,
    out: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    force: bool,
    quiet: bool,
) -> None:
    """Write a process file to start from, or for a BPMN model the facts file that goes beside it.

    Without -o the file is process.yaml, or NAME.facts.yaml beside the model NAME.bpmn.
    """
    target = out or _default_target(bpmn)
    if target != "-" and not force and Path(target).exists():
        raise InputError.single("file-exists", f"`{target}` is there already", "--force overwrites it")
    rulebook = api.load_rules(*rules, settings=settings)
    if bpmn is None:
        text = api.starter_process(rulebook)
    else:
        process = api.load_process(bpmn, rules=rulebook)
        if not quiet:
            show_problems(process.warnings)
        text = api.starter_sidecar(process, rulebook)
    write_result(text.encode(), target, quiet)


def _default_target(bpmn: str | None) -> str:
    if bpmn is None:
        return _STARTER
    return "-" if bpmn == "-" else str(Path(bpmn).with_suffix(".facts.yaml"))
