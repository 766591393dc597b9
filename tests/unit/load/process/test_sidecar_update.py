"""A facts file after its model changed: what is new comes in, what is gone is kept, and nothing else moves."""

from __future__ import annotations

import difflib
from textwrap import dedent

import pytest

from fitengine.errors import InputError
from fitengine.load.process.sidecar import read_sidecar
from fitengine.load.process.sidecar_update import SidecarUpdate, carry_over, update_sidecar
from fitengine.load.process.starter import starter_sidecar
from fitengine.load.yaml.events import read_yaml
from fitengine.model.process import Event, EventKind, Gateway, GatewayKind, Lane, Process, Task
from tests.helpers.dictionary import DICTIONARY, OUTCOMES


def model(*tasks: tuple[str, str], gateway: str = "g") -> Process:
    nodes = {id_: Task(id_, name, lane="desk") for id_, name in tasks}
    ends = {
        "start": Event("start", "", EventKind.START),
        gateway: Gateway(gateway, "", GatewayKind.EXCLUSIVE),
    }
    return Process("p", "P", {**ends, **nodes}, lanes={"desk": Lane("desk", "Desk")}, source="orders.bpmn")


BEFORE = model(("check", "Check order"), ("enter", "Enter order"), ("ship", "Ship goods"))
TEXT = """\
# Ours.
model: orders.bpmn   # the model
defaults: {applications: 2}

steps:
  # the first
  check:
    name: Check order
    facts: {rule_based: fully}  # says Ann
      # and so says Bob

  # Enter order (Desk)
  enter:   # by hand
    name: "Enter order"
    facts:
      volume: 40 a week
      # rule_based:  # none, partly, mostly or fully

  ship: {name: Ship goods, facts: {volume: 3}}
# the end
"""


def update(text, process):
    return update_sidecar(text, process, DICTIONARY, "orders.facts.yaml")


def warnings_of(text, process):
    return [one.code for one in read_sidecar(text, "f", process, DICTIONARY, OUTCOMES).warnings]


def lines_added_and_gone(old, new):
    parts = [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]
    return [one[2:] for one in parts if one[0] == "+"], [one[2:] for one in parts if one[0] == "-"]


def test_a_sidecar_that_fits_stays_byte_for_byte():
    for text in (TEXT, "\ufeff" + TEXT, TEXT.replace("\n", "\r\n"), TEXT.rstrip("\n")):
        done = update(text, BEFORE)
        assert done.text == text
        assert done == SidecarUpdate(text)


def test_a_new_step_comes_behind_the_one_before_it_with_its_questions():
    done = update(TEXT, model(("check", "Check order"), ("bill", "Send bill"), ("enter", "Enter order"),
                              ("ship", "Ship goods"), ("file", "File it")))  # fmt: skip
    assert done.added == ("bill", "file")
    added, gone = lines_added_and_gone(TEXT, done.text)
    assert gone == []
    assert added[:4] == ["  # Send bill (Desk)", "  bill:", "    name: Send bill", "    facts:"]
    assert "      # rule_based:  # none, partly, mostly or fully -- How much is rules?" in added
    assert list(read_yaml(done.text, "f").data["steps"]) == ["check", "bill", "enter", "ship", "file"]
    assert done.text.index("# and so says Bob") < done.text.index("bill:") < done.text.index("# Enter order")
    assert done.text.endswith("# the end\n")


def test_a_step_that_is_gone_is_kept_whole_with_its_comments():
    done = update(TEXT, model(("check", "Check order"), ("ship", "Ship goods")))
    assert done.orphaned == (("enter", "enter"),)
    entry = TEXT[TEXT.index("  # Enter order") : TEXT.index("\n  ship")]
    assert f"orphans:\n{entry}# the end\n" in done.text
    assert done.text.replace(f"orphans:\n{entry}", "") == TEXT.replace(entry, "")
    assert warnings_of(done.text, model(("check", "Check order"), ("ship", "Ship goods"))) == ["orphans"]


def test_another_id_with_the_same_name_keeps_its_entry_in_place():
    process = model(("check", "Check order"), ("Activity_1", "Enter  order"), ("ship", "Ship goods"))
    done = update(TEXT.replace('"Enter order"', "Enter  order"), process)
    assert done.moved == (("enter", "Activity_1"),)
    assert done.text == TEXT.replace("  enter:", "  Activity_1:").replace('"Enter order"', "Enter  order")
    assert warnings_of(done.text, process) == []


def test_a_new_name_is_taken_over_and_nothing_else():
    done = update(TEXT, model(("check", "Check it"), ("enter", "Enter order"), ("ship", "Ship goods")))
    assert done.renamed == ("check",)
    assert done.text == TEXT.replace("name: Check order", "name: Check it")


def test_a_task_that_became_a_gateway_is_an_orphan():
    process = model(("check", "Check order"), ("ship", "Ship goods"), gateway="enter")
    assert update(TEXT, process).orphaned == (("enter", "enter"),)


def test_what_comes_back_gets_its_facts_back_by_id_or_by_name():
    less = update(TEXT, model(("check", "Check order"))).text
    by_id = update(less, BEFORE)
    assert by_id.returned == (("enter", "enter"), ("ship", "ship"))
    assert read_yaml(by_id.text, "f").data == {**read_yaml(TEXT, "f").data, "orphans": None}
    assert warnings_of(by_id.text, BEFORE) == []
    process = model(("check", "Check order"), ("new", "Ship goods"))
    by_name = update(less, process)
    assert by_name.returned == (("ship", "new"),)
    assert read_sidecar(by_name.text, "f", process, DICTIONARY).nodes["new"].facts.values["volume"] == 3


def test_two_orphans_of_one_id_are_both_kept():
    text = "steps:\n  a: {name: A, facts: {volume: 1}}\norphans:\n  a: {name: Z, facts: {volume: 2}}\n"
    done = update(text, model(("check", "Check order")))
    assert done.orphaned == (("a", "a-2"),)
    orphans = read_yaml(done.text, "f").data["orphans"]
    assert {id_: entry["facts"]["volume"] for id_, entry in orphans.items()} == {"a": 2, "a-2": 1}


def test_a_task_has_one_entry_and_the_second_heir_is_an_orphan():
    text = "steps:\n  old: {name: Ship goods, facts: {volume: 3}}\n  older: {name: Ship goods, facts: {volume: 4}}\n"
    done = update(text, model(("ship", "Ship goods")))
    assert (done.moved, done.orphaned) == ((("old", "ship"),), (("older", "older"),))


def test_names_of_two_tasks_decide_nothing():
    text = "steps:\n  old: {name: Ship goods}\n"
    done = update(text, model(("a", "Ship goods"), ("b", "ship goods")))
    assert (done.moved, done.orphaned, done.added) == ((), (("old", "old"),), ("a", "b"))


VALUE = """\
initiative:
  value: {currency: EUR, hourly_rate: 40, steps: {enter: {build_days: 3}, ship: {build_days: 4}}}
steps:
  enter: {name: Enter order}
  ship: {name: Ship goods}
"""


def test_figures_by_step_follow_the_step():
    process = model(("new", "Enter order"), ("check", "Check order"))
    done = update(VALUE, process)
    assert "steps: {new: {build_days: 3}, ship: {build_days: 4}}" in done.text
    for text in (VALUE, done.text):
        read = read_sidecar(text, "f", process, DICTIONARY, OUTCOMES)
        assert list(read.initiative.value.steps) == ["new"]
        assert "unknown-step" in {one.code for one in read.warnings}


@pytest.mark.parametrize(
    "text",
    [
        '{"model": "orders.bpmn", "steps": {"gone": {"name": "Gone", "facts": {"volume": 1}}}}\n',
        '{"steps":{"check":{"name":"Check order"},"gone":{"name":"Gone"}},"orphans":{"z":{}}}',
        '{"steps":{"gone":{"name":"Gone"},"lost":{"name":"Lost"},"check":{"name":"Check order"}}}',
        '{\n  "steps": {\n    "check": {"name": "Check order"},\n    "gone": {"name": "Gone"}\n  }\n}\n',
        '{\n  "steps": {\n    "gone": {"name": "Gone"},\n    "lost": {"name": "Lost"}\n  },\n  "orphans": {}\n}\n',
    ],
)
def test_json_stays_json(text):
    import json

    done = update(text, model(("check", "Check order"), ("bill", "Send bill")))
    data = json.loads(done.text)
    assert list(data["steps"])[-1] == "bill"
    assert set(data["steps"]) == {"check", "bill"}
    assert data["orphans"]["gone"]["name"] == "Gone"
    assert update(done.text, model(("check", "Check order"), ("bill", "Send bill"))).text == done.text


@pytest.mark.parametrize(
    ("text", "steps", "orphans"),
    [
        ("steps: {check: {name: Check order}, gone: {name: Gone}}\n", ["check", "bill"], ["gone"]),
        ("steps: {gone: {name: Gone}}\norphans: {z: {}}\n", ["check", "bill"], ["z", "gone"]),
        ("steps:\n  gone: {name: Gone}\norphans: {}  # none\n", ["check", "bill"], ["gone"]),
        ("steps:\n  gone: {name: Gone}\norphans:\n", ["check", "bill"], ["gone"]),
        ("steps:\n    gone:\n        facts: {volume: 1}\norphans:\n  z:\n", ["check", "bill"], ["z", "gone"]),
        ("orphans:\n  z: {name: Check order}\nmodel: orders.bpmn\n", ["bill", "check"], []),
        ("model: orders.bpmn", ["check", "bill"], []),
        ("model: orders.bpmn\nsteps: {}  # none yet\n", ["check", "bill"], []),
        ("steps:\n  ? gone\n  : name: |\n      Gone\n      # no comment\n", ["check", "bill"], ["gone"]),
    ],
)
def test_every_style_of_file_is_kept_up(text, steps, orphans):
    done = update(dedent(text), model(("check", "Check order"), ("bill", "Send bill")))
    data = read_yaml(done.text, "f").data
    assert sorted(data["steps"]) == sorted(steps)
    assert list(data.get("orphans") or {}) == orphans
    for comment in ("}  # none\n", "}  # none yet\n"):
        assert (comment[1:] in done.text) == (comment in text)


def test_an_empty_file_becomes_a_starter():
    assert update("", BEFORE).text == starter_sidecar(BEFORE, DICTIONARY)
    assert update("# mine\n", BEFORE).text == "# mine\n" + starter_sidecar(BEFORE, DICTIONARY)


def test_lines_do_not_go_into_braces():
    text = "steps:\n  gone:\n    name: Gone  # long ago\norphans: {z: {}}\n"
    with pytest.raises(InputError, match="`orphans` is written in braces, and `steps` line by line"):
        update(text, BEFORE)


def test_answers_take_the_entry_of_yesterday_along():
    process = model(("check", "Check order"), ("new", "Enter order"), ("neu", "Ship goods"))
    assert carry_over(TEXT, process, {"new", "check"}) == TEXT.replace("  enter:", "  new:")
    assert carry_over(TEXT, process, {"check"}) == TEXT
    assert carry_over("# nothing\n", process, {"check"}) == "# nothing\n"
