"""Whatever happens to a portfolio run, every document comes out once, or the program says clearly what is the matter."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="pyarrow comes with the extra `portfolio`")
pytest.importorskip("msgspec", reason="msgspec comes with the extra `portfolio`")

from tests.helpers.portfolio import document_text
from tests.helpers.portfolio_faults import (
    command,
    documents,
    environment,
    same_results,
    start,
    wait_for,
    workers_of,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and limits of Linux")
COUNT = 120
BATCH = ("--batch", "20", "--workers", "2")


def write(path: Path, count: int = COUNT, **renamed: str) -> Path:
    """NDJSON with some processes renamed: `at_7="CRASH-ME"`."""
    lines = []
    for number in range(count):
        data = json.loads(document_text(number))
        data["name"] = renamed.get(f"at_{number}", renamed.get("all", data["name"]))
        lines.append(json.dumps(data) + "\n")
    path.write_text("".join(lines))
    return path


def run(*words: str | Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command("run", *words), env=env, capture_output=True, text=True, timeout=600)


def expected(source: Path, count: int = COUNT, **statuses: str) -> Counter[tuple[str, str]]:
    return Counter(
        (f"{source}:{number + 1}", statuses.get(f"at_{number}", "assessed")) for number in range(count)
    )


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Slow documents, and what an undisturbed run makes of them."""
    folder = tmp_path_factory.mktemp("clean")
    source, results = write(folder / "slow.ndjson", all="TAKE-A-WHILE"), folder / "results"
    done = run(source, "-o", results, *BATCH, env=dict(os.environ))
    assert (done.returncode, documents(results)) == (0, expected(source)), done.stderr
    return source, results


def parts(results: Path) -> list[Path]:
    return sorted((results / "processes").glob("part-*.parquet"))


def test_documents_that_crash_their_reader_are_found_one_by_one(tmp_path: Path) -> None:
    """A real segmentation fault in two documents of one shard and one of another: three rows say so, all others are assessed."""
    source = write(tmp_path / "s.ndjson", 60, at_3="CRASH-ME", at_17="CRASH-ME", at_45="CRASH-ME")
    done = run(source, "-o", tmp_path / "r", *BATCH, env=environment(tmp_path))
    assert done.returncode == 0, done.stderr
    crashed = {"at_3": "crashed", "at_17": "crashed", "at_45": "crashed"}
    assert documents(tmp_path / "r") == expected(source, 60, **crashed)
    assert "3 crashed" in done.stderr


def test_documents_that_never_end_are_timed_out(tmp_path: Path) -> None:
    """One is stuck in Python and one in foreign code, which only the end of the worker stops."""
    source = write(tmp_path / "s.ndjson", 30, at_4="SPIN-FOREVER", at_22="SLEEP-FOREVER")
    done = run(source, "-o", tmp_path / "r", *BATCH, "--limit", "5", env=environment(tmp_path))
    assert done.returncode == 0, done.stderr
    assert documents(tmp_path / "r") == expected(source, 30, at_4="timeout", at_22="timeout")
    assert not list((tmp_path / "r").glob(".hung-*"))


def test_a_killed_worker_loses_nothing(clean: tuple[Path, Path], tmp_path: Path) -> None:
    source, undisturbed = clean
    results = tmp_path / "r"
    process = start("run", source, "-o", results, *BATCH, env=environment(tmp_path))
    wait_for(lambda: parts(results) or process.poll() is not None)
    os.kill(workers_of(process)[0], signal.SIGKILL)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert same_results(results, undisturbed)


def test_a_killed_run_is_resumed_and_its_workers_end(clean: tuple[Path, Path], tmp_path: Path) -> None:
    import psutil

    source, undisturbed = clean
    results = tmp_path / "r"
    process = start("run", source, "-o", results, *BATCH, env=environment(tmp_path))
    wait_for(lambda: parts(results))
    workers = workers_of(process)
    process.kill()
    process.communicate(timeout=60)
    wait_for(lambda: not any(map(psutil.pid_exists, workers)), 30)
    finished = {path: path.stat().st_mtime_ns for path in parts(results)}
    assert 0 < len(finished) < COUNT // 20
    done = run(source, "-o", results, *BATCH, "--resume", env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert same_results(results, undisturbed)
    assert all(path.stat().st_mtime_ns == before for path, before in finished.items()), "finished parts stay"
    assert not list(results.rglob("*.tmp"))


def test_ctrl_c_ends_cleanly_and_the_run_goes_on_later(clean: tuple[Path, Path], tmp_path: Path) -> None:
    source, undisturbed = clean
    results = tmp_path / "r"
    process = start("run", source, "-o", results, *BATCH, env=environment(tmp_path))
    wait_for(lambda: parts(results))
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "go on with --resume" in errors
    assert "Traceback" not in errors
    assert json.loads((results / "manifest.json").read_text())["status"] == "interrupted"
    done = run(source, "-o", results, *BATCH, "--resume", env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert same_results(results, undisturbed)
    assert json.loads((results / "manifest.json").read_text())["status"] == "complete"


def test_a_program_without_the_guard_is_told_what_it_lacks(tmp_path: Path) -> None:
    """Its workers run it anew, and what they do there must not come before its turn."""
    source = write(tmp_path / "s.ndjson", 5)
    program = tmp_path / "program.py"
    program.write_text(
        f"import fitengine\nfitengine.run_portfolio([{str(source)!r}], {str(tmp_path / 'r')!r})\n"
    )
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1, "that of the program itself"
    assert "no-workers" in done.stderr
    assert 'call it under `if __name__ == "__main__":`' in done.stderr
    program.write_text(
        program.read_text().replace("fitengine.run", "if __name__ == '__main__':\n    fitengine.run")
    )
    subprocess.run([sys.executable, program], check=True, timeout=120)
    assert documents(tmp_path / "r") == expected(source, 5)


def test_a_second_run_on_the_same_results_is_refused(clean: tuple[Path, Path], tmp_path: Path) -> None:
    source, undisturbed = clean
    results = tmp_path / "r"
    process = start("run", source, "-o", results, *BATCH, env=environment(tmp_path))
    wait_for(lambda: (results / "manifest.json").exists())
    second = run(source, "-o", results, *BATCH, "--resume", env=dict(os.environ))
    assert (second.returncode, second.stderr.split()[0]) == (2, "locked")
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert same_results(results, undisturbed)


@pytest.mark.parametrize("table", ["steps", "facts", "findings", "processes"])
def test_a_truncated_part_is_made_again(clean: tuple[Path, Path], tmp_path: Path, table: str) -> None:
    source, undisturbed = clean
    results = tmp_path / "r"
    subprocess.run(["cp", "-r", undisturbed, results], check=True)
    broken = results / table / "part-00002.parquet"
    os.truncate(broken, broken.stat().st_size // 2)
    done = run(source, "-o", results, *BATCH, "--resume", env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert same_results(results, undisturbed)


def test_a_limit_on_file_sizes_stops_the_run_and_keeps_what_is_finished(tmp_path: Path) -> None:
    small, large = write(tmp_path / "a.ndjson", 5), write(tmp_path / "b.ndjson", 400)
    results = tmp_path / "r"
    words = (small, large, "-o", results, "--batch", "400", "--workers", "1")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024))

    process = start("run", *words, env=os.environ, preexec_fn=limit)
    _, errors = process.communicate(timeout=300)
    assert (process.returncode, errors.split()[0]) == (2, "cannot-write")
    assert documents(results) == expected(small, 5)
    assert not list(results.rglob("*.tmp"))
    done = run(*words, "--resume", env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert documents(results) == expected(small, 5) + expected(large, 400)


def test_a_full_disk_stops_the_run_and_keeps_what_is_finished(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], capture_output=True
    ).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        small, large = write(tmp_path / "a.ndjson", 5), write(tmp_path / "b.ndjson", 800)
        words = (small, large, "-o", disk / "r", "--batch", "800", "--workers", "1")
        done = run(*words, env=dict(os.environ))
        assert (done.returncode, done.stderr.split()[0]) == (2, "cannot-write"), done.stderr
        assert documents(disk / "r") == expected(small, 5)
        subprocess.run(["mount", "-o", "remount,size=40m", disk], check=True)
        done = run(*words, "--resume", env=dict(os.environ))
        assert done.returncode == 0, done.stderr
        assert documents(disk / "r") == expected(small, 5) + expected(large, 800)
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_a_killed_scheduler_is_told_and_the_run_goes_on_without_it(
    clean: tuple[Path, Path], tmp_path: Path
) -> None:
    """The same run on a Dask cluster of processes: killed in the middle, resumed on this machine."""
    pytest.importorskip("distributed")
    source, undisturbed = clean
    results, address = tmp_path / "r", tmp_path / "scheduler.json"
    env = environment(tmp_path)
    dask = [sys.executable, "-m", "dask"]
    quiet = {
        "env": env,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "start_new_session": True,
    }
    words = [
        "scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(address),
    ]
    scheduler = subprocess.Popen([*dask, *words], **quiet)
    worker = subprocess.Popen(
        [*dask, "worker", "--scheduler-file", str(address), "--nthreads", "1", "--no-dashboard"], **quiet
    )
    try:
        wait_for(address.exists)
        where = json.loads(address.read_text())["address"]
        process = start("run", source, "-o", results, "--batch", "20", "--scheduler", where, env=env)
        wait_for(lambda: parts(results) or process.poll() is not None)
        scheduler.kill()
        _, errors = process.communicate(timeout=300)
        assert (process.returncode, "scheduler-lost" in errors) == (2, True), errors
        assert "Traceback" not in errors
        assert 0 < len(parts(results)) < COUNT // 20
        done = run(source, "-o", results, *BATCH, "--resume", env=dict(os.environ))
        assert done.returncode == 0, done.stderr
        assert same_results(results, undisturbed)
    finally:
        for one in (worker, scheduler):
            one.kill()
            one.wait()
