"""Running the command as a user types it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.helpers.deeds import watched

PROCESSES = Path(__file__).parent / "processes"

Invoke = Callable[..., Result]
Shell = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Whatever a test here does, other machines are left alone; what runs in a process of its own, see below."""
    with watched() as deeds:
        yield
    assert [deed for deed in deeds if deed.kind == "network"] == []


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """`invoke("assess", "letters.yaml", ...)` in the folder of the test processes, 100 columns wide, in this interpreter."""
    from fitengine.cli.main import program

    monkeypatch.chdir(PROCESSES)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str | Path, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(program, [str(word) for word in words], input=stdin)

    return run


@pytest.fixture
def shell() -> Shell:
    """`shell("assess", "letters.yaml", COLUMNS="80")` as a process of its own; capitals are environment variables."""

    def run(
        *words: str | Path, stdin: bytes | None = None, **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command_line(*words), cwd=PROCESSES, env=clean_environment(environment), input=stdin,
                              capture_output=True, timeout=60, check=False)  # fmt: skip

    return run


@pytest.fixture
def start() -> Callable[..., subprocess.Popen[bytes]]:
    """Like `shell`, but running on, with pipes."""

    def run(*words: str | Path, **environment: str) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        return subprocess.Popen(command_line(*words), cwd=PROCESSES, env=clean_environment(environment),
                                stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=_heed_interrupts)  # fmt: skip

    return run


def _heed_interrupts() -> None:
    """A shell starts what runs in the background with interrupts ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def terminal() -> Callable[..., str]:
    """`terminal("assess", …, NO_COLOR="1")`: what the command writes where its standard output is a terminal."""

    def run(*words: str | Path, **environment: str) -> str:
        leader, follower = pty.openpty()
        process = subprocess.Popen(command_line(*words), cwd=PROCESSES, env=clean_environment(environment),
                                   stdin=subprocess.DEVNULL, stdout=follower, stderr=follower)  # fmt: skip
        os.close(follower)
        try:
            return b"".join(_read_until_closed(leader)).decode()
        finally:
            os.close(leader)
            process.wait(timeout=60)

    return run


def _read_until_closed(descriptor: int) -> Iterator[bytes]:
    """Linux reports the end of a terminal as an error."""
    with suppress(OSError):
        while part := os.read(descriptor, 65536):
            yield part


def command_line(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "fitengine", *map(str, words)]


def clean_environment(extra: dict[str, str]) -> dict[str, str]:
    """What the machine has, without what would change the output, and without a network."""
    meddling = {"NO_COLOR", "COLUMNS", "FITENGINE_DEBUG", "PYTHONHASHSEED", "TERM"}
    kept = {name: value for name, value in os.environ.items() if name not in meddling}
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root / "tests" / "helpers" / "no_network"), str(root)])
    return {**kept, "PYTHONPATH": path, "TERM": "xterm-256color", **extra}


def lives(process: str) -> bool:
    """Whether it is still there after a while: Python's own helper for spawned processes ends when it sees us gone."""
    end = time.monotonic() + 10
    while Path(f"/proc/{process}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    return Path(f"/proc/{process}").exists()
