"""Arguments and options that several commands share."""

from __future__ import annotations

import click

__all__ = [
    "facts_option",
    "out_option",
    "process_argument",
    "quiet_option",
    "rules_option",
]

process_argument = click.argument("process", metavar="PROCESS")
facts_option = click.option(
    "--facts",
    metavar="SIDECAR",
    help="Facts file of a BPMN model; NAME.facts.yaml beside it is found by itself.",
)
rules_option = click.option(
    "--rules",
    metavar="DIR",
    multiple=True,
    help="Folder of rules that add to the shipped ones or override them by id; repeatable.",
)
out_option = click.option("-o", "--out", metavar="FILE", help="Write to this file; - is standard output.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No warnings and notes on standard error.")
