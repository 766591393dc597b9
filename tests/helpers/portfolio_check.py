"""What a portfolio says of a process beside what `assess` and `value` say of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

from fitengine import api
from fitengine.decide.decider import Decider
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook
from fitengine.model.value import Case
from fitengine.portfolio.batch import Batch, Entry
from fitengine.portfolio.deciding import StepDecider
from fitengine.portfolio.documents import Document, process_document
from fitengine.portfolio.fact_columns import Tokens
from fitengine.portfolio.results import batch_tables
from fitengine.portfolio.tables import DocumentStatus

__all__ = ["assessed_rows", "portfolio_rows", "portfolio_tables"]

Row = dict[str, Any]


def portfolio_tables(documents: Sequence[Document], tokens: Tokens, decider: StepDecider) -> dict[str, Any]:
    """The tables of some documents, decided together."""
    entries = [
        Entry(f"d{number}", None, DocumentStatus.ASSESSED, document)
        for number, document in enumerate(documents)
    ]
    return batch_tables(Batch(tokens, entries), decider)


def portfolio_rows(
    processes: Sequence[Process], rules: Rulebook, *, strict: bool = False
) -> tuple[list[Row], list[Row]]:
    """Steps and findings of processes as a portfolio has them."""
    tokens = Tokens(rules.dictionary)
    decider = StepDecider(Decider(rules, "plain"), strict=strict, questions=True)
    documents = [process_document(process, tokens) for process in processes]
    tables = portfolio_tables(documents, tokens, decider)
    steps = tables["steps"].drop_columns(["signature", "lane", "owner"]).to_pylist()
    for row in steps:
        row["possible"] = set(row["possible"])
    return steps, tables["findings"].to_pylist()


def assessed_rows(
    processes: Sequence[Process], rules: Rulebook, *, strict: bool = False
) -> tuple[list[Row], list[Row]]:
    """The same as found step by step."""
    steps, findings = [], []
    for number, process in enumerate(processes):
        source = {"source": f"d{number}", "process": process.id}
        assessment = api.assess(process, rules=rules, strict=strict, executor="plain")
        decider = Decider(rules, "plain")
        values = _values(process, assessment, decider)
        for step, value in zip(assessment.steps, values, strict=True):
            steps.append({**source, **_step(step, value)})
        for one in assessment.findings:
            subject = one.subject if one.subject in process.nodes else None
            findings.append(
                {
                    **source,
                    "step": subject,
                    "code": one.code,
                    "severity": one.severity,
                    "message": one.message,
                }
            )
    return steps, findings


def _values(process: Process, assessment: Any, decider: Decider) -> Any:
    from fitengine.assess.value import assess_value

    return assess_value(process, assessment.steps, decider).steps


def _step(step: Any, value: Any) -> Row:
    decision, likely = step.decision, value.cases[Case.LIKELY]
    holding = list(dict.fromkeys(one.id for one in step.blockers if one.status == "holds"))
    may_hold = dict.fromkeys(one.id for one in step.blockers if one.status == "open")
    return {
        "step": step.step.id,
        "name": step.step.name,
        "verdict": decision.outcome,
        "certainty": str(decision.certainty),
        "possible": {outcome for outcome, _ in decision.possible},
        "technique": step.technique.id if step.technique else None,
        "hours_low": step.hours_per_month.low if step.hours_per_month else None,
        "hours_likely": likely.hours if likely.hours is None or not isnan(likely.hours) else None,
        "hours_high": step.hours_per_month.high if step.hours_per_month else None,
        "complexity": value.complexity[-1] if value.complexity else None,
        "hours_saved": likely.hours_saved,
        "missing": list(decision.missing),
        "next_question": decision.next_question.fact if decision.next_question else None,
        "blockers": holding,
        "blockers_open": [one for one in may_hold if one not in holding],
        "rules": [hit.rule for hit in decision.rules],
    }
