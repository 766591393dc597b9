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
    epilog="fitengine mcp\nfitengine mcp --rules our-rules --timeout 60",
)
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=20.0, show_default=True,
    help="Seconds that an answer may take; then the tool says so, and the next is answered.",
)  # fmt: skip
@rules_option
@setting_option
def command(timeout: float, rules: tuple[str, ...], settings: dict[str, str]) -> None:
    """Offer the tools assess, explain, next_question and what_if to a language model, over the Model Context Protocol on
    standard input and output. The program that has the model starts it, and ends it by closing its input.

    The tools take the text of a process; none takes a path, writes a file or asks the network.
    """
    import asyncio

    from fitengine.service.tools import require_mcp, tool_server
    from fitengine.service.workers import Workers

    require_mcp()
    api.load_rules(*rules, settings=settings)  # what is wrong with them is told here, and not by a worker
    staff = Workers(1, timeout, rules, settings)  # starts while the protocol is imported

    async def serve() -> None:
        try:
            server = tool_server(staff)
            staff.wait_until_ready()
            await server.run_stdio_async()
        finally:  # within the loop, which else waits for the answer that nobody reads any more
            staff.close()

    asyncio.run(serve())
