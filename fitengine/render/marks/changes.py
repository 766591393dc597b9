"""What a step says of an earlier version of the process: that it is new, or what its verdict was."""

from __future__ import annotations

from collections.abc import Iterable

from fitengine.model.explanation import Comparison
from fitengine.model.process import Task
from fitengine.render.grades import style_of
from fitengine.render.palette import THEMES
from fitengine.render.scene import Note
from fitengine.render.text import clean

__all__ = ["CHANGED", "NEW", "Changes"]

NEW, CHANGED = "NEW", "CHANGED"


class Changes:
    """The steps of a comparison by their id now; nothing where there is none."""

    def __init__(self, comparison: Comparison | None) -> None:
        self._comparison = comparison
        self._steps = (
            {step.step: step for step in comparison.steps if step.kind != "removed"} if comparison else {}
        )

    def tag(self, step: str) -> str:
        """`NEW`, `CHANGED` where the verdict is another one, or nothing."""
        change = self._steps.get(step)
        if change is None or change.kind == "same" or change.old == change.new:
            return ""
        return NEW if change.kind == "added" else CHANGED

    def notes(self, step: str) -> tuple[Note, ...]:
        """What the verdict was, or how certain."""
        change = self._steps.get(step)
        if change is None or change.kind != "changed":
            return ()
        if change.old == change.new:
            return (Note(f"was {change.old_certainty}, now {change.new_certainty}"),)
        return (Note(f"was {_verdict(change.old)}", "strong"),)

    def notes_inside(self, steps: Iterable[Task]) -> tuple[Note, ...]:
        """How many of the steps of a folded subprocess are new or changed."""
        tags = [self.tag(task.id) for task in steps]
        words = [
            f"{count} {tag.lower()}"
            for tag in (NEW, CHANGED)
            if (count := sum(found == tag for found in tags))
        ]
        return (Note(", ".join(words), "strong"),) if words else ()

    def sentence(self) -> str:
        """What was compared with, how many steps are otherwise, and which are gone; empty where nothing was compared."""
        if self._comparison is None:
            return ""
        before, steps = self._comparison.before.process, self._comparison.steps
        tags = [self.tag(step) for step in self._steps]
        gone = [
            f"{clean(step.name or step.old_step, 80)} (was {_verdict(step.old)})"
            for step in steps
            if step.kind == "removed"
        ]
        version = f", version {clean(before.version, 40)}" if before.version else ""
        return (
            f"Compared with {clean(before.id, 80)}{version}: {tags.count(CHANGED)} decided otherwise, {tags.count(NEW)} new, "
            f"{len(gone)} gone" + (f": {'; '.join(gone)}" if gone else "")
        )


def _verdict(outcome: str) -> str:
    style = style_of(THEMES["light"], outcome)
    return f"{style.icon} {style.word}"
