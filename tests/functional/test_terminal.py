"""How the command behaves in a terminal and in a pipeline."""

import re
import signal
import time
from pathlib import Path

import pytest

from fitengine.errors import EngineFault, InputError, Problem


def test_colours_are_shown_on_a_terminal_only(terminal, shell):
    assert "\x1b[" in terminal("assess", "letters.yaml", COLUMNS="100")
    assert b"\x1b" not in shell("assess", "letters.yaml", COLUMNS="100").stdout


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_can_be_switched_off(terminal, environment):
    assert "\x1b" not in terminal("assess", "letters.yaml", COLUMNS="100", **environment)


def test_json_has_no_colours_on_a_terminal(terminal):
    assert "\x1b" not in terminal("assess", "letters.yaml", "--format", "json")


def test_a_closed_pipe_ends_quietly(start):
    process = start("assess", "letters.yaml", "--verbose")
    process.stdout.close()
    assert process.wait(timeout=60) == 141
    assert process.stderr.read() == b""
    process.stdin.close()
    process.stderr.close()


def wait_until_idle(pid: int) -> None:
    """Until the process has read nothing but waits: five looks in a row at which it sleeps."""
    asleep = 0
    for _ in range(600):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
        asleep = asleep + 1 if state == "S" else 0
        if asleep == 5:
            return
        time.sleep(0.1)


def test_an_interrupt_ends_quietly(start):
    process = start("assess", "-")
    wait_until_idle(process.pid)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == b""


def test_text_survives_a_terminal_that_knows_ascii_only(shell):
    run = shell("assess", "letters.yaml", PYTHONIOENCODING="ascii", COLUMNS="100")
    assert run.returncode == 0
    assert b"-----" in run.stdout
    assert run.stdout.isascii()


@pytest.mark.parametrize(
    ("raised", "code", "words"),
    [
        (
            ZeroDivisionError("division\nby zero"),
            3,
            "internal error: ZeroDivisionError: division by zero; please report it",
        ),
        (
            EngineFault([Problem("engines-disagree", "two ways of deciding disagree")]),
            3,
            "engines-disagree two ways",
        ),
        (InputError([Problem("a", "first"), Problem("b", "second")]), 2, "a first\nb second"),
        (PermissionError(13, "Permission denied", "x.yaml"), 2, "cannot-access `x.yaml`: permission denied"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_whatever_goes_wrong_is_a_line_and_an_exit_code(invoke, monkeypatch, raised, code, words):
    def fail(*_, **__):
        raise raised

    monkeypatch.delenv("FITENGINE_DEBUG", raising=False)
    monkeypatch.setattr("fitengine.api.assess", fail)
    result = invoke("assess", "letters.yaml")
    assert result.exit_code == code
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_the_traceback_is_there_for_who_asks(invoke, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setenv("FITENGINE_DEBUG", "1")
    monkeypatch.setattr("fitengine.api.assess", fail)
    assert "Traceback" in invoke("assess", "letters.yaml").stderr


def test_a_hostile_file_name_does_not_drive_the_terminal(invoke):
    result = invoke("assess", "\x1b[31mred.yaml")
    assert result.exit_code == 2
    assert re.search(r"[\x00-\x09\x0b-\x1f]", result.stderr) is None
