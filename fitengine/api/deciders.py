"""Deciders of proved rules, kept while they are in use."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fitengine.decide.decider import Decider
from fitengine.errors import InputError, Problem
from fitengine.load.rules.rulebook import load_rules as _load_rules
from fitengine.model.decision import Assessment
from fitengine.model.process import Process, Task
from fitengine.model.rules import Rulebook

__all__ = ["decider_of", "find_task", "require_same_rules", "rules_at", "shipped_rules", "sound_decider"]


def rules_at(folder: Path | str) -> Path:
    """A folder of rules, or the one that an installed pack of this name brings."""
    path = Path(folder)
    if path.exists():
        return path
    from fitengine.load.plugins import pack_folder

    return pack_folder(folder)


@lru_cache(maxsize=1)
def shipped_rules() -> Rulebook:
    """The rules that come with the package, read once."""
    return _load_rules([], {})


def sound_decider(rules: Rulebook | None, executor: str = "auto") -> Decider:
    """A decider whose rules are proved. Raises RulesError with a witness for each gap and conflict."""
    decider = decider_of(rules or shipped_rules(), executor)
    decider.require_sound()
    return decider


def find_task(process: Process, word: str) -> Task:
    """The step with this id or name. Raises InputError."""
    from fitengine.load.answers.lookup import find_step

    found = find_step(process, word)
    if isinstance(found, Problem):
        raise InputError([found])
    return found


@lru_cache(maxsize=8)
def decider_of(rulebook: Rulebook, executor: str) -> Decider:
    """The decider of a rulebook, kept while it is in use: compiling costs more than deciding."""
    return Decider(rulebook, executor)


def require_same_rules(assessment: Assessment, decider: Decider) -> None:
    """Other rules would tell of other verdicts."""
    if assessment.packs != decider.rulebook.packs:
        raise InputError.single(
            "other-rules",
            f"the assessment of `{assessment.process.id}` was made with other rules",
            "pass those rules as `rules`",
        )
