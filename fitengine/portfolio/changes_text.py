"""What other rules change, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from fitengine.model.rules import PackInfo
from fitengine.portfolio.changes import ChangedStep, Changes, Grade, Transition

__all__ = ["changes_json", "changes_text"]


def changes_text(changes: Changes) -> str:
    """How many steps change, from which verdict to which, and the first of each."""
    return "\n".join(_lines(changes)) + "\n"


def changes_json(changes: Changes) -> str:
    """The same for programs."""
    data = {
        "steps": changes.steps,
        "changed": changes.changed,
        "kept": changes.kept,
        "transitions": [asdict(one) for one in changes.transitions],
        "packs": {"before": _packs(changes.before), "after": _packs(changes.after)},
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _lines(changes: Changes) -> Iterator[str]:
    share = changes.changed / changes.steps if changes.steps else 0.0
    yield f"{changes.changed:,} of {changes.steps:,} steps change their verdict ({share:.1%})"
    yield from _pack_lines(changes)
    verdicts = [one for one in changes.transitions if one.verdict_changes]
    yield from _section("From one verdict to another", verdicts, by_certainty=False)
    grades = [one for one in changes.transitions if not one.verdict_changes]
    yield from _section("The same verdict, more or less certain", grades, by_certainty=True)


def _pack_lines(changes: Changes) -> Iterator[str]:
    old = {pack.name: pack for pack in changes.before}
    for pack in changes.after:
        before = old.get(pack.name)
        if before is None:
            yield f"rules: {pack.name} {pack.version} ({pack.digest}) is new"
        elif before.digest != pack.digest:
            yield f"rules: {pack.name} {before.version} ({before.digest}) becomes {pack.version} ({pack.digest})"
    gone = old.keys() - {pack.name for pack in changes.after}
    yield from (f"rules: {name} is gone" for name in sorted(gone))


def _section(title: str, transitions: list[Transition], by_certainty: bool) -> Iterator[str]:
    if not transitions:
        return
    yield ""
    yield title
    width = max(len(f"{one.steps:,}") for one in transitions)
    for one in transitions:
        before, after = one.before, one.after
        ends = (before.certainty, after.certainty) if by_certainty else (_grade(before), _grade(after))
        verdict = f"{before.verdict}: " if by_certainty else ""
        yield f"  {one.steps:>{width},}  {verdict}{ends[0]} -> {ends[1]}"
        yield from (f"  {'':{width}}  {_step(step)}" for step in one.examples)
        if one.steps > len(one.examples):
            yield f"  {'':{width}}  and {one.steps - len(one.examples):,} more"


def _grade(grade: Grade) -> str:
    return f"{grade.verdict} (presumed)" if grade.certainty == "presumed" else grade.verdict


def _step(step: ChangedStep) -> str:
    name = f" {step.name}" if step.name != step.step else ""
    return f"{step.source}: {step.process} / {step.step}{name}"


def _packs(packs: Iterable[PackInfo]) -> list[dict[str, str]]:
    return [asdict(pack) for pack in packs]
