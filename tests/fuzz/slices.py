"""One turn of one target: start the fuzzer, wait, count, and make what it found small."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.fuzz.minimise import minimise
from tests.fuzz.targets import Target, seeds_of

__all__ = ["Slice", "run_slice", "seed_corpus"]

_REPOSITORY = Path(__file__).parents[2]
_LARGEST_SEED = 16 * 1024
_MOST_SEEDS = 400
_HANG = 25
"""Seconds of wall-clock time after which an input counts as endless, on a busy machine."""
_UNITS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_PROGRESS = re.compile(r"^#(\d+)\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Slice:
    """What one turn did; `findings` says of each where it was kept and what it is."""

    target: str
    executions: int
    seconds: float
    findings: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """For a line of the log."""
        return asdict(self)


def seed_corpus(target: Target, folder: Path, further: Path | None) -> None:
    """The seeds of the tree and, by the end of their names, the smallest files of another folder."""
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    (folder / "found").mkdir(exist_ok=True)
    paths = seeds_of(target)
    if further is not None:
        found = [
            path
            for path in sorted(further.rglob("*"))
            if path.is_file() and path.name.endswith(target.suffixes)
        ]
        paths += sorted(found, key=lambda path: path.stat().st_size)[:_MOST_SEEDS]
    for path in paths:
        raw = path.read_bytes()
        if len(raw) <= _LARGEST_SEED:
            (folder / "corpus" / hashlib.sha1(raw).hexdigest()).write_bytes(raw)


def run_slice(target: Target, folder: Path, findings: Path, seconds: float) -> Slice:
    """Fuzz for so many seconds, again after each crash of the whole process."""
    before = set((folder / "found").iterdir())
    started, executions, said = time.monotonic(), 0, ""
    while (left := seconds - (time.monotonic() - started)) >= 1:
        run = _child(target, folder, left)
        said = run.stdout
        units = _UNITS.findall(said) or _PROGRESS.findall(said) or ["0"]
        executions += int(units[-1])
        if run.returncode == 0:
            break
        if not set((folder / "found").iterdir()) - before and int(units[-1]) == 0:
            raise SystemExit(f"the fuzzer of {target.name} does not start:\n{said[-3000:]}")
    spent = time.monotonic() - started
    kept = [
        _keep(target, path, findings)
        for path in sorted(set((folder / "found").iterdir()) - before)
        if not path.name.startswith("slow-unit")
    ]
    return Slice(target.name, executions, round(spent, 1), tuple(kept))


def _child(target: Target, folder: Path, seconds: float) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz.child", target.name, str(folder), f"-max_total_time={max(1, int(seconds))}",
               f"-timeout={_HANG}", "-print_final_stats=1", "-reload=0", "-rss_limit_mb=2048", "-verbosity=1"]  # fmt: skip
    return subprocess.run(
        command,
        cwd=_REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def _keep(target: Target, path: Path, findings: Path) -> str:
    """Makes a finding small and puts it where the tests run it; says what it is."""
    data = path.read_bytes()
    small = path.with_name(f"{path.name}.small")
    symptom = _symptom(target, data, small)
    if small.exists():
        data = small.read_bytes()
        small.unlink()
    elif symptom:  # the whole process dies or hangs: every try takes a process of its own
        data = minimise(data, lambda shorter: _symptom(target, shorter) == symptom, seconds=60)
    (findings / target.name).mkdir(parents=True, exist_ok=True)
    kept = findings / target.name / hashlib.sha256(data).hexdigest()[:12]
    kept.write_bytes(data)
    return f"{target.name}/{kept.name}: {symptom or 'not seen again'}"


def _symptom(target: Target, data: bytes, small: Path | None = None) -> str:
    """The first line of what an input shows in a process of its own, empty where all is well."""
    command = [
        sys.executable,
        "-m",
        "tests.fuzz.check",
        target.name,
        *(["--minimise", str(small)] if small else []),
    ]
    try:
        run = subprocess.run(
            command,
            cwd=_REPOSITORY,
            input=data,
            capture_output=True,
            check=False,
            timeout=_HANG + 60 * bool(small),
        )
    except subprocess.TimeoutExpired:
        return "hang"
    if run.returncode < 0:
        return f"signal {-run.returncode}"
    return run.stdout.decode("utf-8", "replace").partition("\n")[0]
