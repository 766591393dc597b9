"""The seeds and all that fuzzing ever found hold to what must hold for every input, and the fuzzer itself finds what is wrong."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fitengine.errors import InputError, Problem
from tests.fuzz.guard import find_violation, measured_violation
from tests.fuzz.minimise import minimise
from tests.fuzz.mutate import mutate, words_of
from tests.fuzz.targets import TARGETS, Target, seeds_of

HERE = Path(__file__).parent
FINDINGS = [path for path in sorted((HERE / "findings").glob("*/*")) if path.is_file()]
SEEDS = [(name, path) for name, target in TARGETS.items() for path in seeds_of(target)]


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once_holds_now(path: Path) -> None:
    assert measured_violation(TARGETS[path.parent.name], path.read_bytes()) is None


@pytest.mark.parametrize(("name", "path"), SEEDS, ids=[path.name for _, path in SEEDS])
def test_seeds_hold(name: str, path: Path) -> None:
    assert measured_violation(TARGETS[name], path.read_bytes()) is None


@pytest.mark.parametrize("name", TARGETS)
def test_some_seed_is_accepted(name: str) -> None:
    """A search that starts from refusals alone never gets past them."""
    accepted = []
    for path in seeds_of(TARGETS[name]):
        try:
            accepted.append(TARGETS[name].read(path.read_bytes()))
        except InputError:
            continue
    assert accepted


# --- The guard sees each kind of fault ---


def target_of(read: Callable[[bytes], object], memory: int = 1024**2, seconds: float = 0.05) -> Target:
    return Target("made-up", read, (), memory, seconds)


def refuse(message: str) -> Callable[[bytes], object]:
    def read(_data: bytes) -> object:
        raise InputError.single("odd", message)

    return read


def kind_of(read: Callable[[bytes], object]) -> str:
    found = measured_violation(target_of(read), b"input")
    return found.kind if found else ""


def test_a_result_and_a_refusal_are_both_fine() -> None:
    assert kind_of(len) == ""
    assert kind_of(refuse("`x` is odd")) == ""


def test_any_other_exception_is_a_finding() -> None:
    assert kind_of(lambda data: data[99]) == "IndexError"


def test_exceptions_of_native_code_outside_exception_are_findings() -> None:
    class PanicException(BaseException):  # what a library in Rust raises
        pass

    def read(_data: bytes) -> object:
        raise PanicException

    assert kind_of(read) == "PanicException"


def test_slowness_is_a_finding() -> None:
    def read(_data: bytes) -> None:
        until = time.process_time() + 0.1
        while time.process_time() < until:
            pass

    assert kind_of(read) == "slow"


def test_too_much_memory_is_a_finding() -> None:
    assert kind_of(lambda data: len(data * 1024**2)) == "memory"


def test_two_runs_that_differ_are_a_finding() -> None:
    numbers: Iterator[int] = iter(range(9))
    assert kind_of(lambda _data: next(numbers)) == "differs"


@pytest.mark.parametrize(
    "deed",
    [
        lambda folder: (folder / "new").write_text(""),
        lambda folder: (folder / "old").unlink(),
        lambda folder: (folder / "old").rename(folder / "new"),
        lambda folder: (folder / "new").mkdir(),
        lambda folder: os.close(os.open(folder / "new", os.O_CREAT | os.O_WRONLY)),
        lambda _: subprocess.run(["true"], check=True),
        lambda _: socket.socket().close(),
    ],
    ids=["write", "remove", "rename", "folder", "descriptor", "process", "socket"],
)
def test_deeds_are_findings(deed: Callable[[Path], object], tmp_path: Path) -> None:
    (tmp_path / "old").touch()
    found = find_violation(target_of(lambda _data: deed(tmp_path), seconds=9), b"", twice=False)
    assert found is not None
    assert found.kind == "deed"


def test_reading_a_file_is_no_deed() -> None:
    assert kind_of(lambda _data: len(Path(__file__).read_bytes())) == ""


def test_a_message_that_could_drive_a_terminal_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Problem, "__post_init__", lambda _self: None)
    for message in ("`\x1b[2J` is odd", "two\nlines", "a" * 5000, "Ends like a sentence."):
        assert kind_of(refuse(message)) == "wording"


# --- The parts of the search ---


def test_minimising_keeps_only_what_matters() -> None:
    data = b"x" * 700 + b"a" + b"y" * 500 + b"b" + b"z" * 300
    assert minimise(data, lambda some: b"a" in some and b"b" in some, seconds=60) == b"ab"


def test_changes_are_the_same_for_the_same_seed_and_never_too_long() -> None:
    data = b"one: two\nthree: {four: 5}\n"
    words = words_of([data])
    for seed in range(200):
        changed = mutate(data, words, 60, seed)
        assert changed == mutate(data, words, 60, seed)
        assert len(changed) <= 60
    assert len({mutate(data, words, 60, seed) for seed in range(200)}) > 100


def test_a_parcel_of_files_is_taken_apart() -> None:
    from tests.fuzz.targets import split_parts

    assert split_parts(b"=== a\n1\n=== b\n2\n3\n", "x") == {"a": b"1", "b": b"2\n3"}
    assert split_parts(b"1\n", "x") == {"x": b"1\n"}


def test_a_short_run_over_all_targets_finds_nothing(tmp_path: Path) -> None:
    """As anybody would start it; two seconds a target."""
    pytest.importorskip("atheris")
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", "16", "--findings", str(tmp_path)]
    run = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    rows = [line.split("|")[1:3] for line in run.stdout.splitlines() if line.startswith("| ")][1:]
    assert [name.strip() for name, _ in rows] == [*TARGETS, "all"]
    executions = [int(count.replace(",", "")) for _, count in rows]
    assert all(count > 20 for count in executions), run.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_run_reports_and_keeps_what_it_finds(tmp_path: Path) -> None:
    """A reader that is too slow by decree: its seeds are found, made small and kept."""
    from tests.fuzz.slices import _keep

    found = tmp_path / "found"
    found.write_bytes(seeds_of(TARGETS["bpmn"])[0].read_bytes())
    said = _keep(replace(TARGETS["bpmn"]), found, tmp_path / "findings")
    assert said.endswith("not seen again")
    (kept,) = (tmp_path / "findings" / "bpmn").iterdir()
    assert kept.read_bytes() == found.read_bytes()
