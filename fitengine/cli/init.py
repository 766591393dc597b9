"""`fitengine init`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import show_problems
from fitengine.cli.options import out_option, quiet_option, rules_option, setting_option
from fitengine.cli.output import note, write_result
from fitengine.errors import InputError
from fitengine.load.atomic import update_file
from fitengine.load.files import read_bytes, sidecar_of
from fitengine.load.process.sidecar_update import SidecarUpdate
from fitengine.load.yaml.events import decode
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook

__all__ = ["command"]

_STARTER = "process.yaml"
_MOST_NAMED = 8


@click.command(
    cls=ExampleCommand,
    short_help="Write a starter process file, or bring a BPMN model's facts file up to date.",
    epilog="fitengine init -o invoices.yaml\nfitengine init invoices.bpmn",
)
@click.argument("bpmn", required=False, metavar="[BPMN]")
@out_option
@rules_option
@setting_option
@click.option("--force", is_flag=True, help="Begin anew where there is a file already: what it says is lost.")
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

    Where the model has a facts file already, it is brought up to date: new steps are added, a step that was given another id is
    known by its name, and what fits no step any more is kept under `orphans`. All else in the file stays as it is.
    """
    target = out or _default_target(bpmn)
    rulebook = api.load_rules(*rules, settings=settings)
    if bpmn is None:
        if target != "-" and not force and Path(target).exists():
            raise InputError.single("file-exists", f"`{target}` is there already", "--force overwrites it")
        write_result(api.starter_process(rulebook).encode(), target, quiet)
        return
    existing = None if force else _existing(bpmn, target)
    if existing is not None:
        _update(bpmn, existing, target, rulebook, quiet)
        return
    process = api.load_process(bpmn, rules=rulebook)
    if not quiet:
        show_problems(process.warnings)
    write_result(api.starter_sidecar(process, rulebook).encode(), target, quiet)


def _default_target(bpmn: str | None) -> str:
    if bpmn is None:
        return _STARTER
    return "-" if bpmn == "-" else str(sidecar_of(Path(bpmn)))


def _existing(bpmn: str, target: str) -> Path | None:
    """The facts file that is there already; for standard output, the one that would be brought up to date."""
    if target == "-" and bpmn == "-":
        return None
    path = sidecar_of(Path(bpmn)) if target == "-" else Path(target)
    return path if path.exists() else None


def _update(bpmn: str, existing: Path, target: str, rulebook: Rulebook, quiet: bool) -> None:
    process = api.load_process(bpmn, rules=rulebook, facts=existing)
    if astray := [warning for warning in process.warnings if warning.code == "other-model"]:
        raise InputError(astray)
    done: list[SidecarUpdate] = []

    def edit(text: str) -> str:
        done[:] = [api.update_sidecar(text, process, rules=rulebook, name=str(existing))]
        return done[0].text

    if target == "-":
        write_result(edit(decode(*read_bytes(existing))), target, quiet)
    else:
        update_file(existing, edit)
        process = api.load_process(bpmn, rules=rulebook, facts=existing)
    (update,) = done
    if not quiet:
        show_problems(process.warnings)
    changes = list(_changes(update, process))
    for words in changes or ["every step of the model has its entry"]:
        note(f"{existing}: {words}", quiet)


def _changes(update: SidecarUpdate, process: Process) -> Iterator[str]:
    """What was done, a sentence each."""
    if update.added:
        steps = [f"`{id_}` ({' '.join(process.nodes[id_].name.split())})" for id_ in update.added]
        yield f"added {_listed(steps)}"
    for old, new in update.moved:
        yield f"`{old}` is called `{new}` now: its facts went along"
    if update.renamed:
        yield f"took the new names of {_listed([f'`{id_}`' for id_ in update.renamed])}"
    for old, new in update.returned:
        yield f"took the facts of `{new}` back from `orphans`" + (
            f", where they stood as `{old}`" if old != new else ""
        )
    if update.orphaned:
        gone = [f"`{id_}`" for id_, _ in update.orphaned]
        yield f"kept the facts of {_listed(gone)} under `orphans`: the model does not have them any more"


def _listed(words: list[str]) -> str:
    more = len(words) - _MOST_NAMED
    return ", ".join(words[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
