"""What the page decides is what the engine decides. The page's own script runs in node, where there is one."""

import json
import random
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from fitengine import api
from fitengine.assess.process import FIT
from fitengine.decide.cells import cells_of
from fitengine.decide.decider import Decider
from fitengine.model.decision import UNDETERMINED, Certainty
from fitengine.model.facts import Facts, Range, Unknown, format_known
from fitengine.report.html.decision_data import decision_data
from tests.helpers.report_page import page_data

NODE = shutil.which("node")
PROCESS = Path(__file__).parents[4] / "processes" / "accounts-payable.yaml"
CASES = 800
RUN = """
const [data, cases] = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(cases.map(([step, known, doubted]) => {
  const { outcome, certainty, assumed, left, weights, broken } = decide(data, step, known, doubted);
  return { outcome, certainty, assumed, left, weights, broken: broken.map((one) => one.id) };
})));
"""
PRESUME = """
const [data, known] = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(presume(data, known, [])));
"""
READ = """
const [data, texts] = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(texts.map(([name, text]) => read(data.facts[name], text))));
"""

needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed: the page's script cannot run")


@cache
def decider():
    return Decider(api.load_rules(), "plain")


@cache
def assessment():
    """Some steps have sub-decisions that were answered directly: those are decided by diagrams of their own."""
    process = api.load_process(PROCESS, rules=decider().rulebook)
    tasks = process.tasks()
    tables = decider().rulebook.tables
    rated = {
        tasks[1].id: {"nature": tables["nature"].outcomes[0]},
        tasks[2].id: {"ways": tables["ways"].outcomes[-1], "risk": tables["risk"].outcomes[0]},
    }
    nodes = {
        name: replace(node, facts=replace(node.facts, ratings=rated[name])) if name in rated else node
        for name, node in process.nodes.items()
    }
    return api.assess(replace(process, nodes=nodes), rules=decider().rulebook)


@cache
def data(strict=False):
    return json.loads(json.dumps(decision_data(replace(assessment(), strict=strict), decider(), FIT)))


def run(program, given):
    script = (files("fitengine.report.html") / "decide.js").read_text(encoding="utf-8")
    done = subprocess.run(
        [NODE, "-e", f'"use strict";{script}{program}'],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def random_facts(rng, names):
    """Few or many facts: exact, in part, doubted; some contradict each other."""
    values = {}
    for name in rng.sample(names, rng.randint(0, len(names))):
        variable = decider().space[name]
        mask = 0
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            mask |= 1 << rng.choices(range(variable.size), variable.priors)[0]
        value = variable.value(mask)
        values[name] = Unknown.UNKNOWN if rng.random() < 0.08 or value is None else value
    return values


def expected(values, ratings, strict):
    case = decider().case(Facts(values, ratings=ratings), strict=strict)
    grade = decider().grade(FIT, case)
    weights = grade.oracle.weights(grade.known, decider().priors(grade.oracle))
    return {
        "outcome": grade.outcome,
        "certainty": str(grade.certainty),
        "assumed": [grade.oracle.names[level] for level in grade.assumed],
        "left": [outcome for outcome, bit in grade.oracle.bits.items() if grade.mask & bit],
        "weights": {grade.oracle.outcome(leaf) or UNDETERMINED: weight for leaf, weight in weights.items()},
        "broken": list(grade.contradictions),
    }


@needs_node
@pytest.mark.parametrize("strict", [False, True])
def test_the_page_decides_random_facts_as_the_engine_does(strict):
    """Outcome, certainty, assumptions, what stays possible with its weights, and the constraints that are set aside."""
    rng = random.Random(f"page/{strict}")
    names = list(data(strict)["facts"])
    cases, answers = [], []
    for number in range(CASES):
        step = number % 4
        values = random_facts(rng, names)
        case = decider().case(Facts(values), strict=True)
        cases.append((step, dict(case.known), list(case.doubted)))
        answers.append(expected(values, assessment().steps[step].step.facts.ratings, strict))
    found = run(RUN, [data(strict), cases])
    for here, there in zip(answers, found, strict=True):
        there["weights"] = dict(there["weights"])
        assert there.pop("weights") == pytest.approx(here.pop("weights"))
        assert there == here
    kinds = {(one["certainty"], bool(one["broken"])) for one in answers}
    assert {certainty for certainty, _ in kinds} >= {"settled", "open"} | (set() if strict else {"presumed"})
    assert any(broken for _, broken in kinds)


@needs_node
def test_a_step_nothing_is_changed_of_comes_out_as_assessed():
    cases = [(number, step["known"], step["doubted"]) for number, step in enumerate(data()["steps"])]
    found = run(RUN, [data(), cases])
    for step, there in zip(assessment().steps, found, strict=True):
        assert (there["outcome"] or UNDETERMINED) == step.decision.outcome
        assert there["certainty"] == step.decision.certainty
        assert set(there["assumed"]) == {one.fact for one in step.decision.assumptions}
    assert any(there["certainty"] == Certainty.PRESUMED for there in found)


@needs_node
@pytest.mark.parametrize(
    ("known", "expected"),
    [({}, {"b": 2}), ({"a": 7}, {"b": 2}), ({"a": 1}, {"b": 2, "c": 1}), ({"a": 3}, {"b": 2})],
)
def test_the_page_presumes_what_every_completion_of_the_known_facts_allows(known, expected):
    """As the engine does, also where a condition is met whatever its facts are: of `a` it may be 1, or 2 or 4."""
    whatever = [{"a": 1}, {"a": 6}]
    presumptions = {"b": [{"mask": 2, "when": whatever}], "c": [{"mask": 1, "when": [{"a": 1}]}]}
    facts = {name: {"size": 3} for name in "abc"}
    assert run(PRESUME, [{"facts": facts, "presumptions": presumptions, "strict": False}, known]) == expected


@needs_node
def test_a_typed_value_means_the_cells_it_means_in_a_file():
    rng = random.Random("typed")
    texts, masks = [], []
    for name in data()["facts"]:
        variable = decider().space[name]
        definition = variable.definition
        values = [variable.sample(cell) for cell in range(variable.size)]
        if definition.type.numeric:
            values += [at for at, _ in variable.cuts]
            lows = [rng.randint(int(definition.low), int(min(definition.high, 60))) for _ in range(5)]
            values += [Range(low, low + rng.randint(1, 30)) for low in lows if low + 30 <= definition.high]
        for value in values:
            texts.append((name, format_known(value)))
            masks.append(variable.encode(value))
    assert [one.get("mask") for one in run(READ, [data(), texts])] == masks


@needs_node
@pytest.mark.parametrize("text", ["many", "-1", "1e999", "3 to 2", "2 to", "101", "<b>"])
def test_what_is_no_value_is_refused_with_a_reason(text):
    (found,) = run(READ, [data(), [("exception_rate", text)]])
    assert found["wrong"]
    assert "mask" not in found


def test_the_script_tested_here_is_the_one_in_the_page():
    html = api.write_report(assessment(), rules=decider().rulebook)
    assert (files("fitengine.report.html") / "decide.js").read_text(encoding="utf-8") in html
    assert page_data(html)["decision"] == data()


def test_presumptions_in_words_cover_every_mask_that_they_may_leave():
    for name, fact in data()["facts"].items():
        variable = decider().space[name]
        for mask, words in fact["words"].items():
            assert words == variable.words(int(mask))
            assert all(cell < variable.size for cell in cells_of(int(mask)))
