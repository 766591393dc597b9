"""Whatever goes wrong while the commands work, the file that was there stays whole, and nothing outside is touched.

The parts below the commands are in tests/unit/load/test_atomic.py: full disks, locks, owners, links, `kill -9` at any moment.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from fitengine.__main__ import main as entry
from fitengine.cli.main import program
from tests.helpers.deeds import Deed, watched

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and permissions are those of POSIX")

WRITERS = {
    "assess": "assess letters.yaml --format json -o OUT",
    "explain": "explain letters.yaml scan -o OUT",
    "ask": "ask letters.yaml --format json -o OUT",
    "compare": "compare letters.yaml parcels.yaml -o OUT",
    "readiness": "readiness letters.yaml -o OUT",
    "value": "value letters.yaml -o OUT",
    "roadmap": "roadmap letters.yaml -o OUT",
    "track": "track letters.yaml -o OUT",
    "check": "check letters.yaml -o OUT --fail-on never",
    "map": "map letters.yaml -o OUT --format dot",
    "export": "export model.bpmn -o OUT --force --format bpmn",
    "report": "report letters.yaml -o OUT --format markdown",
    "measure": "measure letters.csv --process model.bpmn --accept-similar -o OUT",
    "import": "import letters.csv -o OUT",
    "init": "init -o OUT --force",
    "rules diff": "rules diff shipped stricter -o OUT",
    "rules export": "rules export ways -o OUT",
    "rules test": "rules test -o OUT",
    "schema": "schema -o OUT",
}
"""Every command that writes one file, with what it needs."""
FOLDERS = {"rules docs", "rules import"}
"""Commands that write a folder of files, each by the same function as one."""
PORTFOLIOS = {"portfolio run", "portfolio again", "portfolio summary", "portfolio map"}
"""Their folders of results are tried in test_portfolio_faults.py; what is made from these is written as `assess` writes."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(HERE / "processes", tmp_path, dirs_exist_ok=True)
    shutil.copy(HERE / "logs" / "letters.csv", tmp_path)
    shutil.copytree(HERE / "rules" / "stricter", tmp_path / "stricter")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def run(line: str) -> Result:
    return CliRunner().invoke(program, line.split())


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


def test_every_command_that_writes_a_file_is_tried_below() -> None:
    writing = {
        name
        for name, command in commands(program)
        if any("--out" in option.opts for option in command.params)
    }
    assert writing <= WRITERS.keys() | FOLDERS | PORTFOLIOS, "add what is new to WRITERS"


# --- What is written takes the old file's place as a whole ---


OLD = b"model: model.bpmn\nsteps: {}\n"
"""A facts file: `measure` reads it and adds to it, the others do not care."""


def spoil(name: str) -> Callable[..., None]:
    """What `os.fsync` does in place of its work: all is written then, and nothing has its name yet."""

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def interrupted(_handle: int) -> None:
        signal.raise_signal(signal.SIGINT)

    return {"full": full, "interrupted": interrupted}[name]


@ON_POSIX
@pytest.mark.parametrize("line", WRITERS.values(), ids=WRITERS)
def test_a_command_that_fails_to_write_leaves_the_old_file(
    folder: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "out.yaml"
    line = line.replace("OUT", target.name)
    done = run(line)
    assert done.exit_code == 0, done.output
    before = sorted(path.name for path in folder.iterdir())
    target.write_bytes(OLD)
    target.chmod(0o604)

    for fault, code, words in (("full", 2, "no space left on device"), ("interrupted", 130, "")):
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", spoil(fault))
            failed = run(line)
        assert failed.exit_code == code, failed.output
        assert words in failed.stderr
        assert target.read_bytes() == OLD
        assert sorted(path.name for path in folder.iterdir()) == before

    target.chmod(0o444)
    refused = run(line)
    assert refused.exit_code == 2
    assert "write-protected" in refused.stderr
    target.chmod(0o604)
    assert run(line).exit_code == 0
    assert target.read_bytes() != OLD
    assert stat.S_IMODE(target.stat().st_mode) == 0o604


MOMENTS = 9


def in_child(work: Callable[[], None]) -> int:
    """The exit code of a child process that does the work; what it prints is lost."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            work()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 98
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def interrupted_at(
    moment: int, line: str, counted: Callable[[int], object] = lambda _: None
) -> Callable[[], None]:
    """A command that gets a Ctrl-C at its n-th call of any function."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")
        if calls == moment:
            signal.raise_signal(signal.SIGINT)

    def work() -> None:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        sys.setprofile(count)
        try:
            sys.argv = ["fitengine", *line.split()]
            entry()
        finally:
            sys.setprofile(None)
            counted(calls)

    return work


@ON_POSIX
@pytest.mark.parametrize(
    "line",
    [
        "assess letters.yaml --format json -o OUT",
        "report letters.yaml -o OUT --format html",
        "ask OUT --answers answers.yaml",
    ],
    ids=lambda line: line.split()[0],
)
def test_an_interrupt_at_any_moment_ends_the_command_with_the_file_whole(folder: Path, line: str) -> None:
    """Ctrl-C in a child at evenly spread moments, from its first calls to its last."""
    target = folder / "out.yaml"
    old = (folder / "letters.yaml").read_bytes() if "ask" in line else OLD
    (folder / "answers.yaml").write_text("steps: {answer: {rule_based: partly}}\n", encoding="utf-8")
    line = line.replace("OUT", target.name)
    target.write_bytes(old)
    tally = folder / "tally"
    assert in_child(interrupted_at(-1, line, lambda calls: tally.write_text(str(calls)))) == 0
    new, calls = target.read_bytes(), int(tally.read_text())
    assert new != old
    tally.unlink()
    codes = []
    for moment in (4 + calls * share // MOMENTS for share in range(MOMENTS)):
        target.write_bytes(old)
        code = in_child(interrupted_at(moment, line))
        codes.append(code)
        found = target.read_bytes()
        assert found in (old, new) or (code == 0 and found != old), (moment, calls)
        assert not list(folder.glob(".fitengine-*"))
    assert set(codes) <= {130, 0}, codes
    assert codes.count(130) > MOMENTS * 3 // 4, codes


@ON_POSIX
def test_programs_that_write_at_the_same_time_lose_no_answer(
    folder: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    """Four analysts answer about four steps of one process."""
    target = folder / "letters.yaml"
    for step in ("scan", "sort", "enter", "answer"):
        (folder / f"{step}.yaml").write_text(f"steps: {{{step}: {{interpersonal: low}}}}\n", encoding="utf-8")
    running = [
        start("ask", target, "--answers", folder / f"{step}.yaml")
        for step in ("scan", "sort", "enter", "answer")
    ]
    for process in running:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
    assert target.read_text(encoding="utf-8").count("interpersonal: low") == 4
    assert run(f"check {target} --fail-on never").exit_code == 0


def test_of_several_results_under_one_name_one_stays_and_it_is_whole(
    folder: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    lines = [
        "assess letters.yaml --format json",
        "assess parcels.yaml --format json",
        "assess letters.yaml --format markdown",
    ]
    target, whole = folder / "result", []
    for line in lines:
        assert run(f"{line} -o {target}").exit_code == 0
        whole.append(target.read_bytes())
    for process in [start(*line.split(), "-o", target) for line in lines]:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert target.read_bytes() in whole
    assert not list(folder.glob(".fitengine-*"))


# --- Standard streams that are closed or full ---


@ON_POSIX
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("assess letters.yaml >&-", 0),
        ("map letters.yaml >&-", 0),
        ("schema >&-", 0),
        ("assess - <&-", 2),
        ("assess letters.yaml <&- >&- 2>&-", 0),
        ("assess nothing.yaml 2>&-", 2),
        ("assess letters.yaml >/dev/full", 2),
        ("map letters.yaml >/dev/full", 2),
        ("assess nothing.yaml 2>/dev/full", 2),
    ],
)
def test_closed_and_full_streams_are_no_internal_error(folder: Path, line: str, code: int) -> None:
    if "full" in line and not Path("/dev/full").exists():
        pytest.skip("the device that is always full is Linux's")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = f"{sys.executable} -m fitengine {line}"
    done = subprocess.run(
        ["sh", "-c", words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    assert "internal error" not in done.stderr
    assert "Traceback" not in done.stderr


@ON_POSIX
@pytest.mark.parametrize(
    "line",
    [
        "map letters.yaml",
        "report letters.yaml -o -",
        "assess letters.yaml --format json",
        "rules list",
        "schema",
        "rules test",
    ],
)
def test_whatever_is_printed_a_closed_pipe_ends_it_quietly(
    start: Callable[..., subprocess.Popen[bytes]], line: str
) -> None:
    process = start(*line.split())
    process.stdout.close()
    assert process.wait(timeout=120) == 141
    assert process.stderr.read() == b""
    process.stdin.close()
    process.stderr.close()


# --- Nothing is read but what was named ---


def deeds_of(line: str) -> list[Deed]:
    with watched() as deeds:
        run(line)
    return deeds


REFERENCES = {
    "a facts file that names its model": (
        "sidecar.yaml",
        "model: ../../../../etc/passwd\nsteps: {sort: {facts: {volume: 3}, measured: {log: /etc/passwd, facts: {}}}}\n",
        "assess model.bpmn --facts sidecar.yaml",
    ),
    "a model that imports another": (
        "order.bpmn",
        (
            '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><import importType="x" namespace="y" '
            'location="/etc/passwd"/><import importType="x" namespace="y" location="../secret.bpmn"/></definitions>'
        ),
        "assess order.bpmn",
    ),
    "an entity": (
        "order.bpmn",
        (
            '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><definitions '
            'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" name="&e;"/>'
        ),
        "assess order.bpmn",
    ),
    "a document type on another machine": (
        "log.xes",
        '<!DOCTYPE log SYSTEM "http://example.org/log.dtd"><log/>',
        "import log.xes",
    ),
    "a decision that requires one elsewhere": (
        "m.dmn",
        (
            '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><import locationURI="../x.dmn" namespace="n" '
            'importType="t"/><decision id="d" name="d"><informationRequirement><requiredDecision href="/etc/passwd#d"/>'
            "</informationRequirement></decision></definitions>"
        ),
        "rules import m.dmn -o out",
    ),
    "a schema on another machine": (
        "p.yaml",
        "$schema: http://example.org/process.json\nprocess: p\nsteps: {a: {}}\n",
        "assess p.yaml",
    ),
}


@pytest.mark.parametrize(("name", "text", "line"), REFERENCES.values(), ids=REFERENCES)
def test_what_a_file_refers_to_is_never_read(folder: Path, name: str, text: str, line: str) -> None:
    """Neither `..` nor a path from the root nor a URL in a file leads anywhere: files are read that the user named, those that
    belong to them by name, and those of the program."""
    (folder.parent / "secret.bpmn").write_text("secret", encoding="utf-8")
    (folder.parent / "x.dmn").write_text("secret", encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    run(line)  # what Python and the libraries read when they are first used is read now
    deeds = deeds_of(line)
    assert any(deed.kind == "read" and deed.what.endswith(name) for deed in deeds)
    for deed in deeds:
        assert deed.kind not in ("network", "socket"), deed
        path = Path(deed.what.partition(" ")[2])
        inside = (folder / path).resolve().is_relative_to(folder.resolve())
        assert inside or ROOT in path.parents or deed.kind == "program", deed


def test_the_guard_against_the_network_sees_it(
    shell: Callable[..., subprocess.CompletedProcess[bytes]],
) -> None:
    """Every test of this folder runs under it: in this process a fixture looks, in others Python is started with it."""
    with watched() as deeds, pytest.raises(OSError, match=r".*"):
        socket.getaddrinfo("fitengine.invalid", 80)
    assert [deed.kind for deed in deeds] == ["network"]
    with watched() as deeds, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as speaker:
        speaker.connect(("127.0.0.1", 9))
    assert {deed.kind for deed in deeds} == {"socket"}
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'tests' / 'helpers' / 'no_network'}{os.pathsep}{ROOT}",
    }
    words = "import socket; socket.getaddrinfo('fitengine.invalid', 80)"
    caught = subprocess.run(
        [sys.executable, "-c", words], env=environment, capture_output=True, text=True, check=False
    )
    assert caught.returncode == 99
    assert re.search("the network was used: socket.getaddrinfo", caught.stderr)
    assert shell("assess", "letters.yaml").returncode == 0
