"""Loading 100,000 steps with eight facts each: seconds, peak memory, and the ratio to peers beside it.

    python tests/benchmarks/load_yaml.py [STEPS]

The peers are PyYAML's C loader, which gives plain dictionaries, and libyaml's bare events as PyYAML hands them on (what a reader
in the style of SAX starts from, and makes nothing of them). Ours gives a checked process with every place of the source. Seconds
are those of the processor.

The budget is 4 s and 300 MiB on 2 cores. Every measurement has a process of its own. The stock loader reads a tenth of the
text, since it takes half a minute for all of it; times are compared by the step.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

_STEPS = 100_000
_SHARE_OF_PEER = 10
_HEAD = """\
process: large
name: A large process
lanes: {intake: Invoice intake, accounting: Accounting}
steps:
"""
_BLOCK = """\
  step-{n}:
    name: Check the incoming document {n}
    lane: {lane}
    facts:
      rule_based: {rules}
      standardised: [mostly, uniform]
      exception_rate: 2% to 5%
      input_digital: digital
      applications: {applications}
      volume: {volume}
      handling_minutes: 2.5
      reversible: true
    next: step-{next}
"""
_FLOW = """\
  step-{n}:
    name: Check the incoming document {n}
    lane: {lane}
    facts: {{rule_based: {rules}, standardised: [mostly, uniform], exception_rate: 2% to 5%, input_digital: digital,
            applications: {applications}, volume: {volume}, handling_minutes: 2.5, reversible: true}}
    next: step-{next}
"""
_STYLES = {"block": _BLOCK, "flow": _FLOW, "flow, one line": _FLOW.replace(",\n            ", ", ")}


def make_text(steps: int, style: str) -> str:
    """A chain of steps whose last leads back to the first."""
    template = _STYLES[style]
    parts = (
        template.format(
            n=n,
            lane=("intake", "accounting")[n % 2],
            rules=("none", "partly", "mostly", "fully")[n % 4],
            applications=n % 9,
            volume=100 + n % 5000,
            next=(n + 1) % steps,
        )
        for n in range(steps)
    )
    return _HEAD + "".join(parts)


def measure(reader: str, steps: int, style: str) -> dict[str, float]:
    """Seconds and peak MiB of one reading, in this process."""
    raw = make_text(steps, style).encode()
    if reader == "fitengine":
        from fitengine.load.process.file import read_process
        from fitengine.load.rules.rulebook import load_rules

        dictionary = load_rules().dictionary
        start = time.process_time()
        assert len(read_process(raw, "large.yaml", dictionary).nodes) == steps
    elif reader == "events":
        import yaml

        start = time.process_time()
        assert sum(1 for _ in yaml.parse(raw, yaml.CSafeLoader)) > steps
    else:
        import yaml

        start = time.process_time()
        assert len(yaml.load(raw, yaml.CSafeLoader)["steps"]) == steps
    seconds = time.process_time() - start
    return {"seconds": seconds, "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _measure_apart(reader: str, steps: int, style: str) -> dict[str, float]:
    command = [sys.executable, __file__, reader, str(steps), style]
    answer: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return answer


def main() -> None:
    if len(sys.argv) == 4:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), sys.argv[3])))
        return
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else _STEPS
    for style in _STYLES:
        ours = _measure_apart("fitengine", steps, style)
        print(f"{style}: {steps:,} steps in {ours['seconds']:.2f} s, {ours['mebibytes']:.0f} MiB", flush=True)
        for reader, name in (("PyYAML", "CSafeLoader"), ("events", "bare events")):
            peer = _measure_apart(reader, steps // _SHARE_OF_PEER, style)
            pace = peer["seconds"] * _SHARE_OF_PEER
            print(f"    {name}: {pace:.1f} s at its pace; ratio {ours['seconds'] / pace:.2f}", flush=True)


if __name__ == "__main__":
    main()
