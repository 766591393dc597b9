"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence

import click

__all__ = [
    "facts_option",
    "form_option",
    "out_option",
    "process_argument",
    "processes_argument",
    "quiet_option",
    "rules_option",
    "set_option",
    "setting_new_option",
    "setting_old_option",
    "setting_option",
    "strict_option",
]


def _read_settings(
    ctx: click.Context | None, param: click.Parameter | None, texts: Sequence[str]
) -> dict[str, str]:
    """The values chosen by name; the last of several for one name counts. Whether the rules know them is theirs to say."""
    pairs = [text.partition("=") for text in texts]
    for (name, equals, value), text in zip(pairs, texts, strict=True):
        if not (name.strip() and equals and value.strip()):
            raise click.BadParameter(f"`{text}` is not NAME=VALUE", ctx, param)
    return {name.strip(): value.strip() for name, _, value in pairs}


process_argument = click.argument("process", metavar="PROCESS")
processes_argument = click.argument("processes", metavar="PROCESS...", nargs=-1, required=True)
facts_option = click.option(
    "--facts",
    metavar="SIDECAR",
    help="Facts file of a BPMN model; NAME.facts.yaml beside it is found by itself.",
)
rules_option = click.option(
    "--rules",
    metavar="DIR",
    multiple=True,
    help="Folder of rules, or name of an installed pack, that adds to the shipped ones or overrides them by id; repeatable.",
)
setting_option = click.option(
    "--setting",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_read_settings,
    help="Choice where the sources of the rules disagree; `fitengine rules show TABLE` names them; repeatable.",
)
setting_old_option = click.option(
    "--setting-old",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_read_settings,
    help="As --setting, for the old side only; repeatable.",
)
setting_new_option = click.option(
    "--setting-new",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_read_settings,
    help="As --setting, for the new side only; repeatable.",
)
set_option = click.option(
    "--set",
    "changes",
    metavar="TARGET.FACT=VALUE",
    multiple=True,
    help="Say only what would become otherwise if a fact were so. TARGET is a step, lane:LANE or process; "
    "values as in a process file; repeatable.",
)
strict_option = click.option("--strict", is_flag=True, help="Presume nothing: what nobody said stays open.")
form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
)
out_option = click.option("-o", "--out", metavar="FILE", help="Write to this file; - is standard output.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No warnings and notes on standard error.")
