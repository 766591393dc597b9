"""Read and assess every BPMN file under a folder: `python tests/conformance/bpmn_corpus.py FOLDER [--seconds 20] [--refused]`.

Prints for each subfolder how many files opened, were refused (by reason) or crashed. A file is *usable* when it is well-formed
XML, starts with `definitions` of BPMN 2.0 and has a flow node in a process; that is decided here without the reader. Exit code
1 when anything crashed or fewer than 99 % of the usable files opened.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fitengine import api
from fitengine.errors import InputError
from fitengine.load.bpmn import read_bpmn
from fitengine.model.process import Process

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
FLOW_NODES = ("Task", "task", "Event", "Gateway", "ubProcess", "transaction", "callActivity")
SUFFIXES = (".bpmn", ".bpmn2", ".xml")
SHARE_TO_OPEN = 0.99


@dataclass(frozen=True, slots=True)
class Outcome:
    path: Path
    usable: bool
    reason: str
    """Empty: opened and assessed; a problem's code: refused; `crashed: …`."""
    detail: str
    steps: int
    seconds: float

    @property
    def crashed(self) -> bool:
        return self.reason.startswith("crashed")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=20, help="time limit for one file")
    parser.add_argument("--refused", action="store_true", help="show every refusal in full")
    options = parser.parse_args()
    files = sorted(
        path for path in options.folder.rglob("*") if path.is_file() and path.name.endswith(SUFFIXES)
    )
    outcomes = [run(path, options.seconds) for path in files]
    report(outcomes, options.folder, options.refused)
    usable = [outcome for outcome in outcomes if outcome.usable]
    opened = sum(not outcome.reason for outcome in usable)
    return int(any(outcome.crashed for outcome in outcomes) or opened < SHARE_TO_OPEN * len(usable))


def run(path: Path, seconds: float) -> Outcome:
    raw = path.read_bytes()
    started = time.perf_counter()
    reason, detail, steps = "", "", 0
    try:
        with limited(seconds):
            steps = len(assessed(read_bpmn(raw, path.name)).tasks())
    except InputError as error:
        reason, detail = error.problems[0].code, str(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what this script looks for
        reason, detail = f"crashed: {type(error).__name__}", traceback.format_exc()
    return Outcome(path, is_usable(raw), reason, detail, steps, time.perf_counter() - started)


def assessed(process: Process) -> Process:
    """The process, once every step of it has a verdict."""
    assessment = api.assess(process)
    verdicts = {step.step.id: step.decision.outcome for step in assessment.steps}
    missing = [task.id for task in process.tasks() if not verdicts.get(task.id)]
    assert not missing, f"no verdict for {missing}"
    return process


def is_usable(raw: bytes) -> bool:
    try:
        root = ElementTree.fromstring(raw)
    except (ElementTree.ParseError, ValueError, LookupError):
        return False
    if root.tag != f"{MODEL}definitions":
        return False
    inner = (element.tag for process in root.iter(f"{MODEL}process") for element in process.iter())
    return any(tag.startswith(MODEL) and tag.endswith(FLOW_NODES) for tag in inner)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TimeoutError in the block after this many seconds."""
    previous = signal.signal(signal.SIGALRM, _out_of_time)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError("the time limit for one file is over")


def report(outcomes: list[Outcome], folder: Path, refused: bool) -> None:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.path.relative_to(folder).parts[0]].append(outcome)
    for name, group in sorted(groups.items()):
        print(line(name, group))
    print(line("total", outcomes))
    usable = [outcome for outcome in outcomes if outcome.usable]
    opened = sum(not outcome.reason for outcome in usable)
    share = 100 * opened / len(usable) if usable else 100
    print(
        f"\n{opened} of {len(usable)} usable files opened ({share:.2f} %), {len(outcomes) - len(usable)} are not usable"
    )
    slowest = max(outcomes, key=lambda outcome: outcome.seconds, default=None)
    if slowest:
        print(
            f"{sum(outcome.seconds for outcome in outcomes):.1f} s in all, the longest {slowest.seconds:.2f} s: {slowest.path}"
        )
    for outcome in outcomes:
        if outcome.crashed or (outcome.reason and (refused or outcome.usable)):
            print(f"\n{outcome.path}\n{outcome.detail}")


def line(name: str, group: list[Outcome]) -> str:
    opened = [outcome for outcome in group if not outcome.reason]
    reasons = Counter(outcome.reason for outcome in group if outcome.reason and not outcome.crashed)
    crashes = Counter(outcome.reason for outcome in group if outcome.crashed)
    steps = sum(outcome.steps for outcome in opened)
    words = ", ".join(f"{number} {reason}" for reason, number in sorted((reasons + crashes).items()))
    counts = f"{len(opened):5} opened {sum(reasons.values()):4} refused {sum(crashes.values()):3} crashed {steps:6} steps"
    return f"{name:28}{counts}" + (f"  ({words})" if words else "")


if __name__ == "__main__":
    sys.exit(main())
