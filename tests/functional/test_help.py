"""What the command says about itself."""

import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from fitengine.cli.main import COMMANDS, program


def commands():
    """Every command as typed, groups and their parts included."""
    context = click.Context(program, info_name="fitengine")
    found = {}
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {part}": command.commands[part] for part in command.commands}
    return found


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
    command = commands()[words]
    for example in command.epilog.splitlines():
        typed = shlex.split(example)[1:]
        group = program if typed[0] != "rules" or len(typed) == 1 else commands()["rules"]
        name = typed[1] if group is not program else typed[0]
        arguments = typed[2:] if group is not program else typed[1:]
        target = group.get_command(click.Context(group), name)
        target.make_context(name, arguments, resilient_parsing=False)


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
