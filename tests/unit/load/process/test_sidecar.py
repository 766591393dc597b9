"""Facts beside a BPMN model: what goes to which task, and what no longer fits."""

from __future__ import annotations

from contextlib import suppress
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.errors import InputError, Problem
from fitengine.load.process.sidecar import read_sidecar
from fitengine.model.facts import Facts, Origin, Provenance, Unknown
from fitengine.model.process import Event, EventKind, Lane, Process, Task, TaskKind
from tests.helpers.dictionary import DICTIONARY, OUTCOMES

IMPORTED = Provenance(Origin.IMPORTED, "BPMN type")
EARLIER = Problem("dropped", "a flow leads nowhere", severity="warning")
MODEL = Process(
    "orders",
    "Orders",
    {
        "start": Event("start", "Order arrives", EventKind.START),
        "check": Task("check", "Check order", lane="desk"),
        "enter": Task(
            "enter",
            "Enter order",
            TaskKind.SERVICE,
            "desk",
            facts=Facts({"reversible": True}, {"reversible": IMPORTED}),
        ),
        "ship": Task("ship", "Ship goods", lane="store"),
        "bill": Task("bill", "Send bill", lane="bills"),
        "remind": Task("remind", "Send bill", lane="bills"),
    },
    lanes={
        "desk": Lane("desk", "Order desk"),
        "store": Lane("store", "Warehouse"),
        "bills": Lane("bills", "Billing"),
    },
    source="models/orders.bpmn",
    warnings=(EARLIER,),
)


def read(text):
    return read_sidecar(dedent(text), "orders.facts.yaml", MODEL, DICTIONARY, OUTCOMES)


def warnings_of(text):
    earlier, *warnings = read(text).warnings
    assert earlier is EARLIER
    assert {one.severity for one in warnings} <= {"warning"}
    return [(str(one.span), one.code, one.message, one.help) for one in warnings]


def test_facts_reach_their_tasks_by_element_id():
    process = read("""\
        model: orders.bpmn
        name: Order to cash
        version: 3
        owner: Head of sales
        defaults: {applications: 2}
        lane_defaults: {desk: {applications: 3}, Warehouse: {stable_months: 4}}
        initiative: {facts: {phase: pilot}}
        steps:
          check: {name: Check order, facts: {rule_based: fully, nature: rules}}
          ship:
            facts: {volume: 40 a week}
        """)
    assert (process.name, process.version, process.owner) == ("Order to cash", "3", "Head of sales")
    assert process.nodes["check"].facts.values == {"applications": 3, "rule_based": "fully"}
    assert process.nodes["check"].facts.ratings == {"nature": "rules"}
    assert process.nodes["ship"].facts.values == {
        "applications": 2,
        "stable_months": 4,
        "volume": 40 * 52 / 12,
    }
    assert process.nodes["bill"].facts.values == {"applications": 2}
    assert process.nodes["ship"].facts.origin("stable_months").detail == "lane_defaults.Warehouse"
    assert process.initiative is not None
    assert process.warnings == (EARLIER,)
    assert (process.nodes["start"], process.flows, process.id) == (
        MODEL.nodes["start"],
        MODEL.flows,
        "orders",
    )


def test_what_the_sidecar_does_not_name_stays():
    process = read("steps: {check: {facts: {rule_based: fully}}}\n")
    assert (process.name, process.version, process.initiative) == ("Orders", "", None)
    assert process.nodes["enter"] == MODEL.nodes["enter"]


def test_a_stated_fact_goes_before_an_imported_one_and_that_before_a_default():
    by_default = read("defaults: {reversible: false}\nsteps: {}\n")
    assert by_default.nodes["enter"].facts == MODEL.nodes["enter"].facts
    assert by_default.nodes["ship"].facts.values == {"reversible": False}
    stated = read("steps: {enter: {facts: {reversible: unknown}}}\n").nodes["enter"].facts
    assert stated.values["reversible"] is Unknown.UNKNOWN
    assert stated.origin("reversible").origin is Origin.STATED


def test_facts_of_an_element_that_is_gone_go_to_the_only_task_of_that_name():
    text = "steps:\n  old_id: {name: ship  goods, facts: {rule_based: fully}}\n"
    assert read(text).nodes["ship"].facts.values == {"rule_based": "fully"}
    assert warnings_of(text) == [
        ("orders.facts.yaml:2:3", "moved", "`old_id` is gone; its facts go to `ship`, which has the same name",
         "write `ship` here, or run `fitengine init` with the model"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "code", "message", "help_"),
    [
        ("chekc: {facts: {rule_based: fully}}", "orphan", "`chekc` is not in the model; its facts are left out",
         "did you mean `check`?"),
        ("x: {name: Send bill}", "orphan", "`x` is not in the model; its facts are left out",
         "write one of `check`, `enter`, `ship`, `bill`, `remind`"),
        ("start: {facts: {}}", "not-a-task", "`start` is no task of the model; only tasks have facts", ""),
    ],
)  # fmt: skip
def test_entries_without_a_task_are_warnings(steps, code, message, help_):
    assert warnings_of(f"steps:\n  {steps}\n") == [("orders.facts.yaml:2:3", code, message, help_)]


def test_an_heir_with_facts_of_its_own_keeps_them():
    text = "steps:\n  ship: {facts: {volume: 3}}\n  old: {name: Ship goods, facts: {volume: 4}}\n"
    assert read(text).nodes["ship"].facts.values == {"volume": 3}
    assert [warning[1] for warning in warnings_of(text)] == ["orphan"]


def test_two_entries_with_one_heir_do_not_mix():
    text = "steps:\n  old: {name: Ship goods, facts: {volume: 3}}\n  older: {name: Ship goods, facts: {volume: 4}}\n"
    assert read(text).nodes["ship"].facts.values == {"volume": 3}
    assert [warning[1] for warning in warnings_of(text)] == ["moved", "moved", "orphan"]


def test_a_lane_that_is_gone_is_a_warning():
    assert warnings_of("lane_defaults: {Ware house: {volume: 3}}\n") == [
        ("orders.facts.yaml:1:17", "unknown-lane", "`Ware house` is no lane of the model; its defaults are left out",
         "did you mean `Warehouse`?"),
    ]  # fmt: skip


def test_a_sidecar_of_another_model_says_so():
    assert warnings_of("model: sales.bpmn\nsteps: {}\n") == [
        ("orders.facts.yaml:1:8", "other-model", "this sidecar belongs to `sales.bpmn`, not to `orders.bpmn`", ""),
    ]  # fmt: skip
    assert warnings_of("model: elsewhere/orders.bpmn\nsteps: {}\n") == []


def test_orphans_are_read_by_nobody_and_stay_in_sight():
    text = "orphans: {gone: {name: Gone, facts: {no_such_fact: 3}}"
    assert [(code, message) for _, code, message, _ in warnings_of(text + "}\n")] == [
        ("orphans", "`orphans` keeps the facts of a step that is not in the model: `gone` (Gone)")
    ]
    more = "".join(f", x{number}: {{}}" for number in range(6))
    ((place, _, message, _),) = warnings_of(text + more + "}\n")
    assert place == "orders.facts.yaml:1:1"
    assert message.startswith(
        "`orphans` keeps the facts of 7 steps that are not in the model: `gone` (Gone), `x0`"
    )
    assert message.endswith("`x3` and 2 more")
    assert warnings_of("orphans: {}\n") == []


def test_defects_of_the_sidecar_itself_are_errors_all_at_once():
    with pytest.raises(InputError) as caught:
        read("""\
            colour: red
            steps:
              check: {facts: {rule_based: fuly, volum: 3}, lane: desk}
              ship: 3
            """)
    assert [(one.code, str(one.span)) for one in caught.value.problems] == [
        ("unknown-key", "orders.facts.yaml:1:1"), ("illegal-value", "orders.facts.yaml:3:31"),
        ("unknown-fact", "orders.facts.yaml:3:37"), ("unknown-key", "orders.facts.yaml:3:48"),
        ("wrong-type", "orders.facts.yaml:4:9"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("process: p\nsteps: {a: {}}\n", "this is not a sidecar; it looks like a process file"),
        ("- a\n", "this is not a sidecar"),
        ("decision: d\nrules: []\n", "this is not a sidecar; it looks like a rule pack"),
    ],
)
def test_another_kind_of_file_gets_one_clear_reason(text, message):
    with pytest.raises(InputError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("not-a-sidecar", message)


_KEYS = st.sampled_from(
    ["model", "steps", "defaults", "lane_defaults", "initiative", "orphans", "name", "facts", "check", "ship", "desk",
     "gone", "rule_based", "volume"]
)  # fmt: skip
_STRUCTURES = st.recursive(
    st.none() | st.integers(0, 9) | st.sampled_from(["fully", "Ship goods", "unknown"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=10,
)


def _as_yaml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_as_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_yaml, value)) + "]"
    return "null" if value is None else str(value)


@settings(max_examples=300, deadline=None)
@given(_STRUCTURES)
def test_any_structure_is_read_or_an_input_error(structure):
    with suppress(InputError):
        assert read(_as_yaml(structure)).nodes.keys() == MODEL.nodes.keys()
