"""Findings as text."""

from fitengine.model.decision import Finding
from fitengine.report.findings_text import findings_text


def test_findings_come_gravest_first_and_are_counted(assessment):
    assert findings_text(assessment.findings, width=100) == (
        "  error      match: `rule_based` fully and `judgement` high cannot both be [contradictory-facts]\n"
        "  warning    archive: nothing follows this step [dead-end] (ap.yaml:31:3)\n"
        "             add `next` or an end event\n"
        "1 error, 1 warning\n"
    )


def test_no_findings_are_a_result_too():
    assert findings_text((), width=80) == "nothing found\n"


def test_remarks_are_counted_as_remarks():
    remark = Finding("one-lane", "info", "", "there is only one lane")
    assert findings_text([remark, remark], width=80).splitlines()[-1] == "2 remarks"


def test_equal_advice_is_given_once_and_a_named_subject_not_twice():
    first = Finding("implicit-merge", "info", "a", "2 flows meet at `A` (`a`)", "add a gateway")
    second = Finding("implicit-merge", "info", "b", "2 flows meet at `B` (`b`)", "add a gateway")
    assert findings_text([first, second], width=80) == (
        "  info       2 flows meet at `A` (`a`) [implicit-merge]\n"
        "             add a gateway\n"
        "  info       2 flows meet at `B` (`b`) [implicit-merge]\n"
        "2 remarks\n"
    )
