"""What the command says about itself."""

import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from fitengine.cli.main import COMMANDS, program
from tests.helpers.commands import commands


def test_the_static_table_tells_what_the_modules_tell():
    """The table spares importing every command for `--help`; this keeps it true."""
    context = click.Context(program)
    told = {name: program.get_command(context, name).short_help for name in COMMANDS}
    assert told == {name: info.short_help for name, info in COMMANDS.items()}


@pytest.mark.parametrize("words", ["", *commands()])
def test_every_help_ends_with_an_example(invoke, words):
    result = invoke(*words.split(), "--help")
    assert result.exit_code == 0
    last = result.stdout.rstrip().splitlines()[-1]
    assert last.startswith(f"  fitengine {words}".rstrip() + " ") or last == f"  fitengine {words}"


@pytest.mark.parametrize("words", commands())
def test_every_example_is_a_command_line_that_is_understood(words):
    """Options in an example exist and have legal values; nothing runs."""
    known = commands()
    for example in known[words].epilog.splitlines():
        typed = shlex.split(example)[1:]
        name = " ".join(typed[:2]) if " ".join(typed[:2]) in known else typed[0]
        known[name].make_context(name, typed[len(name.split()) :], resilient_parsing=False)


def test_the_names_of_all_commands_are_in_the_help(invoke):
    text = invoke("--help").stdout
    assert all(f"  {name}" in text for name in COMMANDS)


def test_help_imports_neither_a_command_nor_anything_heavy():
    """That is what keeps it under 150 ms."""
    code = (
        "import sys\n"
        "from fitengine.cli.main import program\n"
        "try:\n    program.main(['--help'])\nexcept SystemExit: pass\n"
        "print('LOADED', *sorted(name for name in sys.modules))"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split("LOADED", 1)[1].split())
    assert "click" in loaded
    assert loaded.isdisjoint(
        {"networkx", "yaml", "jinja2", "graphviz", "jsonschema_rs", "durable_rules_engine", "fitengine.api"}
    )
    assert {name for name in loaded if name.startswith("fitengine.cli.")} == {
        "fitengine.cli.commands",
        "fitengine.cli.failures",
        "fitengine.cli.main",
    }


def test_version_is_the_installed_one(invoke):
    from importlib.metadata import version

    assert invoke("--version").stdout == f"fitengine {version('fitengine')}\n"


def test_a_misspelt_command_gets_a_proposal(invoke):
    result = invoke("asess", "letters.yaml")
    assert result.exit_code == 2
    assert "no command `asess`: did you mean `assess`?" in result.stderr


def test_an_unknown_option_is_a_usage_error(invoke):
    result = invoke("assess", "letters.yaml", "--formt", "json")
    assert result.exit_code == 2
    assert "--format" in result.stderr


def test_an_unknown_format_names_the_known_ones(invoke):
    result = invoke("assess", "letters.yaml", "--format", "xml")
    assert result.exit_code == 2
    assert all(name in result.stderr for name in ("text", "json", "csv", "markdown"))
