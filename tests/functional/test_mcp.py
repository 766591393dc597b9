"""`fitengine mcp` as the program of a language model uses it: started by the client of the official SDK, over its pipes."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.functional.conftest import PROCESSES, clean_environment, lives

mcp = pytest.importorskip("mcp")
from mcp.client.stdio import stdio_client  # noqa: E402 - only where the extra is installed

LETTERS = (PROCESSES / "letters.yaml").read_text(encoding="utf-8")


STEPS = "".join(f"  s{number}: {{name: Step {number}}}\n" for number in range(10_000))
LONG = f"process: long\nsteps:\n{STEPS}"
"""Explaining ten thousand steps takes much longer than three seconds."""


def talk(*calls: tuple[str, dict[str, object]], options: tuple[str, ...] = (), together: bool = False):
    """The tools that are offered, and for each call whether it is an error and its text."""

    async def run():
        server = mcp.StdioServerParameters(
            command=sys.executable,
            args=["-m", "fitengine", "mcp", *options],
            env=clean_environment({}),
            cwd=PROCESSES,
        )
        async with stdio_client(server) as (read, write), mcp.ClientSession(read, write) as session:
            about = await session.initialize()
            tools = (await session.list_tools()).tools
            asked = [session.call_tool(name, arguments) for name, arguments in calls]
            results = await asyncio.gather(*asked) if together else [await one for one in asked]
            return about, tools, [(one.is_error, one.content[0].text) for one in results]

    return asyncio.run(asyncio.wait_for(run(), 120))


def test_a_model_assesses_explains_asks_and_tries(invoke):
    process = {"process": LETTERS}
    about, tools, told = talk(
        ("assess", process),
        ("explain", process | {"step": "enter"}),
        ("next_question", process),
        ("what_if", process | {"changes": ["enter.rule_based=none"]}),
        ("assess", process | {"form": "json"}),
    )
    assert about.server_info.name == "fitengine"
    assert "never make up a fact" in about.instructions
    assert [tool.name for tool in tools] == ["assess", "explain", "next_question", "what_if"]
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert all("path" not in tool.input_schema["properties"] for tool in tools)
    assert not any(wrong for wrong, _ in told)
    texts = [text for _, text in told]
    assert texts[0] == invoke("assess", "letters.yaml", "--format", "markdown").stdout
    assert texts[1] == invoke("explain", "letters.yaml", "enter", "--format", "markdown").stdout
    assert "How much of the work can be written as if-then rules?" in texts[2]
    assert (
        texts[3]
        == invoke("assess", "letters.yaml", "--set", "enter.rule_based=none", "--format", "markdown").stdout
    )
    here = json.loads(invoke("assess", "letters.yaml", "--format", "json").stdout)
    assert json.loads(texts[4])["steps"] == here["steps"]


def test_what_is_wrong_is_said_to_the_model_and_the_server_goes_on():
    _, _, told = talk(
        ("assess", {"process": "process: x\nsteps: {a: {nme: A}}\n"}),
        ("assess", {"process": "/etc/passwd"}),
        ("explain", {"process": LETTERS, "step": "entr"}),
        ("what_if", {"process": LETTERS, "changes": []}),
        ("assess", {"process": "x" * 1_000_001}),
        ("assess", {}),
        ("next_question", {"process": "process: x\nsteps: {a: {name: A}}\n"}),
    )
    assert [wrong for wrong, _ in told] == [True] * 6 + [False]
    assert "did you mean `name`?" in told[0][1]
    assert "root:" not in told[1][1]
    assert "did you mean `enter`?" in told[2][1]
    assert "`changes` must be" in told[3][1]
    assert "at most 1,000,000 characters" in told[4][1]
    assert "Traceback" not in "".join(text for _, text in told)


def test_an_answer_that_takes_too_long_is_ended_and_the_next_is_given():
    begun = time.monotonic()
    _, _, told = talk(
        ("explain", {"process": LONG}), ("assess", {"process": LETTERS}), options=("--timeout", "3")
    )
    assert time.monotonic() - begun < 60
    assert told[0][0]
    assert told[0][1].endswith(
        "too-slow the answer takes longer than 3 seconds\n  help: ask about less at once"
    )
    assert not told[1][0] or told[1][1].startswith(
        "busy "
    )  # its successor may still be starting on a busy machine


def test_calls_at_the_same_time_are_answered_one_after_the_other():
    calls = [("assess", {"process": LETTERS}), ("next_question", {"process": LETTERS})] * 3
    _, _, told = talk(*calls, together=True)
    assert not any(wrong for wrong, _ in told)
    assert len(set(told)) == 2


def test_when_its_client_goes_it_ends_at_once_and_its_worker_too():
    """Even in the middle of an answer: nobody reads it any more."""
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    asked = {"name": "explain", "arguments": {"process": LONG}}
    command = [sys.executable, "-m", "fitengine", "mcp", "--timeout", "300"]
    with subprocess.Popen(command, cwd=PROCESSES, env=clean_environment({}), text=True, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:  # fmt: skip
        say(server, id=1, method="initialize", params=hello)
        assert json.loads(server.stdout.readline())["result"]["serverInfo"]["name"] == "fitengine"
        say(server, method="notifications/initialized")
        workers = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        assert workers
        say(server, id=2, method="tools/call", params=asked)
        time.sleep(1)
        begun = time.monotonic()
        _, errors = server.communicate(timeout=60)
    assert time.monotonic() - begun < 20
    assert "Traceback" not in errors
    assert not [worker for worker in workers if lives(worker)]


def say(server: subprocess.Popen[str], **message: object) -> None:
    server.stdin.write(json.dumps({"jsonrpc": "2.0"} | message) + "\n")
    server.stdin.flush()


def test_without_the_library_the_message_names_the_extra(invoke, monkeypatch):
    monkeypatch.setattr("fitengine.service.tools.find_spec", lambda _: None)
    result = invoke("mcp")
    assert result.exit_code == 2
    assert "pip install 'fitengine[mcp]'" in result.stderr
