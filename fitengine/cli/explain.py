"""`fitengine explain`."""

from __future__ import annotations

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import show_problems
from fitengine.cli.options import (
    facts_option,
    form_option,
    out_option,
    process_argument,
    quiet_option,
    rules_option,
    setting_option,
    strict_option,
)
from fitengine.cli.output import page_width, utf8, wants_colour, write_result
from fitengine.model.explanation import Explanation
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    short_help="Say why a step is decided as it is, and what would change it.",
    epilog="fitengine explain invoices.yaml register\nfitengine explain invoices.yaml --format markdown -o why.md",
)
@process_argument
@click.argument("step", required=False, metavar="[STEP]")
@facts_option
@rules_option
@setting_option
@strict_option
@form_option
@out_option
@quiet_option
def command(
    process: str,
    step: str | None,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    strict: bool,
    form: str,
    out: str | None,
    quiet: bool,
) -> None:
    """Say why STEP of PROCESS is decided as it is: the facts it rests on, said or assumed, the rules with their sources,
    why not otherwise, what would change it, and how stable it is. An open step gets what to ask, and where each answer leads.

    STEP is an id or a name; without it every step gets a paragraph. PROCESS is a YAML, JSON or BPMN file, or - for
    standard input.
    """
    rulebook = api.load_rules(*rules, settings=settings)
    loaded = api.load_process(process, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    explanations = api.explain(loaded, step, rules=rulebook, strict=strict)
    if form == "json":
        from fitengine.report.explanation_json import explanations_to_json

        content: str | bytes = utf8(explanations_to_json(loaded, explanations, rulebook, strict=strict))
    elif form == "markdown":
        content = utf8(_markdown(loaded, step, explanations, rulebook))
    else:
        content = _text(loaded, step, explanations, rulebook, out)
    write_result(content, out, quiet)


def _markdown(
    process: Process, step: str | None, explanations: tuple[Explanation, ...], rulebook: Rulebook
) -> str:
    from fitengine.report.explanation_markdown import explanation_markdown, explanations_markdown

    if step is None:
        return explanations_markdown(process, explanations, rulebook)
    return explanation_markdown(process, explanations[0], rulebook)


def _text(
    process: Process,
    step: str | None,
    explanations: tuple[Explanation, ...],
    rulebook: Rulebook,
    out: str | None,
) -> str:
    from fitengine.report.explanation_text import explanation_text, explanations_text

    width, colour = page_width(), wants_colour(out)
    if step is None:
        return explanations_text(process, explanations, rulebook, width=width, colour=colour)
    return explanation_text(process, explanations[0], rulebook, width=width, colour=colour)
