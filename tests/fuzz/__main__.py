"""Coverage-guided fuzzing of everything that reads files: `python -m tests.fuzz --seconds 60`.

Targets take turns in slices, each in a process of its own. What breaks a promise is made as small as it gets and kept in
`findings/TARGET`, where the tests run it from then on. Exit code 1 where anything was found.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.slices import Slice, run_slice, seed_corpus
from tests.fuzz.targets import TARGETS

FINDINGS = Path(__file__).parent / "findings"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, or sum up a log."""
    asked = _parser().parse_args(arguments)
    if asked.summary:
        print(summary(asked.summary.read_text(encoding="utf-8").splitlines()))
        return 0
    if find_spec("atheris") is None:
        print("fuzzing needs atheris: pip install 'fitengine[fuzz]'", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        slices = _fuzz(asked, asked.keep or Path(temporary))
    print(summary(json.dumps(one.to_dict()) for one in slices))
    return 1 if any(one.findings for one in slices) else 0


def summary(lines: Iterable[str]) -> str:
    """The table of a log: one row a target, and all of them."""
    rows: dict[str, list[float]] = {}
    for line in lines:
        one = json.loads(line)
        for name in (one["target"], "all"):
            row = rows.setdefault(name, [0, 0, 0])
            for place, key in enumerate(("executions", "seconds")):
                row[place] += one[key]
            row[2] += len(one["findings"])
    rows["all"] = rows.pop("all", [0, 0, 0])
    body = [
        f"| {name} | {executions:,} | {seconds:,.0f} | {executions / max(seconds, 1):,.0f} | {findings:.0f} |"
        for name, (executions, seconds, findings) in rows.items()
    ]
    return "\n".join(
        ["| target | executions | seconds | a second | findings |", "|---|--:|--:|--:|--:|", *body]
    )


def _fuzz(asked: argparse.Namespace, keep: Path) -> list[Slice]:
    targets = [TARGETS[name] for name in asked.target or TARGETS]
    for target in targets:
        seed_corpus(target, keep / target.name, asked.corpus)
    each = min(asked.slice, asked.seconds / len(targets))
    done: list[Slice] = []
    spent = 0.0
    while spent < asked.seconds - each / 2:
        for target in targets:
            one = run_slice(target, keep / target.name, asked.findings, each)
            spent += each
            done.append(one)
            print(
                f"{one.target}: {one.executions:,} executions in {one.seconds:.0f} s",
                *one.findings,
                sep="\n  ",
            )
            if asked.log:
                with asked.log.open("a", encoding="utf-8") as log:
                    log.write(json.dumps(one.to_dict()) + "\n")
    return done


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--seconds", type=float, default=60, help="time for all targets together (default 60)"
    )
    parser.add_argument("--slice", type=float, default=300, help="the longest turn of one target, in seconds")
    parser.add_argument("--target", action="append", choices=TARGETS, help="only this one; may be repeated")
    parser.add_argument(
        "--corpus", type=Path, help="a folder whose files are further seeds, by the end of their names"
    )
    parser.add_argument("--keep", type=Path, help="a folder for what was learnt, to go on from there")
    parser.add_argument("--findings", type=Path, default=FINDINGS, help="where findings go")
    parser.add_argument("--log", type=Path, help="a file that gets a line a slice")
    parser.add_argument(
        "--summary", type=Path, metavar="LOG", help="print the figures of a log, and do nothing else"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
