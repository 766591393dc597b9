"""Verdicts: why they are as they are, what is open, what would change them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from fitengine.load.files import Source
from fitengine.model.decision import Assessment
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook

if TYPE_CHECKING:  # what only the signatures name is not imported: start-up counts
    from fitengine.assess.interview import Interview
    from fitengine.load.answers.file import AnswerFile
    from fitengine.model.explanation import Comparison, Explanation
    from fitengine.model.inquiry import Answer, Inquiry
from fitengine.api.deciders import find_task, shipped_rules, sound_decider

__all__ = [
    "assess",
    "compare",
    "explain",
    "next_question",
    "open_answer_file",
    "open_questions",
    "read_answers",
    "read_changes",
    "start_interview",
    "what_if",
]

_log = logging.getLogger("fitengine")


def assess(
    process: Process, *, rules: Rulebook | None = None, strict: bool = False, executor: str = "auto"
) -> Assessment:
    """A verdict for every step with its reasons, blockers, findings and totals. `strict` presumes nothing; `executor` is
    `auto`, `rete` or `plain`. Raises RulesError for rules that leave gaps or conflict, EngineFault when the two ways of
    deciding disagree."""
    from fitengine.assess.process import assess_process

    assessment = assess_process(process, sound_decider(rules, executor), strict=strict)
    _log.debug(
        "assessed `%s`: %s", process.id, {one.verdict: one.steps for one in assessment.totals if one.steps}
    )
    return assessment


def explain(
    process: Process, step: str | None = None, *, rules: Rulebook | None = None, strict: bool = False
) -> tuple[Explanation, ...]:
    """Why each step (or the one with this id or name) is decided as it is, why not otherwise, and what would change it. Raises
    InputError for an unknown step."""
    from fitengine.assess.process import FIT
    from fitengine.decide.explain import explain_case

    decider = sound_decider(rules)
    tasks = process.tasks() if step is None else (find_task(process, step),)
    return tuple(
        explain_case(decider, FIT, task.id, decider.case(task.facts, strict=strict)) for task in tasks
    )


def open_questions(
    process: Process,
    *,
    rules: Rulebook | None = None,
    rate: bool = False,
    confirm: bool = True,
    strict: bool = False,
) -> tuple[Inquiry, ...]:
    """Everything worth asking about the process, most telling first. `rate` also offers to answer sub-decisions directly,
    `confirm` asks by tick-list for what decided steps take for granted."""
    from fitengine.assess.questions import Questionnaire
    from fitengine.assess.standings import Standings

    standings = Standings(sound_decider(rules), strict)
    return tuple(Questionnaire(process, standings, rate=rate, confirm=confirm).all())


def next_question(process: Process, *, rules: Rulebook | None = None, strict: bool = False) -> Inquiry | None:
    """The one question that is expected to settle most; None when every step is decided."""
    from fitengine.assess.questions import Questionnaire
    from fitengine.assess.standings import Standings

    return Questionnaire(process, Standings(sound_decider(rules), strict), confirm=False).next()


def start_interview(
    process: Process,
    *,
    rules: Rulebook | None = None,
    rate: bool = True,
    confirm: bool = True,
    strict: bool = False,
    only: Collection[str] | None = None,
) -> Interview:
    """One sitting with the questions about the process, or about `only` some of its steps (ids): it knows what was put off, and
    goes back. `rate` and `confirm` as for `open_questions`."""
    from fitengine.assess.interview import Interview
    from fitengine.assess.questions import Questionnaire
    from fitengine.assess.standings import Standings

    standings = Standings(sound_decider(rules), strict)
    return Interview(Questionnaire(process, standings, rate=rate, confirm=confirm, only=only))


def open_answer_file(
    source: Source, *, rules: Rulebook | None = None, facts: Path | str | None = None, keep: bool = True
) -> AnswerFile:
    """A process and the file that answers about it go into: the process file or, for a BPMN model, its sidecar. Without `keep`
    nothing is written. Raises InputError with every problem found."""
    from fitengine.load.answers.file import AnswerFile

    rulebook = rules or shipped_rules()
    return AnswerFile(source, rulebook.dictionary, rulebook.rateable(), facts, keep)


def read_answers(source: Source, process: Process, *, rules: Rulebook | None = None) -> tuple[Answer, ...]:
    """The answers of a file `{steps: {id: {fact: value}}, lanes: {...}, process: {...}}`, YAML or JSON. Raises InputError with
    every problem of it."""
    from fitengine.load.answers.sheet import read_answers as read
    from fitengine.load.files import read_bytes

    rulebook = rules or shipped_rules()
    return read(*read_bytes(source), process, rulebook.dictionary, rulebook.rateable())


def read_changes(
    process: Process, texts: Iterable[str], *, rules: Rulebook | None = None
) -> tuple[Answer, ...]:
    """What to try in `what_if`, from texts such as `enter.rule_based=none`, `lane:Clerks.volume=40 a week` and
    `process.needed=no`. Raises InputError with every problem of every text."""
    from fitengine.load.answers.changes import read_changes as read

    rulebook = rules or shipped_rules()
    return read(texts, process, rulebook.dictionary, rulebook.rateable())


def what_if(
    process: Process,
    changes: Iterable[Answer],
    *,
    rules: Rulebook | None = None,
    strict: bool = False,
    executor: str = "auto",
) -> Comparison:
    """What the verdicts would be if these facts were so: a change for a lane or the process counts for each of its steps."""
    from fitengine.assess.answers import apply_answers, spread

    rulebook = rules or shipped_rules()
    changed = apply_answers(process, spread(process, changes), rulebook.rateable())
    return compare(process, changed, rules=rulebook, strict=strict, executor=executor)


def compare(
    old: Process,
    new: Process,
    *,
    rules: Rulebook | None = None,
    old_rules: Rulebook | None = None,
    strict: bool = False,
    executor: str = "auto",
) -> Comparison:
    """Two versions of a process, or one process under two rulebooks: which verdicts changed, by which fact, by which rule."""
    from fitengine.assess.compare import compare_assessments

    before = assess(old, rules=old_rules or rules, strict=strict, executor=executor)
    after = assess(new, rules=rules, strict=strict, executor=executor)
    return compare_assessments(before, after, sound_decider(rules, executor))
