"""`fitengine schema`."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from fitengine.cli.commands import ExampleCommand
from fitengine.cli.options import out_option, quiet_option, rules_option, setting_option
from fitengine.cli.output import write_result

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    short_help="Print the JSON Schema of process files or of results.",
    epilog="fitengine schema -o process.schema.json",
)
@click.option("--output", is_flag=True, help="The schema of what `assess --format json` writes.")
@rules_option
@setting_option
@out_option
@quiet_option
def command(
    output: bool, rules: tuple[str, ...], settings: dict[str, str], out: str | None, quiet: bool
) -> None:
    """Print the JSON Schema of process files, for editors and validators, or of the results.

    The schema of process files follows the fact dictionary of the rules.
    """
    if output:
        from fitengine.report.schemas import output_schema

        schema: Mapping[str, object] = output_schema()
    else:
        from fitengine import api

        schema = api.process_schema(api.load_rules(*rules, settings=settings))
    write_result((json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode(), out, quiet)
