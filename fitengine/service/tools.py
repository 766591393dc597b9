"""Tools for language models over the Model Context Protocol (extra `mcp`): the same four questions, answered in Markdown.

A model hands over the text of a process; no tool takes a path, writes a file or asks the network. An answer that takes too long
is ended, as that of the web service is.
"""

from __future__ import annotations

import asyncio
import logging
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fitengine.errors import FitengineError, InputError
from fitengine.service.answers import Form, Operation, read_request
from fitengine.service.workers import Workers

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

__all__ = ["require_mcp", "tool_server"]

_log = logging.getLogger("fitengine.service")
_MOST_CHARACTERS = 1_000_000
_HOW = """\
Decides for every step of a business process whether it suits RPA, must be standardised first, suits AI or stays with people, by
proved decision tables with cited rules. Hand over the text of a process file. A verdict is settled, presumed (it rests on the
assumptions listed) or open; never make up a fact to close one, ask the person what next_question asks.
A process file in YAML:
process: refunds
name: Refunds
lanes: {desk: Service desk}
steps:
  start: {type: start, name: Goods come back, lane: desk, next: pay}
  pay: {name: Pay the refund, lane: desk, facts: {rule_based: fully, volume: 400 a month}, next: end}
  end: {type: end, name: Refunded, lane: desk}"""


def require_mcp() -> None:
    """Raises FitengineError where the library is missing."""
    if find_spec("mcp") is None:
        raise FitengineError.single(
            "not-installed",
            "the Model Context Protocol is spoken with mcp, which is not installed",
            "install it with `pip install 'fitengine[mcp]'`",
        )


def tool_server(workers: Workers) -> MCPServer:
    """A server with the tools assess, explain, next_question and what_if, all of which only read."""
    from mcp.server.mcpserver import MCPServer
    from mcp.types import ToolAnnotations

    server: MCPServer = MCPServer(
        "fitengine", version=version("fitengine"), instructions=_HOW, log_level="WARNING"
    )
    reading = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    async def say(operation: Operation, body: dict[str, object], form: Form) -> str:
        return await asyncio.to_thread(_said, operation, body, workers, form)

    @server.tool(annotations=reading, structured_output=False)
    async def assess(
        process: str, facts: str | None = None, strict: bool = False, form: Form = "markdown"
    ) -> str:
        """A verdict for every step of a process with its reason, blockers, findings and totals. `process` is the text of a
        process file (YAML, JSON or BPMN), `facts` that of the facts file of a BPMN model; `strict` presumes nothing."""
        return await say("assess", {"process": process, "facts": facts, "strict": strict}, form)

    @server.tool(annotations=reading, structured_output=False)
    async def explain(
        process: str,
        step: str | None = None,
        facts: str | None = None,
        strict: bool = False,
        form: Form = "markdown",
    ) -> str:
        """Why a step (id or name; without it each one) is decided as it is: the rules with their sources, why not otherwise, and
        what would change it."""
        return await say(
            "explain", {"process": process, "facts": facts, "strict": strict, "step": step}, form
        )

    @server.tool(annotations=reading, structured_output=False)
    async def next_question(
        process: str, facts: str | None = None, strict: bool = False, form: Form = "markdown"
    ) -> str:
        """The one question to ask the person next: the answer is expected to settle most."""
        return await say("next-question", {"process": process, "facts": facts, "strict": strict}, form)

    @server.tool(annotations=reading, structured_output=False)
    async def what_if(
        process: str,
        changes: list[str],
        facts: str | None = None,
        strict: bool = False,
        form: Form = "markdown",
    ) -> str:
        """Which verdicts would change if facts were different. `changes` are texts such as `pay.rule_based=none`,
        `lane:Service desk.volume=40 a week` and `process.needed=no`."""
        return await say(
            "what-if", {"process": process, "facts": facts, "strict": strict, "changes": changes}, form
        )

    return server


def _said(operation: Operation, body: dict[str, object], workers: Workers, form: Form) -> str:
    """The answer; what is wrong with the input is an error of the tool, with every problem and its place."""
    from mcp.server.mcpserver.exceptions import ToolError

    try:
        if any(isinstance(text, str) and len(text) > _MOST_CHARACTERS for text in body.values()):
            raise InputError.single("too-large", f"a text has at most {_MOST_CHARACTERS:,} characters")
        reply = workers.ask(read_request(operation, body), form)
        if reply.state != "answered":
            raise FitengineError(reply.problems)
    except FitengineError as error:
        _log.info("%s: refused", operation)
        raise ToolError(str(error)) from None
    _log.info("%s: answered", operation)
    return reply.text
