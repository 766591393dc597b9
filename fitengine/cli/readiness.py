"""`fitengine readiness`."""

from __future__ import annotations

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import ExitCode, show_problems
from fitengine.cli.options import (
    facts_option,
    form_option,
    out_option,
    process_argument,
    quiet_option,
    rules_option,
    setting_option,
)
from fitengine.cli.output import note, page_width, utf8, wants_colour, write_result
from fitengine.errors import InputError
from fitengine.load.suggest import near
from fitengine.model.readiness import Gate, Readiness
from fitengine.model.rules import Rulebook

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    short_help="Say how ready data and initiative are, and which phase gates pass.",
    epilog="fitengine readiness invoices.yaml\nfitengine readiness invoices.yaml --gate pilot",
)
@process_argument
@click.option("--gate", metavar="GATE", help="Only this phase gate; exit with 1 where it is not passed.")
@facts_option
@rules_option
@setting_option
@form_option
@out_option
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    process: str,
    gate: str | None,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    form: str,
    out: str | None,
    quiet: bool,
) -> None:
    """Say how ready the data of PROCESS is for what its pattern steps need, how ready its initiative is area by area, and
    which phase gates it passes.

    What nobody has answered is a result of its own: it passes no gate. A gate passes with the gates before it.
    """
    rulebook = api.load_rules(*rules, settings=settings)
    loaded = api.load_process(process, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    readiness = api.readiness(loaded, rules=rulebook)
    one = _gate(readiness, gate) if gate is not None else None
    write_result(_formatted(readiness, one, rulebook, form, out), out, quiet)
    if one is not None and not one.passed:
        missing = len(one.failing) + len(one.unanswered)
        note(f"the gate {one.label} is not passed: {missing} missing or not answered", quiet)
        ctx.exit(ExitCode.FINDINGS)


def _gate(readiness: Readiness, word: str) -> Gate:
    """The gate of that id or name. Raises InputError where there is none."""
    names = {name: gate for gate in readiness.gates for name in (gate.id, gate.label)}
    if word in names:
        return names[word]
    meant = near(word, names)
    known = ", ".join(f"`{gate.id}`" for gate in readiness.gates)
    hint = f"did you mean `{names[meant].id}`?" if meant else f"there are {known or 'none'}"
    raise InputError.single("unknown-gate", f"no gate is called `{word}`", hint)


def _formatted(
    readiness: Readiness, gate: Gate | None, rulebook: Rulebook, form: str, out: str | None
) -> str | bytes:
    if form == "json":
        from fitengine.report.readiness_json import gate_to_json, readiness_to_json

        return utf8(gate_to_json(readiness, gate) if gate else readiness_to_json(readiness))
    if form == "markdown":
        from fitengine.report.readiness_markdown import gate_markdown, readiness_markdown

        return utf8(
            gate_markdown(readiness, gate, rulebook) if gate else readiness_markdown(readiness, rulebook)
        )
    from fitengine.report.readiness_text import gate_text, readiness_text

    width, colour = page_width(), wants_colour(out)
    if gate is not None:
        return gate_text(readiness, gate, rulebook, width=width, colour=colour)
    return readiness_text(readiness, rulebook, width=width, colour=colour)
