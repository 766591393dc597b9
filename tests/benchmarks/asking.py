"""How long a person waits for the next question about a process of 300 steps.

    python -m tests.benchmarks.asking

The steps are the judged ones in tests/conformance/realistic-steps with a part of their facts left out. Measured is the time of
the processor from an answer to the next question: writing it into the file, reading the file, and choosing what to ask. The
budget is 0.3 s. Answers for one step come after what can be done ahead while a person reads; those for a lane or the whole
process change many steps at once.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from fitengine import api
from fitengine.assess.interview import Interview
from fitengine.load.answers.file import AnswerFile
from fitengine.load.yaml.events import read_yaml
from fitengine.load.yaml.write import flow_text
from fitengine.model.facts import Scalar
from fitengine.model.inquiry import Inquiry, Scope
from fitengine.model.rules import FactType, Rulebook

FOLDER = Path(__file__).parents[1] / "conformance" / "realistic-steps"
STEPS, LANES, ANSWERS = 300, 8, 12


def main() -> None:
    rulebook = api.load_rules()
    print(f"{'facts kept':>10}{'open':>6}{'first':>9}{'ahead':>9}{'one step':>10}{'lane':>9}{'process':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for part in (0.4, 0.7, 1.0):
            path = Path(folder) / "large.yaml"
            path.write_text(process_text(part))
            print(f"{part:10.0%}" + "".join(measure(path, rulebook)))


def process_text(part: float) -> str:
    """A process file whose steps state a part of the facts of the judged ones."""
    rng = random.Random(3)
    cases = [
        case["facts"]
        for path in sorted(FOLDER.glob("*.yaml"))
        for case in read_yaml(path.read_bytes(), path.name).data.values()  # type: ignore[attr-defined]
    ]
    lines = [
        "process: large",
        f"lanes: {{{', '.join(f'l{lane}: Lane {lane}' for lane in range(LANES))}}}",
        "steps:",
    ]
    for number in range(STEPS):
        facts = {name: value for name, value in cases[number % len(cases)].items() if rng.random() < part}
        following = f", next: s{number + 1}" if number + 1 < STEPS else ""
        lines.append(f"  s{number}: {{lane: l{number % LANES}, facts: {flow_text(facts)}{following}}}")
    return "\n".join(lines) + "\n"


def measure(path: Path, rulebook: Rulebook) -> Iterator[str]:
    file = api.open_answer_file(path, rules=rulebook)
    interview = api.start_interview(file.process, rules=rulebook, confirm=False)
    yield f"{sum(state.outcome is None for state in interview.states().values()):6}"
    yield seconds(lambda: interview.next())
    yield seconds(lambda: sum(1 for _ in interview.prepare()))
    waits = [
        answer(file, interview, rulebook, inquiry, inquiry.scope)
        for inquiry in islice(iter(interview.next, None), ANSWERS)
    ]
    yield f"{max(waits):8.2f} s"
    scopes: tuple[Scope, ...] = ("lane", "process")
    for scope in scopes:
        inquiry = next(one for one in interview.all() if one.kind == "fact" and one.scope == "step")
        yield f"{answer(file, interview, rulebook, inquiry, scope):7.2f} s"


def answer(
    file: AnswerFile, interview: Interview, rulebook: Rulebook, inquiry: Inquiry, scope: Scope
) -> float:
    """Seconds from an answer to the next question."""
    lane = next((task.lane for task in file.process.tasks() if task.id == inquiry.target), None)
    target = {"step": inquiry.target, "lane": lane or "", "process": ""}[scope]
    started = time.process_time()
    answers = interview.reaching(inquiry, scope, target, typical(inquiry, rulebook))
    file.write(answers)
    interview.answered(inquiry, answers, file.process)
    interview.states()
    interview.next()
    return time.process_time() - started


def typical(inquiry: Inquiry, rulebook: Rulebook) -> Scalar:
    if inquiry.kind == "rating":
        return inquiry.options[-1]
    definition = rulebook.dictionary[inquiry.facts[0]]
    if definition.type is FactType.BOOL:
        return True
    return definition.values[-1] if definition.values else definition.low


def seconds(work) -> str:  # type: ignore[no-untyped-def] # any call without arguments
    started = time.process_time()
    work()
    return f"{time.process_time() - started:7.2f} s"


if __name__ == "__main__":
    main()
