"""Reading a BPMN model of many tasks: seconds and peak memory, beside the parsers of the standard library.

    python -m tests.benchmarks.load_bpmn [TASKS]

The peers make less of it: expat calls back for every tag (SAX) and keeps nothing, ElementTree keeps a bare tree. Ours gives a
process with lanes, flows and places, after refusing what XML must not hold. Every measurement has a process of its own, and
counts processor time.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

_TASKS = 20_000
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'targetNamespace="t"><process id="large" name="A large process">\n'
)


def make_text(tasks: int) -> str:
    """A chain of tasks in two lanes."""
    return "".join([_HEAD, *_lanes(tasks), *_tasks(tasks), "</process></definitions>\n"])


def measure(reader: str, tasks: int) -> dict[str, float]:
    """Seconds and peak MiB of one reading, in this process."""
    raw = make_text(tasks).encode()
    start = time.process_time()
    if reader == "fitengine":
        from fitengine.load.bpmn import read_bpmn

        start = time.process_time()
        assert len(read_bpmn(raw, "large.bpmn").tasks()) == tasks
    elif reader == "expat":
        from xml.parsers import expat

        parser, seen = expat.ParserCreate(namespace_separator=" "), [0]

        def count(name: str, attributes: dict[str, str]) -> None:
            seen[0] += name.endswith(" userTask")

        parser.StartElementHandler = count
        parser.Parse(raw, True)
        assert seen[0] == tasks
    else:
        from xml.etree import ElementTree

        root = ElementTree.fromstring(raw)
        assert sum(1 for _ in root.iter("{http://www.omg.org/spec/BPMN/20100524/MODEL}userTask")) == tasks
    seconds = time.process_time() - start
    return {"seconds": seconds, "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main() -> None:
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
        return
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else _TASKS
    found = {reader: _measure_apart(reader, tasks) for reader in ("fitengine", "expat", "ElementTree")}
    ours = found["fitengine"]
    print(f"{tasks:,} tasks in {ours['seconds']:.2f} s, {ours['mebibytes']:.0f} MiB")
    for reader in ("expat", "ElementTree"):
        peer = found[reader]
        ratio = ours["seconds"] / peer["seconds"]
        print(f"    {reader}: {peer['seconds']:.2f} s, {peer['mebibytes']:.0f} MiB; ratio {ratio:.1f}")


def _measure_apart(reader: str, tasks: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.load_bpmn", reader, str(tasks)]
    answer: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return answer


def _lanes(tasks: int) -> Iterator[str]:
    yield "<laneSet>"
    for lane in range(2):
        refs = "".join(f"<flowNodeRef>t{n}</flowNodeRef>" for n in range(lane, tasks, 2))
        yield f'<lane id="l{lane}" name="Lane {lane}">{refs}</lane>\n'
    yield "</laneSet>\n"


def _tasks(tasks: int) -> Iterator[str]:
    for n in range(tasks):
        yield f'<userTask id="t{n}" name="Check the incoming document {n}"/>\n'
        if n:
            yield f'<sequenceFlow id="f{n}" sourceRef="t{n - 1}" targetRef="t{n}"/>\n'


if __name__ == "__main__":
    main()
