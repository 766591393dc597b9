"""Process files in YAML: what becomes of them, and what is said about their defects."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.errors import InputError, SourceSpan
from fitengine.load.process.file import read_process
from fitengine.load.process.schema import TRIGGERS
from fitengine.load.yaml.fields import quoted
from fitengine.model.facts import Facts, OneOf, Origin, Provenance, Range, Unknown
from fitengine.model.initiative import Actual, Kpi
from fitengine.model.process import (
    Event,
    EventKind,
    Gateway,
    GatewayKind,
    Lane,
    SubProcess,
    SubProcessKind,
    TaskKind,
)
from tests.helpers.dictionary import DICTIONARY, OUTCOMES

PAYABLES = """\
$schema: https://example.org/process.json
process: accounts-payable
name: "Accounts payable: invoice to payment"
version: 1.10
owner: Head of accounts payable
lanes: {intake: Invoice intake, desk: {name: AP desk, pool: Finance}}
defaults: {reversible: yes, applications: 2}
lane_defaults: {intake: {applications: 3, standardised: mostly}}
initiative:
  facts: {goal_linked: true, phase: pilot}
  kpis:
  - {name: cycle time, unit: days, direction: down, baseline: 9.2, month_1: 8 days, month_6: unknown,
     actuals: [{on: 2026-09-30, value: 7.9}, {on: 2026-08-31, value: 8.5}]}
steps:
  start: {type: start, name: Invoice arrives, trigger: message, lane: intake, next: register}
  register:
    name: Register incoming invoice
    lane: intake
    stage: Receive
    facts: {rule_based: fully, standardized: [uniform, mostly], exception_rate: 2% to 5%, volume: 40 a week}
    next: complete
  complete: {type: exclusive, name: Data complete?, next: [{to: pay, when: "yes", share: 94%}, {to: ask, when: no}]}
  ask: {type: user, lane: desk, facts: {reversible: unknown, nature: people}, next: [register, complete]}
  late: {type: boundary, attached_to: ask, trigger: timer, interrupting: false, next: {to: pay, default: true, share: 0.1 to 0.2}}
  pay: {type: service, next: end}
  end: {type: end}
"""


def read(text, **options):
    return read_process(dedent(text), "f.yaml", DICTIONARY, OUTCOMES, **options)


def problems_of(text):
    with pytest.raises(InputError) as caught:
        read(text)
    return caught.value.problems


def test_a_process_file_becomes_a_process():
    process = read(PAYABLES)
    assert (process.id, process.name) == ("accounts-payable", "Accounts payable: invoice to payment")
    assert (process.version, process.owner, process.source) == ("1.10", "Head of accounts payable", "f.yaml")
    assert process.lanes == {
        "intake": Lane("intake", "Invoice intake"),
        "desk": Lane("desk", "AP desk", "Finance"),
    }
    assert list(process.nodes) == ["start", "register", "complete", "ask", "late", "pay", "end"]
    assert [task.id for task in process.tasks()] == ["register", "ask", "pay"]
    assert process.warnings == ()
    assert str(process.span) == "f.yaml:2:1"


def test_every_step_is_the_element_that_its_type_names():
    nodes = read(PAYABLES).nodes
    span = SourceSpan("f.yaml", 15, 3, 15, 8)
    assert nodes["start"] == Event(
        "start", "Invoice arrives", EventKind.START, "message", lane="intake", span=span
    )
    complete = nodes["complete"]
    assert isinstance(complete, Gateway)
    assert (complete.kind, complete.lane) == (GatewayKind.EXCLUSIVE, None)
    late = nodes["late"]
    assert isinstance(late, Event)
    assert (late.kind, late.trigger, late.attached_to, late.interrupting) == (
        EventKind.BOUNDARY, "timer", "ask", False,
    )  # fmt: skip
    assert [task.kind for task in read(PAYABLES).tasks()] == [TaskKind.TASK, TaskKind.USER, TaskKind.SERVICE]
    assert (nodes["register"].stage, nodes["pay"].name) == ("Receive", "pay")


def test_facts_are_stated_rated_or_by_default_and_the_nearest_statement_wins():
    tasks = {task.id: task.facts for task in read(PAYABLES).tasks()}
    everywhere = Provenance(Origin.DEFAULT, "defaults", SourceSpan("f.yaml", 7, 1, 7, 9))
    in_lane = Provenance(
        Origin.DEFAULT, "lane_defaults.intake", tasks["register"].origin("applications").span
    )
    assert tasks["register"] == Facts(
        {
            "reversible": True,
            "applications": 3,
            "standardised": OneOf(("mostly", "uniform")),
            "rule_based": "fully",
            "exception_rate": Range(2, 5),
            "volume": 40 * 52 / 12,
        },
        {"reversible": everywhere, "applications": in_lane},
    )
    assert tasks["ask"].values == {"reversible": Unknown.UNKNOWN, "applications": 2}
    assert tasks["ask"].ratings == {"nature": "people"}
    assert tasks["ask"].origin("reversible").origin is Origin.STATED
    assert tasks["pay"] == Facts(
        {"reversible": True, "applications": 2}, {"reversible": everywhere, "applications": everywhere}
    )


def test_flows_carry_words_shares_and_defaults():
    flows = {flow.id: flow for flow in read(PAYABLES).flows}
    assert list(flows) == [
        "start->register", "register->complete", "complete->pay", "complete->ask", "ask->register", "ask->complete",
        "late->pay", "pay->end",
    ]  # fmt: skip
    yes, late = flows["complete->pay"], flows["late->pay"]
    assert (yes.source, yes.target, yes.condition, yes.share, yes.default) == (
        "complete",
        "pay",
        "yes",
        0.94,
        False,
    )
    assert (late.share, late.default, late.condition) == (Range(0.1, 0.2), True, "")
    assert flows["complete->ask"].condition == "no"
    assert flows["ask->register"].span == read(PAYABLES).nodes["ask"].span


def test_flows_between_the_same_steps_have_names_of_their_own():
    process = read("process: p\nsteps:\n  a: {next: [b, {to: b, when: x}, b]}\n  b: {}\n")
    assert [flow.id for flow in process.flows] == ["a->b", "a->b#2", "a->b#3"]


def test_the_initiative_has_answers_and_measures():
    initiative = read(PAYABLES).initiative
    assert initiative is not None
    assert initiative.facts.values == {"goal_linked": True, "phase": "pilot"}
    (kpi,) = initiative.kpis
    assert kpi == Kpi(
        "cycle time", "days", "down", 9.2, 8.0, None,
        (Actual(date(2026, 8, 31), 8.5), Actual(date(2026, 9, 30), 7.9)), kpi.span,
    )  # fmt: skip
    assert str(initiative.span) == "f.yaml:9:1"


def test_a_subprocess_with_steps_inside_is_a_container_and_an_empty_one_a_task():
    process = read("""\
        process: p
        steps:
          outer: {type: transaction, next: empty}
          inner: {parent: outer}
          empty: {type: subprocess}
        """)
    outer = process.nodes["outer"]
    assert isinstance(outer, SubProcess)
    assert (outer.kind, process.nodes["inner"].parent) == (SubProcessKind.TRANSACTION, "outer")
    assert [(task.id, task.kind) for task in process.tasks()] == [
        ("inner", TaskKind.TASK), ("empty", TaskKind.SUBPROCESS),
    ]  # fmt: skip


def test_steps_on_one_line_have_places_too():
    process = read("process: p\nsteps: {a: {next: b}, b: {}}\n")
    assert [str(node.span) for node in process.nodes.values()] == ["f.yaml:2:9", "f.yaml:2:23"]


def test_ids_and_words_may_look_like_numbers():
    process = read(
        "process: 7\nlanes: {1: One}\nsteps:\n  10: {lane: 1, name: 5, next: 20}\n  20: {name: true}\n"
    )
    assert (process.id, process.nodes["10"].lane, process.flows[0].target) == ("7", "1", "20")
    assert [node.name for node in process.nodes.values()] == ["5", "true"]


def test_ids_that_differ_in_case_are_different():
    assert list(read("process: p\nsteps: {a: {}, A: {}}\n").nodes) == ["a", "A"]


def test_an_empty_block_says_nothing():
    process = read(
        "process: p\ndefaults:\nlane_defaults:\ninitiative:\n  facts:\nsteps:\n  a:\n    facts:\n    # later\n"
    )
    assert process.initiative is None
    assert process.nodes["a"].facts == Facts()


# Defects: message, place and help, all of a file at once.

KPIS = "steps: {a: {}}\ninitiative:\n  kpis:\n"
BAD = [
    ("duplicate-key", "steps:\n  a: {}\n  a: {}\n", "3:3", "`a` stands twice in the same mapping", "keep one of them"),
    ("unknown-key", "steps:\n  a: {nmae: A}\n", "2:7", "`nmae` is not a key of a step", "did you mean `name`?"),
    ("unknown-key", "stesp: {}\nsteps: {a: {}}\n", "1:1", "`stesp` is not a key of a process file",
     "did you mean `steps`?"),
    ("unknown-key", "steps:\n  a: {rule_based: fully}\n", "2:7", "`rule_based` is not a key of a step",
     "`rule_based` is a fact: put it under `facts` of a step, or under `defaults` for all steps"),
    ("unknown-key", "phase: pilot\nsteps: {a: {}}\n", "1:1", "`phase` is not a key of a process file",
     "`phase` is a fact: put it under `facts` of `initiative`"),
    ("unknown-key", "facts: {}\nsteps: {a: {}}\n", "1:1", "`facts` is not a key of a process file",
     "facts of all steps go under `defaults`"),
    ("unknown-key", "steps:\n  a: {next: [{to: a, wen: x}]}\n", "2:22", "`wen` is not a key of an id or `{to, when, share}`",
     "did you mean `when`?"),
    ("unknown-fact", "steps:\n  a: {facts: {exeption_rate: 5}}\n", "2:15",
     "`exeption_rate` is not a fact about a step", "did you mean `exception_rate`?"),
    ("unknown-fact", "defaults: {standardisd: mostly}\nsteps: {a: {}}\n", "1:12",
     "`standardisd` is not a fact about a step", "did you mean `standardised`?"),
    ("misplaced-fact", "steps:\n  a: {facts: {phase: pilot}}\n", "2:15",
     "`phase` is a fact about a process, not about a step", "put it under `facts` of `initiative`"),
    ("misplaced-fact", "steps: {a: {}}\ninitiative: {facts: {volume: 3}}\n", "2:22",
     "`volume` is a fact about a step, not about a process", "put it under `facts` of a step, or under `defaults`"),
    ("derived-fact", "steps:\n  a: {facts: {in_loop: true}}\n", "2:15", "`in_loop` is worked out, never stated",
     "leave the line out"),
    ("duplicate-fact", "steps:\n  a: {facts: {standardised: mostly, standardized: mostly}}\n", "2:37",
     "`standardized` says again what `standardised` says", "keep one of them"),
    ("illegal-value", "steps:\n  a: {facts: {rule_based: fuly}}\n", "2:27", "`fuly` is not a value of `rule_based`",
     "did you mean `fully`?"),
    ("illegal-value", "lane_defaults: {x: {rule_based: fuly}}\nlanes: {x: X}\nsteps: {a: {}}\n", "1:33",
     "`fuly` is not a value of `rule_based`", "did you mean `fully`?"),
    ("illegal-value", "steps:\n  a: {facts: {nature: patern}}\n", "2:23", "`patern` is no outcome of `nature`",
     "did you mean `pattern`?"),
    ("illegal-value", "steps:\n  a: {type: exclusiv}\n", "2:13", "`type` cannot be `exclusiv`",
     "did you mean `exclusive`?"),
    ("illegal-value", "steps:\n  a: {type: start, trigger: mail}\n", "2:29", "`trigger` cannot be `mail`",
     f"write one of {quoted(TRIGGERS)}"),
    ("wrong-unit", "steps:\n  a:\n    facts: {exception_rate: 5 minutes}\n", "3:29",
     "`exception_rate` is given in %, not in `minutes`", "write the number alone or with `%`"),
    ("no-value", "steps:\n  a:\n    facts:\n      volume:\n", "4:14", "`volume` has no value",
     "leave the line out, or write `unknown` for a doubt"),
    ("wrong-type", "steps:\n  a: Pay\n", "2:6", "`a` must be a step, not `Pay`", ""),
    ("wrong-type", "steps:\n  a: {lane: [x]}\n", "2:13", "`lane` must be an id, not a list", ""),
    ("wrong-type", "steps:\n  a: {next: null}\n", "2:13",
     "`next` must be an id, or a list of ids or of `{to, when, share}`, not nothing",
     "leave the line out, or fill it in"),
    ("wrong-type", "steps:\n  a: {next: [a, [a]]}\n", "2:17",
     "item 2 of `next` must be an id or `{to, when, share}`, not a list", ""),
    ("wrong-type", "steps:\n- a\n", "2:1", "`steps` must be a mapping from id to step, not a list", ""),
    ("wrong-type", "steps: {a: {}}\nlanes: [x]\n", "2:8", "`lanes` must be a mapping from lane id to its name, not a list",
     ""),
    ("wrong-type", "steps:\n  a: {facts: fully}\n", "2:14", "`facts` must be a mapping from fact to value, not `fully`", ""),
    ("missing-key", "name: A\n", "0:1", "`steps` is missing in a process file", ""),
    ("missing-key", "steps:\n  a: {next: [{when: x}]}\n", "2:14", "`to` is missing in an id or `{to, when, share}`", ""),
    ("missing-key", "steps:\n  a: {type: boundary}\n", "2:6", "`attached_to` is missing in the boundary event `a`",
     "name the step whose boundary it stands on"),
    ("no-steps", "steps: {}\n", "1:8", "`steps` is empty", "a process has at least one step"),
    ("unknown-lane", "lanes: {desk: Front desk}\nsteps:\n  a: {lane: dsk}\n", "3:13", "`dsk` is no lane of this process",
     "did you mean `desk`?"),
    ("unknown-lane", "lanes: {desk: Front desk}\nsteps:\n  a: {lane: Front desk}\n", "3:13",
     "`Front desk` is no lane of this process", "did you mean `desk`?"),
    ("unknown-lane", "steps:\n  a: {lane: desk}\n", "2:13", "`desk` is no lane of this process",
     "list the lanes under `lanes`, as `lanes: {intake: Invoice intake}`"),
    ("unknown-lane", "lanes: {desk: D}\nlane_defaults: {desc: {}}\nsteps: {a: {}}\n", "2:17",
     "`desc` is no lane of this process", "did you mean `desk`?"),
    ("unknown-step", "steps:\n  register: {next: regster}\n", "2:20", "`regster` comes after `register`, but is no step",
     "did you mean `register`?"),
    ("unknown-step", "steps:\n  a:\n    next:\n    - a\n    - to: b\n", "5:11", "`b` comes after `a`, but is no step",
     "write one of `a`"),
    ("unknown-step", "steps:\n  late: {type: boundary, attached_to: lat}\n", "2:39",
     "`late` is attached to `lat`, which is no other step", "did you mean `late`?"),
    ("unknown-parent", "steps:\n  a: {parent: outr}\n  outer: {type: subprocess}\n", "2:15",
     "the parent `outr` of `a` is no step", "did you mean `outer`?"),
    ("unknown-parent", "steps:\n  a: {parent: b}\n  b: {}\n", "2:15", "the parent `b` of `a` is no subprocess",
     "give it the type `subprocess`"),
    ("misplaced-key", "steps:\n  a: {type: parallel, facts: {}}\n", "2:23",
     "`facts` does not belong to a step of type `parallel`", "tasks have facts"),
    ("misplaced-key", "steps:\n  a: {trigger: timer}\n", "2:7", "`trigger` does not belong to a step of type `task`",
     "only events have it"),
    ("misplaced-key", "steps:\n  a: {type: end, attached_to: a}\n", "2:18",
     "`attached_to` does not belong to a step of type `end`", "only boundary events have it"),
    ("bad-id", "steps:\n  pay it: {}\n", "2:3", "`pay it` cannot be an id",
     "an id has letters, digits, `_`, `-` and `.` only; the name may be any text"),
    ("out-of-range", "steps:\n  a: {next: [{to: a, share: 94}]}\n", "2:29", "`share` goes from 0 to 1, not `94`",
     "write `94%`, or a part of 1 as `0.94`"),
    ("wrong-type", "steps:\n  a: {next: [{to: a, share: most}]}\n", "2:29", "`share` is a number, not `most`",
     "write a number or a range, as `10 to 25`"),
    ("illegal-value", "steps: {a: {}}\ninitiative:\n  kpis: [{name: n, unit: u, direction: dwn}]\n", "3:40",
     "`direction` cannot be `dwn`", "did you mean `down`?"),
    ("missing-key", KPIS + "  - {name: n, unit: u}\n", "4:5",
     "`direction` is missing in a measure", ""),
    ("bad-date", KPIS + "  - {name: n, unit: u, direction: up,\n     actuals: [{on: 2026-02-30, value: 1}]}\n",
     "5:21", "`2026-02-30` is no date", "write year, month and day, as `2026-09-30`"),
    ("number-format", KPIS + "  - {name: n, unit: u, direction: up, baseline: \"9,600\"}\n",
     "4:49", "`9,600` has a thousands separator", "write `9600`"),
    ("wrong-unit", KPIS + "  - {name: n, unit: days, direction: up, baseline: 3 EUR}\n",
     "4:52", "`baseline` is given in days, not in `EUR`",
     "write the number alone or with `days` or `weeks` or `months` or `quarters` or `years`"),
    ("wrong-type", KPIS + "  - {name: n, unit: d, direction: up, baseline: 3 to 4}\n",
     "4:49", "`baseline` is one number, not `3 to 4`", ""),
    ("duplicate-kpi", KPIS + "  - {name: n, unit: u, direction: up}\n  - {name: n, unit: u, direction: up}\n",
     "5:12", "the measure `n` stands twice", "keep one of them"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text", "place", "message", "help_"), BAD, ids=[f"{bad[0]}-{n}" for n, bad in enumerate(BAD)]
)
def test_a_defect_is_told_with_its_place_and_help(code, text, place, message, help_):
    text = f"process: p\n{text}"
    line, column = (int(part) for part in place.split(":"))
    problems = [(str(one.span), one.code, one.message, one.help) for one in problems_of(text)]
    assert problems == [(f"f.yaml:{line + 1}:{column}", code, message, help_)]


def test_a_problem_is_printed_with_its_line_and_a_caret():
    text = "process: p\nsteps:\n  a: {facts: {rule_based: fuly}}\n"
    (problem,) = problems_of(text)
    assert problem.format() == dedent("""\
        f.yaml:3:27: illegal-value `fuly` is not a value of `rule_based`
          3 |   a: {facts: {rule_based: fuly}}
            |                           ^^^^
          help: did you mean `fully`?""")


def test_circles_of_parents_are_defects():
    problems = problems_of("""\
        process: p
        steps:
          a: {type: subprocess, parent: b}
          b: {type: subprocess, parent: a}
          c: {parent: a}
        """)
    assert [(one.code, one.message) for one in problems] == [
        ("parent-cycle", "`a` holds itself"), ("parent-cycle", "`b` holds itself"),
    ]  # fmt: skip


def test_all_defects_of_a_file_come_in_the_order_of_their_places():
    problems = problems_of("""\
        process: p
        colour: red
        lanes: {desk: Front desk}
        steps:
          a: {lane: dsk, facts: {rule_based: fuly, volum: 3, volume: -1}, next: nowhere}
          b c: {type: strat}
        """)
    assert [(one.code, str(one.span)) for one in problems] == [
        ("unknown-key", "f.yaml:2:1"), ("unknown-lane", "f.yaml:5:13"), ("illegal-value", "f.yaml:5:38"),
        ("unknown-fact", "f.yaml:5:44"), ("out-of-range", "f.yaml:5:62"), ("unknown-step", "f.yaml:5:73"),
        ("bad-id", "f.yaml:6:3"), ("illegal-value", "f.yaml:6:15"),
    ]  # fmt: skip


def test_the_first_hundred_defects_are_told_and_the_rest_counted():
    steps = "".join(f"  s{n}: {{next: t{n}}}\n" for n in range(150))
    problems = problems_of(f"process: p\nsteps:\n{steps}")
    assert len(problems) == 101
    assert (problems[-1].code, problems[-1].message) == ("more-problems", "50 more problems are not shown")


def test_many_defects_in_many_steps_do_not_take_long():
    steps = "".join(f"  step-{n}:\n    next: stop-{n}\n    lane: nobody-{n}\n" for n in range(20_000))
    start = time.perf_counter()
    assert len(problems_of(f"process: p\nsteps:\n{steps}")) == 101
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n- b\n", "this is not a process file: it holds a list"),
        ("hello\n", "this is not a process file: it holds a single value"),
        ("a: 1\n", "this is not a process file: `process` and `steps` are missing"),
        ("document: {dsl: 1.0.0}\ndo: []\n",
         "this is not a process file: `process` and `steps` are missing; it looks like a Serverless Workflow definition"),
        ('{"properties": {"definition": {"actions": {}}}}',
         "this is not a process file: `process` and `steps` are missing; it looks like a Power Automate flow"),
        ("openapi: 3.1.0\npaths: {}\n",
         "this is not a process file: `process` and `steps` are missing; it looks like an OpenAPI description"),
        ("decision: nature\nrules: []\n",
         "this is not a process file: `process` and `steps` are missing; it looks like a rule pack"),
        ("model: a.bpmn\nsteps: {a: {facts: {}}}\n",
         "this is not a process file: `process` is missing; it looks like a sidecar of a BPMN model"),
        ("<definitions/>\n", "this is not a process file: it starts like XML"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_process_gets_one_clear_reason(text, message):
    (problem,) = problems_of(text)
    assert (problem.code, problem.message) == ("not-a-process", message)
    assert problem.help


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"\n# nothing\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not-text"),
        (b"[" * 100_000, "too-deep"),
        (b"process: p\nsteps: &a {x: {}}\nmore: {<<: *a}\n", "anchor"),
    ],
)
def test_hopeless_files_are_refused(raw, code):
    with pytest.raises(InputError) as caught:
        read_process(raw, "f.yaml", DICTIONARY)
    assert caught.value.problems[0].code == code


_WORDS = st.sampled_from(
    [*DICTIONARY, "nature", "process", "name", "lanes", "defaults", "lane_defaults", "initiative", "facts", "kpis",
     "steps", "type", "lane", "next", "to", "when", "share", "default", "parent", "attached_to", "unit", "direction",
     "actuals", "on", "value", "a", "b", "task", "start", "boundary", "subprocess", "exclusive", "mostly", "yes", "5%",
     "2 to 3", "unknown", "up", "2026-09-30", "trigger", "timer", "a b"]
)  # fmt: skip
_STRUCTURES = st.recursive(
    _WORDS | st.none() | st.booleans() | st.integers(-2, 200) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=12,
)
_STEPS = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    _STRUCTURES | st.fixed_dictionaries({}, optional={
        "type": _WORDS, "lane": _WORDS, "facts": _STRUCTURES, "next": _STRUCTURES, "parent": _WORDS,
        "attached_to": _WORDS, "name": _STRUCTURES,
    }),
    max_size=3,
)  # fmt: skip
_FILES = st.fixed_dictionaries(
    {"process": _WORDS, "steps": _STEPS},
    optional={"lanes": _STRUCTURES, "defaults": _STRUCTURES, "lane_defaults": _STRUCTURES, "initiative": _STRUCTURES},
)  # fmt: skip


def _as_yaml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_as_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_yaml, value)) + "]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@settings(max_examples=300, deadline=None)
@given(_STRUCTURES | _FILES)
def test_any_structure_is_a_process_or_an_input_error(structure):
    with suppress(InputError):
        assert read_process(_as_yaml(structure), "f.yaml", DICTIONARY, OUTCOMES).nodes


@settings(deadline=None)
@given(st.text() | st.binary())
def test_any_text_is_a_process_or_an_input_error(raw):
    with suppress(InputError):
        assert read_process(raw, "f.yaml", DICTIONARY, OUTCOMES).nodes
