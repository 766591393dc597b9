"""A small assessment made by hand, with every kind of step, so that report tests depend on no rule pack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fitengine.errors import SourceSpan
from fitengine.model.decision import (
    Assessment,
    Assumption,
    Blocker,
    Certainty,
    Decision,
    Finding,
    Question,
    RuleHit,
    StepAssessment,
    SubDecision,
    Technique,
    Totals,
)
from fitengine.model.facts import Range
from fitengine.model.process import Process, Task
from fitengine.model.rules import DecisionTable, HitPolicy, PackInfo, Reference, Rulebook

Rename = Callable[[Assessment, str], Assessment]

VERDICTS = ("keep-human", "standardise-first", "rpa", "ai-suitable")
LABELS = {
    "keep-human": "keep human",
    "standardise-first": "standardise first",
    "rpa": "RPA",
    "ai-suitable": "AI-suitable",
    "undetermined": "undetermined",
}

T12 = RuleHit(
    "T12",
    "technology-fit",
    "rpa",
    "The work can be written as rules and is done one way.",
    ("syed-2020",),
    (("nature", "rules"), ("ways", "ready")),
)
T8 = RuleHit(
    "T8",
    "technology-fit",
    "standardise-first",
    "There are several ways of working and no agreed one.",
    ("house-default",),
    (("ways", "not_ready"),),
)
T3 = RuleHit(
    "T3",
    "technology-fit",
    "keep-human",
    "A wrong outcome would be critical and could not be undone.",
    ("eu-2024",),
    (("risk", "unacceptable"),),
)
W11 = RuleHit(
    "W11",
    "ways",
    "ready",
    "One procedure is followed.",
    ("syed-2020",),
    (("standardised", "mostly or uniform"),),
)

QUESTION = Question(
    "standardised",
    "Is there one procedure that people follow?",
    "Personal style inside it does not count.",
    "",
    ("ad_hoc", "varies", "mostly", "uniform"),
    0.9182958340544896,
    0.7012345678,
)
ASSUMPTIONS = (Assumption("access_allowed", "yes"), Assumption("applications", "at most 7"))


@pytest.fixture
def rulebook() -> Rulebook:
    table = DecisionTable(
        "technology-fit", "1.0.0", "Which technology?", HitPolicy.PRIORITY, VERDICTS, (), labels=LABELS
    )
    references = {
        "syed-2020": Reference(
            "syed-2020", "Syed, R. et al.", 2020, "Robotic process automation", "Computers in Industry 115"
        ),
        "eu-2024": Reference(
            "eu-2024",
            "European Parliament and Council",
            2024,
            "Regulation (EU) 2024/1689",
            "Official Journal",
        ),
        "house-default": Reference(
            "house-default", "fitengine", None, "A default of our own", "without a published source"
        ),
    }
    return Rulebook({}, {"technology-fit": table}, references, (PACK,))


PACK = PackInfo("technology-fit", "1.0.0", "3f2a9c01d7be")


@pytest.fixture
def assessment() -> Assessment:
    """Four steps: settled with blockers, presumed, open, and settled against two overruled rules."""
    steps = (settled_step(), presumed_step(), open_step(), kept_step())
    process = Process(
        "accounts-payable", "Accounts payable: invoice to payment", {step.step.id: step.step for step in steps},
        version="3", owner="Head of accounts payable", source="ap.yaml",
    )  # fmt: skip
    findings = (
        Finding(
            "dead-end",
            "warning",
            "archive",
            "nothing follows this step",
            "add `next` or an end event",
            SourceSpan("ap.yaml", 31, 3, 31, 10),
        ),
        Finding(
            "contradictory-facts", "error", "match", "`rule_based` fully and `judgement` high cannot both be"
        ),
    )
    totals = (
        Totals("rpa", 2, Range(310.0, 325.5), 1),
        Totals("keep-human", 1, Range(4.25, 4.25), 0),
        Totals("undetermined", 1, Range(0.0, 0.0), 1),
    )
    return Assessment(process, steps, findings, totals, (PACK,))


@pytest.fixture
def rename() -> Rename:
    """`rename(assessment, name)`: the same with `name` in place of every text that a user can write."""

    def rename(assessment: Assessment, name: str) -> Assessment:
        steps = tuple(
            replace(one, step=replace(one.step, name=name, stage=name), lane=name) for one in assessment.steps
        )
        findings = tuple(replace(one, subject=name, message=name, help=name) for one in assessment.findings)
        process = replace(assessment.process, name=name, owner=name, version=name)
        return replace(assessment, steps=steps, process=process, findings=findings)

    return rename


def settled_step() -> StepAssessment:
    sub = SubDecision(
        "ways", "Is there one agreed way?", "ready", Certainty.SETTLED, ("ready",), False, (W11,)
    )
    technique = Technique(
        "robot", "robot on screens", "No system offers a stable interface.", ("house-default",), ("robot",)
    )
    blockers = (
        Blocker(
            "B1",
            "no-escalation",
            "nobody gets what is unexpected",
            "holds",
            "It must be settled beforehand.",
            "Name a person.",
            ("house-default",),
            (("escalation_path", "no"),),
        ),
        Blocker(
            "B2",
            "no-monitoring",
            "quality is not measured",
            "open",
            "It drifts unseen.",
            "Plan to measure from the first release.",
            (),
            (),
        ),
    )
    decision = _decision("register", "rpa", Certainty.SETTLED, rules=(T12,), sub_decisions=(sub,))
    task = Task("register", "Register incoming invoice", stage="Receive")
    return StepAssessment(task, "Invoice intake", decision, technique, blockers, Range(310.0, 325.5))


def presumed_step() -> StepAssessment:
    decision = _decision(
        "match", "rpa", Certainty.PRESUMED, rules=(T12,), assumptions=ASSUMPTIONS, missing=("access_allowed",)
    )
    decision = replace(
        decision, possible=(("rpa", 0.9012345678), ("keep-human", 0.0987654322)), contradictions=("C1",)
    )
    technique = Technique(None, "", "", (), ("interface", "robot"))
    task = Task("match", "Match order", stage="Receive")
    return StepAssessment(task, "AP accounting", decision, technique, (), None)


def open_step() -> StepAssessment:
    sub = SubDecision(
        "ways", "Is there one agreed way?", None, Certainty.OPEN, ("not_ready", "ready"), False, ()
    )
    missing = ("standardised", "exception_rate", "ways_of_working", "documented", "error_cost", "volume")
    decision = replace(
        _decision("approve", "undetermined", Certainty.OPEN, missing=missing, sub_decisions=(sub,)),
        possible=(("rpa", 0.6200001), ("standardise-first", 0.3767999), ("keep-human", 0.0032)),
        next_question=QUESTION,
        doubted=("access_allowed",),
    )
    return StepAssessment(
        Task("approve", "Approve payment run", stage="Pay"), "Treasury", decision, None, (), None
    )


def kept_step() -> StepAssessment:
    sub = SubDecision(
        "risk", "May a machine decide this?", "unacceptable", Certainty.SETTLED, ("unacceptable",), True, ()
    )
    decision = _decision(
        "archive", "keep-human", Certainty.SETTLED, rules=(T3,), overruled=(T8, T12), sub_decisions=(sub,)
    )
    technique = Technique("leave", "leave to people", "Nothing pays.", (), ("leave",))
    return StepAssessment(
        Task("archive", "Release to the bank", stage="Pay"),
        "Treasury",
        decision,
        technique,
        (),
        Range(4.25, 4.25),
    )


def _decision(
    subject: str,
    outcome: str,
    certainty: Certainty,
    *,
    rules: tuple[RuleHit, ...] = (),
    overruled: tuple[RuleHit, ...] = (),
    assumptions: tuple[Assumption, ...] = (),
    missing: tuple[str, ...] = (),
    sub_decisions: tuple[SubDecision, ...] = (),
) -> Decision:
    return Decision(
        subject,
        outcome,
        certainty,
        assumptions,
        ((outcome, 1.0),),
        rules,
        overruled,
        missing,
        (),
        None,
        sub_decisions,
        (),
    )
