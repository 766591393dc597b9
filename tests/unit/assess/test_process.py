"""What the assessment of a whole process puts together."""

from __future__ import annotations

from dataclasses import replace

from fitengine import api
from fitengine.model.decision import Assessment
from fitengine.model.facts import Facts, Origin, Provenance
from tests.helpers.sketch import sketch

RULES_WORK = {
    "rule_based": "fully",
    "input_digital": "digital",
    "input_structure": "structured",
    "volume": 500,
}


def assess(*lines: str, **facts: dict[str, object]) -> Assessment:
    process = sketch(*lines)
    nodes = dict(process.nodes)
    for step, values in facts.items():
        nodes[step] = replace(nodes[step], facts=Facts(values))  # type: ignore[arg-type, call-arg]
    return api.assess(replace(process, nodes=nodes))


def holding(assessment: Assessment, step: str) -> set[str]:
    found = next(item for item in assessment.steps if item.step.id == step)
    return {blocker.id for blocker in found.blockers if blocker.status == "holds"}


def test_a_step_that_must_be_standardised_first_blocks_the_one_it_feeds() -> None:
    assessed = assess(
        "s_1 -> a -> b -> e_1",
        a={**RULES_WORK, "standardised": "ad_hoc"},
        b={**RULES_WORK, "standardised": "uniform"},
    )
    assert [step.decision.outcome for step in assessed.steps] == ["standardise-first", "rpa"]
    assert "upstream" in holding(assessed, "b")


def test_a_step_that_is_to_be_dropped_blocks_nothing() -> None:
    assessed = assess(
        "s_1 -> a -> b -> e_1", a={"needed": False}, b={**RULES_WORK, "standardised": "uniform"}
    )
    assert [step.decision.outcome for step in assessed.steps] == ["standardise-first", "rpa"]
    assert "upstream" not in holding(assessed, "b")


def test_contradictory_facts_are_a_finding_and_the_verdict_follows_the_other_rules() -> None:
    assessed = assess("s_1 -> a -> e_1", a={**RULES_WORK, "standardised": "uniform", "judgement": "high"})
    finding = next(finding for finding in assessed.findings if finding.code == "contradictory-facts")
    assert "`rule_based` fully" in finding.message
    assert "`judgement` high" in finding.message
    assert assessed.steps[0].decision.outcome == "rpa"


def test_a_measured_value_that_differs_from_the_stated_one_is_a_finding() -> None:
    process = sketch("s_1 -> a -> e_1")
    measured = Provenance(Origin.MEASURED, "a log")
    facts = Facts({"volume": 100, "measured_volume": 900}, {"measured_volume": measured})
    nodes = {**process.nodes, "a": replace(process.nodes["a"], facts=facts)}  # type: ignore[call-arg]
    assert "measured-differs" in {
        finding.code for finding in api.assess(replace(process, nodes=nodes)).findings
    }


def test_totals_add_up_hours_and_count_what_nobody_knows() -> None:
    assessed = assess(
        "s_1 -> a -> b -> e_1",
        a={**RULES_WORK, "standardised": "uniform", "handling_minutes": 6},
        b={**RULES_WORK, "standardised": "uniform"},
    )
    totals = {total.verdict: total for total in assessed.totals}
    assert totals["rpa"].steps == 2
    assert (totals["rpa"].hours.low, totals["rpa"].hours.high) == (50, 50)
    assert totals["rpa"].unknown_hours == 1
