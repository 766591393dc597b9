"""`fitengine mcp` as the program of a language model uses it: started by the client of the official SDK, over its pipes."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

from tests.functional.conftest import PROCESSES, clean_environment

mcp = pytest.importorskip("mcp")
from mcp.client.stdio import stdio_client  # noqa: E402 - only where the extra is installed

LETTERS = (PROCESSES / "letters.yaml").read_text(encoding="utf-8")


def talk(*calls: tuple[str, dict[str, object]]):
    """The tools that are offered, and for each call whether it is an error and its text."""

    async def run():
        server = mcp.StdioServerParameters(
            command=sys.executable, args=["-m", "fitengine", "mcp"], env=clean_environment({}), cwd=PROCESSES
        )
        async with stdio_client(server) as (read, write), mcp.ClientSession(read, write) as session:
            about = await session.initialize()
            tools = (await session.list_tools()).tools
            results = [await session.call_tool(name, arguments) for name, arguments in calls]
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


def test_without_the_library_the_message_names_the_extra(invoke, monkeypatch):
    monkeypatch.setattr("fitengine.service.tools.find_spec", lambda _: None)
    result = invoke("mcp")
    assert result.exit_code == 2
    assert "pip install 'fitengine[mcp]'" in result.stderr
