"""What each answer to the next question would lead to."""

import pytest

from fitengine.api import assess, explain, load_process, what_if
from fitengine.decide.decider import Decider
from fitengine.decide.explain import explain_case
from fitengine.model.decision import Certainty
from fitengine.model.facts import Facts, OneOf
from fitengine.model.inquiry import Answer
from tests.helpers.rules import table_from_text

OPEN = "process: p\nsteps:\n  a: {facts: {%s}}\n"


@pytest.fixture
def explained(tmp_path):
    """`explained("volume: 3")`: a process of one step with these facts, and its explanation."""

    def explain_step(facts):
        file = tmp_path / "p.yaml"
        file.write_text(OPEN % facts)
        process = load_process(file)
        return process, explain(process, "a")[0]

    return explain_step


FACTS = (
    "rule_based: partly, pattern_task: true, standardised: mostly, error_cost: medium, input_digital: digital",
    "standardised: mostly, input_digital: digital",
    "volume: 300",
)


@pytest.mark.parametrize("facts", FACTS)
def test_an_answer_leads_where_assessing_with_it_leads(explained, facts):
    process, explanation = explained(facts)
    question = explanation.decision.next_question
    by_value = {word: answer for answer in explanation.answers for word in answer.value.split(" or ")}
    for option in question.options:
        value = {"yes": True, "no": False}.get(option, option)
        after = what_if(process, [Answer("step", "a", question.fact, value)]).after.steps[0].decision
        assert by_value[option].certainty == after.certainty
        if after.certainty is Certainty.OPEN:
            assert len(by_value[option].outcomes) > 1
            assert set(by_value[option].outcomes) <= {outcome for outcome, _ in after.possible}
        else:
            assert by_value[option].outcomes == (after.outcome,)


@pytest.mark.parametrize("facts", FACTS)
def test_the_chances_of_the_answers_add_up(explained, facts):
    _, explanation = explained(facts)
    assert len(explanation.answers) > 1
    assert sum(answer.chance for answer in explanation.answers) == pytest.approx(1)


def test_the_chance_to_settle_is_that_of_the_answers_that_leave_one_outcome(explained):
    _, explanation = explained(FACTS[0])
    deciding = sum(answer.chance for answer in explanation.answers if len(answer.outcomes) == 1)
    assert deciding == pytest.approx(explanation.decision.next_question.settles)


def test_a_decided_step_asks_nothing(explained):
    process, explanation = explained("needed: false")
    assert assess(process).steps[0].decision.outcome == "standardise-first"
    assert explanation.answers == ()


def test_chances_are_those_of_the_answers_that_are_left():
    """Where a fact is known in part, the answers that it rules out count for nothing, and the others add up to 1."""
    why = "because: So it is., cite: house-default"
    book = table_from_text(
        "decision: t\nversion: '1'\nquestion: Which?\nhit_policy: first\nverdicts: [x, y, z]\nrules:\n"
        f"- {{id: R0, when: {{standardised: at least mostly}}, then: y, {why}}}\n"
        f"- {{id: R1, when: {{standardised: varies}}, then: x, {why}}}\n"
        f"- {{id: R2, when: {{}}, then: z, {why}}}\n"
    )
    decider = Decider(book, "plain")
    case = decider.case(Facts({"standardised": OneOf(("varies", "mostly", "uniform"))}))
    answers = explain_case(decider, "t", "s", case).answers
    assert {answer.outcomes: answer.chance for answer in answers} == {
        ("x",): pytest.approx(1 / 3),
        ("y",): pytest.approx(2 / 3),
    }
