"""`fitengine schema`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module

import click

from fitengine.cli.commands import ExampleCommand
from fitengine.cli.options import out_option, quiet_option, rules_option, setting_option
from fitengine.cli.output import write_result

__all__ = ["command"]

_OUTPUTS = {
    "assess": ("schemas", "output_schema"),
    "ask": ("questions_json", "questions_schema"),
    "check": ("schemas", "findings_schema"),
    "explain": ("explanation_schema", "explanation_schema"),
    "compare": ("comparison_json", "comparison_schema"),
    "diff": ("pack_diff_json", "pack_diff_schema"),
    "measure": ("measured_json", "measurement_schema"),
    "readiness": ("readiness_schema", "readiness_schema"),
    "gate": ("readiness_schema", "gate_schema"),
    "value": ("value_schema", "value_schema"),
    "roadmap": ("roadmap_schema", "roadmap_schema"),
    "track": ("tracking_schema", "tracking_schema"),
    "portfolio": ("fitengine.portfolio.summary_schema", "summary_schema"),
}
"""Where the schema of each output is made: a module, of the reports where no room is named, and a function; imported when it is
asked for."""


@click.command(
    cls=ExampleCommand,
    short_help="Print the JSON Schema of process files or of results.",
    epilog="fitengine schema -o process.schema.json\nfitengine schema --output explain",
)
@click.option(
    "--output",
    is_flag=False,
    flag_value="assess",
    type=click.Choice(list(_OUTPUTS)),
    help="The schema of what this command writes with --format json; without a name, of what assess writes.",
)
@rules_option
@setting_option
@out_option
@quiet_option
def command(
    output: str | None, rules: tuple[str, ...], settings: dict[str, str], out: str | None, quiet: bool
) -> None:
    """Print the JSON Schema of process files, for editors and validators, or of the results.

    The schema of process files follows the fact dictionary of the rules.
    """
    if output:
        module, name = _OUTPUTS[output]
        schema: Mapping[str, object] = getattr(import_module(_full(module)), name)()
    else:
        from fitengine import api

        schema = api.process_schema(api.load_rules(*rules, settings=settings))
    write_result((json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode(), out, quiet)


def _full(module: str) -> str:
    return module if "." in module else f"fitengine.report.{module}"
