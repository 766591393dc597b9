"""`fitengine mcp`."""

from __future__ import annotations

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.options import rules_option, setting_option

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    short_help="Offer assess, explain, next question and what-if to a language model.",
    epilog="fitengine mcp\nfitengine mcp --rules our-rules",
)
@rules_option
@setting_option
def command(rules: tuple[str, ...], settings: dict[str, str]) -> None:
    """Offer the tools assess, explain, next_question and what_if to a language model, over the Model Context Protocol on
    standard input and output. The program that has the model starts it, and ends it by closing its input.

    The tools take the text of a process; none takes a path, writes a file or asks the network.
    """
    import asyncio

    from fitengine.service.tools import require_mcp, tool_server

    require_mcp()
    server = tool_server(api.load_rules(*rules, settings=settings))
    asyncio.run(server.run_stdio_async())
