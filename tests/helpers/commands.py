"""The commands as typed: their names, their help, their examples, and a folder with the files that the examples name."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from fitengine.cli.main import program
from tests.helpers.books import book
from tests.helpers.dmn import decision, model, table

__all__ = ["commands", "examples", "help_page", "lay_out"]

_SHIPPED = Path(__file__).parents[2] / "processes"
_HEAD = """\
# Commands

<!-- Made by the tests from the program itself: `pytest --update-golden tests/functional/test_cli_page.py` makes it anew. -->

What each command says about itself, as `fitengine COMMAND --help` prints it. The examples are run by the tests.

All commands share: `-` for standard input or output; results on standard output, notes and [messages](messages.md) on
standard error (`-q` silences notes); exit code 0 done, 1 findings at or above `--fail-on`, 2 wrong usage or unusable input,
3 a fault of the engine or the drawing program; output files are replaced as a whole or left as they were.
"""
_LOG = """\
case,activity,start,end,resource
1,Register incoming invoice,2026-01-05 08:00,2026-01-05 08:02,112
1,Match invoice to order,2026-01-05 08:30,2026-01-05 08:40,ann
1,Pay supplier,2026-01-06 09:00,2026-01-06 09:05,bob
2,Register incoming invoice,2026-02-09 08:00,2026-02-09 08:03,112
2,Match invoice to order,2026-02-09 09:00,2026-02-09 09:10,bob
2,Pay supplier,2026-02-10 11:00,2026-02-10 11:15,ann
"""
_HOUSE = """\
decision: ways
extends: ways
version: 1.0.1
disable: [W5]
"""


def commands() -> dict[str, click.Command]:
    """Every command as typed, groups and their parts included, in the order of the help."""
    context = click.Context(program, info_name="fitengine")
    found: dict[str, click.Command] = {}
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        assert command is not None
        found[name] = command
        if isinstance(command, click.Group):
            parts = {part: command.get_command(context, part) for part in command.list_commands(context)}
            found |= {f"{name} {part}": known for part, known in parts.items() if known}
    return found


def examples() -> Iterator[tuple[str, str]]:
    """The command and the line, for every example that a help shows."""
    for name, command in commands().items():
        for line in (command.epilog or "").splitlines():
            yield name, line


def help_page() -> str:
    """docs/cli.md: the help of every command, 100 columns wide."""
    parts = [_HEAD]
    for name in ("", *commands()):
        shown = CliRunner().invoke(program, [*name.split(), "--help"], env={"COLUMNS": "100"})
        assert shown.exit_code == 0, (name, shown.output)
        parts.append(f"## fitengine {name}".rstrip() + f"\n\n```text\n{shown.stdout.strip()}\n```\n")
    return "\n".join(parts)


def lay_out(folder: Path) -> None:
    """Writes what the examples name: invoices as a process in three editions, a model, a workbook and a log, rules of a
    house, a DMN table, a file of answers, a folder of processes and the results of a run over it.
    Works in the current folder, which `folder` must be."""
    for name in ("invoices", "invoices-2025", "invoices-2026"):
        shutil.copy(_SHIPPED / "accounts-payable.yaml", folder / f"{name}.yaml")
    shutil.copy(_SHIPPED / "order-to-cash.bpmn", folder / "order.bpmn")
    (folder / "answers.yaml").write_text("steps:\n  register: {input_structure: structured}\n")
    (folder / "invoices.csv").write_text(_LOG)
    (folder / "invoices.xes.gz").write_bytes(gzip.compress(_xes().encode(), mtime=0))
    (folder / "my-rules").mkdir()
    (folder / "my-rules" / "ways.yaml").write_text(_HOUSE)
    shutil.copytree(folder / "my-rules", folder / "new-rules")
    (folder / "processes").mkdir()
    for name in ("accounts-payable", "employee-onboarding"):
        shutil.copy(_SHIPPED / f"{name}.yaml", folder / "processes")
    (folder / "export").mkdir()
    (folder / "export" / "one.ndjson").write_text(
        '{"process": "post", "steps": {"sort": {"name": "Sort post"}}}\n'
    )
    (folder / "loan.dmn").write_bytes(
        model(decision("loan", table([("score", "number")], [["< 500", '"refuse"'], [">= 500", '"grant"']])))
    )
    rows = [["U", "score", "loan"], [1, "< 500", "refuse"], [2, ">= 500", "grant"]]
    (folder / "loan.xlsx").write_bytes(book(Loan=rows))
    for line in ("export invoices.yaml -o invoices.bpmn", "export invoices.yaml -o invoices.xlsx",
                 "rules docs --rules my-rules -o my-docs", "portfolio run processes -o results --workers 1"):  # fmt: skip
        made = CliRunner().invoke(program, line.split())
        assert made.exit_code == 0, (line, made.output)


def _xes() -> str:
    """The log in XES: each row becomes an event, each case a trace."""
    cases: dict[str, list[str]] = {}
    for line in _LOG.splitlines()[1:]:
        case, activity, _, end, resource = line.split(",")
        cases.setdefault(case, []).append(
            f'<event><string key="concept:name" value="{activity}"/><string key="org:resource" value="{resource}"/>'
            f'<date key="time:timestamp" value="{end.replace(" ", "T")}:00.000+00:00"/></event>'
        )
    traces = (
        f'<trace><string key="concept:name" value="{case}"/>{"".join(events)}</trace>'
        for case, events in cases.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0">{"".join(traces)}</log>'
