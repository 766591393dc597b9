"""Read every event log under a folder, draw a process from it, and measure that: `python tests/conformance/log_corpus.py FOLDER`.

Prints for each subfolder, which has a process of its own, how many files were read, refused (by reason) or crashed, events a
second for reading and measuring, and peak memory. What is drawn must load, check without errors, and get back the very
figures it was drawn with. Exit code 1 when anything crashed. `--refused` shows every refusal, `--issues` what was odd.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
import traceback
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

ENDINGS = (
    ".csv",
    ".csv.gz",
    ".xes",
    ".xes.gz",
    ".json",
    ".jsonocel",
    ".xmlocel",
    ".sqlite",
    ".xml",
    ".txt",
    ".tsv",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    path: str
    reason: str = ""
    """Empty: read; a problem's code: refused; `crashed: …`."""
    detail: str = ""
    events: int = 0
    seconds: float = 0.0
    issues: tuple[tuple[str, int], ...] = ()


def main() -> int:
    options = _read_options()
    if options.one_set:
        print(json.dumps([asdict(run(path)) for path in _logs(options.folder)] + [_peak_mib()]))
        return 0
    folders = sorted(path for path in options.folder.iterdir() if path.is_dir()) or [options.folder]
    outcomes = [_report(folder, options) for folder in folders]
    return 1 if any(one.reason.startswith("crashed") for many in outcomes for one in many) else 0


def run(path: Path) -> Outcome:
    """Everything that is done with one log."""
    from fitengine.assess.measuring import draw_process
    from fitengine.errors import InputError
    from fitengine.load.logs import read_log

    start = time.perf_counter()
    try:
        log = read_log(path)
        drawn = draw_process(log)
        seconds = time.perf_counter() - start
        _check(log, drawn)
    except InputError as error:
        return Outcome(str(path), error.problems[0].code, str(error))
    except Exception:  # noqa: BLE001 - whatever it is, the run goes on and counts it
        return Outcome(
            str(path), "crashed: " + traceback.format_exc(limit=-1).splitlines()[-1], traceback.format_exc()
        )
    issues = tuple((issue.code, issue.count) for issue in drawn.measurement.issues)
    return Outcome(str(path), events=len(log), seconds=seconds, issues=issues)


def _check(log, drawn) -> None:
    """The drawn process loads, has no errors, and measures as it was drawn."""
    import io

    from fitengine import api
    from fitengine.assess.measuring import measure_process
    from fitengine.load.process.drawn import drawn_process

    text = drawn_process(drawn)
    process = api.load_process(io.StringIO(text))
    errors = [finding for finding in api.check_process(process) if finding.severity == "error"]
    assert not errors, errors
    for task, again in zip(drawn.process.tasks(), process.tasks(), strict=True):
        assert (task.id, task.name, task.facts.values) == (again.id, again.name, again.facts.values)
    mapped = {task.name: task.id for task in process.tasks()}
    measured = measure_process(log, process, mapped)
    before = {figures.name: figures.runs for figures in drawn.measurement.steps}
    assert {figures.name: figures.runs for figures in measured.steps} == before
    assert not measured.matching.activities
    assert not measured.matching.steps
    written = api.measured_facts(measured, process, target="nowhere.facts.yaml")
    assert api.measured_facts(measured, process, target="nowhere.facts.yaml") == written


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--refused", action="store_true", help="show every refusal in full")
    parser.add_argument("--issues", action="store_true", help="show what was odd about each log")
    parser.add_argument("--one-set", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _logs(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path.name.lower().endswith(ENDINGS)
    )


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _report(folder: Path, options: argparse.Namespace) -> list[Outcome]:
    command = [sys.executable, __file__, str(folder), "--one-set"]
    *found, peak = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    outcomes = [Outcome(**one) for one in found]
    read = [one for one in outcomes if not one.reason]
    crashed = [one for one in outcomes if one.reason.startswith("crashed")]
    refused = Counter(one.reason for one in outcomes if one.reason and one not in crashed)
    events, seconds = sum(one.events for one in read), sum(one.seconds for one in read)
    print(
        f"{folder.name}: {len(outcomes)} files, {len(read)} read, {sum(refused.values())} refused {dict(refused)}, "
        f"{len(crashed)} crashed; {events:,} events, {events / seconds if seconds else 0:,.0f} a second; {peak:.0f} MiB"
    )
    for one in outcomes:
        if one in crashed or (options.refused and one.reason):
            print(f"  {Path(one.path).name}: {one.detail}")
        elif options.issues and one.issues:
            issues = ", ".join(f"{code} {count}" for code, count in one.issues)
            print(f"  {Path(one.path).name}: {one.events:,} events; {issues}")
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
