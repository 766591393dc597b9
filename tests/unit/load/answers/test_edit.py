"""What a file looks like after an answer, style by style."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from fitengine.api import load_process, load_rules, starter_process, starter_sidecar
from fitengine.data import examples_folder
from fitengine.errors import EngineFault, InputError
from fitengine.load.answers import edit
from fitengine.load.answers.edit import known_text, write_answers
from fitengine.load.process.file import read_process
from fitengine.load.values import read_value
from fitengine.load.yaml.events import read_yaml
from fitengine.model.facts import Known, OneOf, Range, Unknown
from fitengine.model.inquiry import Answer
from tests.helpers.dictionary import DICTIONARY


def about(step: str, fact: str, value: Known) -> Answer:
    return Answer("step", step, fact, value)


NEW = about("a", "new", "mostly")
STEP_STYLES = {
    "a block of facts": (
        "    facts:\n      x: 1  # why\n      # y is not known\n    next: b\n",
        "    facts:\n      x: 1  # why\n      new: mostly\n      # y is not known\n    next: b\n",
    ),
    "facts in braces": (
        "    facts: {x: 1, y: no}  # why\n    next: b\n",
        "    facts: {x: 1, y: no, new: mostly}  # why\n    next: b\n",
    ),
    "wrapped braces": (
        "    facts: {x: 1, y: 2,\n            z: 3}\n",
        "    facts: {x: 1, y: 2,\n            z: 3, new: mostly}\n",
    ),
    "wrapped braces without room": (
        f"    facts: {{x: 1, y: 2,\n            z: {'z' * 90}}}\n",
        f"    facts: {{x: 1, y: 2,\n            z: {'z' * 90},\n            new: mostly}}\n",
    ),
    "a line longer than anybody wraps": (
        f"    facts: {{x: {'z' * 130}}}\n",
        f"    facts: {{x: {'z' * 130}, new: mostly}}\n",
    ),
    "a fact a line, in braces": (
        "    facts: {\n      x: 1,  # one\n      y: 2   # two\n      # end\n    }\n",
        "    facts: {\n      x: 1,  # one\n      y: 2,   # two\n      new: mostly\n      # end\n    }\n",
    ),
    "a fact a line, with a comma behind": (
        "    facts: {\n      x: 1,\n      y: 2,  # two\n    }\n",
        "    facts: {\n      x: 1,\n      y: 2,  # two\n      new: mostly,\n    }\n",
    ),
    "a comma behind": ("    facts: {x: 1, }\n", "    facts: {x: 1, new: mostly, }\n"),
    "empty braces": ("    facts: {}  # none\n", "    facts: {new: mostly}  # none\n"),
    "a comment in empty braces": (
        "    facts: {# none\n    }\n",
        "    facts: {new: mostly # none\n    }\n",
    ),
    "a key without a value": (
        "    facts:  # to do\n    next: b\n",
        "    facts:  # to do\n      new: mostly\n    next: b\n",
    ),
    "a written null": ("    facts: null # to do\n", "    facts: # to do\n      new: mostly\n"),
    "no facts": ("    name: A  # the first\n", "    name: A  # the first\n    facts:\n      new: mostly\n"),
    "no facts, but what comes next": (
        "    name: A\n    # where to\n    next: b\n",
        "    name: A\n    facts:\n      new: mostly\n    # where to\n    next: b\n",
    ),
    "a question in its place": (
        "    facts:\n      # old: \n      # new:  # how much?\n    next: b\n",
        "    facts:\n      # old: \n      new: mostly  # how much?\n    next: b\n",
    ),
    "a question of another step": (
        "    facts:\n      x: 1\n  # new:\n",
        "    facts:\n      x: 1\n      new: mostly\n  # new:\n",
    ),
    "a value that is commented out": (
        "    facts:\n      x: 1\n      # new: fully\n",
        "    facts:\n      x: 1\n      new: mostly\n      # new: fully\n",
    ),
    "an old value": ("    facts: {new: 'x', y: 2}\n", "    facts: {new: mostly, y: 2}\n"),
    "an old value with a comment behind": (
        '    facts:\n      new: "x"# why\n',
        "    facts:\n      new: mostly # why\n",
    ),
    "an old null": ("    facts: {new: , y: 2}\n", "    facts: {new: mostly, y: 2}\n"),
    "an old key alone": ("    facts: {new, y: 2}\n", "    facts: {new: mostly, y: 2}\n"),
    "an old list in lines": (
        "    facts:\n      new: # which?\n      - x  # one\n      - y\n      # end\n      z: 1\n",
        "    facts:\n      new: mostly # which?\n      # one\n      # end\n      z: 1\n",
    ),
    "an old list in brackets": (
        "    facts: {new: [x, # '#' one\n      '# y'], z: 1}\n",
        "    facts: {new: mostly # '#' one\n            , z: 1}\n",
    ),
    "an old text in lines": (
        "    facts:\n      new: |  # cited\n        # no comment\n\n      z: 1\n",
        "    facts:\n      new: mostly # cited\n\n      z: 1\n",
    ),
    "an old value with a key that is marked": (
        "    facts:\n      ? new  # key\n      : x\n",
        "    facts:\n      ? new  # key\n      : mostly\n",
    ),
    "a text in lines at the end": (
        "    facts:\n      x: |+\n        text\n\n# end\n",
        "    facts:\n      x: |+\n        text\n\n      new: mostly\n# end\n",
    ),
    "a text in lines that the file ends with": (
        "    facts:\n      x: |\n        text",
        "    facts:\n      new: mostly\n      x: |\n        text",
    ),
    "no line end at the end": ("    name: A", "    name: A\n    facts:\n      new: mostly"),
}


@pytest.mark.parametrize(("before", "after"), STEP_STYLES.values(), ids=STEP_STYLES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_style_of_the_author_stays(before, after, line_end):
    head = "# About\nprocess: p\n\nsteps:\n  b: text\n  a:\n"
    text = (head + before).replace("\n", line_end)
    assert write_answers(text, [NEW]) == (head + after).replace("\n", line_end)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "steps:\n  a: {name: A, next: b}  # first\n",
            "steps:\n  a: {name: A, facts: {new: mostly}, next: b}  # first\n",
        ),
        ("steps: {a: {name: A}}", "steps: {a: {name: A, facts: {new: mostly}}}"),
        ("{steps: {a: {facts: }}}", "{steps: {a: {facts: {new: mostly}}}}"),
        ("{steps: {a: }, }", "{steps: {a: {facts: {new: mostly}}}, }"),
        ("steps:\n- a", None),
        ("steps:\n    a:\n        name: A\n", "steps:\n    a:\n        name: A\n        facts:\n            new: mostly\n"),
        ("steps:\n  b: {}\n\n# end\n", "steps:\n  b: {}\n  a:\n    facts: {new: mostly}\n\n# end\n"),
        ("model: m.bpmn\n", "model: m.bpmn\nsteps:\n  a:\n    facts:\n      new: mostly\n"),
        ("steps: {} # none yet", "steps: # none yet\n  a:\n    facts: {new: mostly}"),
        ("steps:\n  # none yet\norphans: {}\n", "steps:\n  a:\n    facts: {new: mostly}\n  # none yet\norphans: {}\n"),
        ("", "steps:\n  a:\n    facts:\n      new: mostly\n"),
        ("\ufeff", "\ufeffsteps:\n  a:\n    facts:\n      new: mostly\n"),
        ("\r\n# nothing yet", "\r\n# nothing yet\r\nsteps:\r\n  a:\r\n    facts:\r\n      new: mostly\r\n"),
        ("? steps\n: ~\t# none\n", "? steps\n: {a: {facts: {new: mostly}}}\t# none\n"),
        ("steps:\n  null\n", "steps:\n  {a: {facts: {new: mostly}}}\n"),
        ("---\nsteps:\n...\n", "---\nsteps:\n  a:\n    facts:\n      new: mostly\n...\n"),
    ],
)  # fmt: skip
def test_a_sidecar_takes_steps_that_it_does_not_list(before, after):
    if after is None:
        with pytest.raises(
            InputError, match="wrong-type `steps` must be a mapping to take an answer, not a list"
        ):
            write_answers(before, [NEW])
    else:
        assert write_answers(before, [NEW]) == after


def test_answers_for_lanes_and_processes_go_before_the_steps():
    before = "process: p\nlanes: {l: Lane}\n\nsteps:\n  a: {name: A}\n"
    answers = [
        Answer("process", "", "x", 2.0),
        Answer("lane", "l", "y", Range(2, 5.5)),
        Answer("process", "", "z", Unknown.UNKNOWN, initiative=True),
        Answer("lane", "l", "y2", OneOf(("varies", "no"))),
    ]
    assert write_answers(before, answers) == dedent("""\
        process: p
        lanes: {l: Lane}
        defaults: {x: 2}
        lane_defaults:
          l: {y: 2 to 5.5, y2: [varies, "no"]}
        initiative:
          facts: {z: unknown}

        steps:
          a: {name: A}
        """)


def test_what_is_new_goes_below_a_question_that_was_answered():
    before = "lane_defaults:\n  a:  # lane\n    # y:  # how?\n# end\nsteps: {}\n"
    answers = [Answer("lane", "a", "x", 1), Answer("lane", "a", "y", 2), Answer("lane", "b", "x", 3)]
    after = "lane_defaults:\n  a:  # lane\n    x: 1\n    y: 2  # how?\n  b: {x: 3}\n# end\nsteps: {}\n"
    assert write_answers(before, answers) == after


def test_the_last_of_two_answers_to_one_question_counts():
    assert (
        write_answers("steps: {a: {}}", [about("a", "x", 1), about("a", "x", 2)])
        == "steps: {a: {facts: {x: 2}}}"
    )


def test_without_answers_nothing_changes_even_where_nothing_can_be_read():
    assert write_answers("]", []) == "]"


def test_a_fact_that_stands_under_an_alias_keeps_that_name():
    text = "steps: {a: {facts: {standardized: mostly}}}"
    assert write_answers(text, [about("a", "standardised", "uniform")], "x", DICTIONARY) == (
        "steps: {a: {facts: {standardized: uniform}}}"
    )


def test_json_stays_json():
    text = '{\n  "process": "p",\n  "steps": {\n    "a": {\n      "facts": {\n        "x": 1\n      }\n    }\n  }\n}\n'
    written = write_answers(text, [about("a", "y", OneOf(("no", "é"))), about("a", "x", Range(1, 2))])
    assert written == text.replace('"x": 1', '"x": "1 to 2",\n        "y": ["no", "é"]')
    assert json.loads(written)["steps"]["a"]["facts"] == {"x": "1 to 2", "y": ["no", "é"]}


def test_names_that_yaml_would_misread_are_quoted():
    names = ["a: b", "#1", "- x", "no", "10", "2026-09-30", "line\u2028end", 'say "a"', "ünï_1", "🙂", " x "]
    written = write_answers("", [about(name, "x", True) for name in names])
    assert list(read_yaml(written, "x").data["steps"]) == names
    assert "\n  ünï_1:\n" in written
    assert '\n  "no":\n' in written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (3, "3"),
        (3.0, "3"),
        (0.1, "0.1"),
        (-2.5, "-2.5"),
        (1e22, "1e+22"),
        ("mostly", "mostly"),
        ("no", '"no"'),
        ("on", '"on"'),
        ("1_000", '"1_000"'),
        (Range(2, 5), "2 to 5"),
        (Range(0.5, 1e-7), "0.5 to 1e-07"),
        (OneOf(("varies", "mostly")), "[varies, mostly]"),
        (OneOf((False, True)), "[false, true]"),
        (Unknown.UNKNOWN, "unknown"),
    ],
)
def test_a_value_as_text(value, text):
    assert known_text(value) == text


@pytest.mark.parametrize("value", [float("inf"), Range(0.0, float("nan"))])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(InputError, match=r"illegal-value `(inf|nan)` is no number"):
        known_text(value)


@pytest.mark.parametrize(
    ("text", "answer", "message"),
    [
        ("a: ]", NEW, "f:1:4: yaml-syntax"),
        ("a: 1\na: 2", NEW, "f:2:1: duplicate-key"),
        ("a: &x 1\nb: *x\nsteps: {}", NEW, "f:1:4: anchor"),
        ("- a", NEW, "wrong-type the file must be a mapping to take an answer, not a list"),
        ("steps: {a: {facts: [x]}}", NEW, "f:1:20: wrong-type `facts` must be a mapping"),
        ("steps: {a: text}", NEW, "wrong-type `a` must be a mapping to take an answer, not `text`"),
        ("process: p\nsteps: {aa: {}}", NEW, "f:2:1: unknown-step `a` is no step of this process"),
        ("process: p\nsteps: {register: {}}", about("regster", "x", 1), "did you mean `register`"),
        (
            "process: p\nlanes: {l: L}\nsteps: {a: {}}",
            Answer("lane", "m", "x", 1),
            "unknown-lane `m` is no lane",
        ),
        ("process: p\nsteps: {a: {}}", Answer("lane", "m", "x", 1), "unknown-lane `m` is no lane"),
        ("steps: {}", about("a" * 2000, "x", 1), "too-long"),
    ],
)
def test_what_has_no_place_is_refused(text, answer, message):
    with pytest.raises(InputError) as caught:
        write_answers(text, [answer], "f")
    assert message in str(caught.value)


def test_all_answers_without_a_place_are_told_at_once():
    with pytest.raises(InputError) as caught:
        write_answers("process: p\nsteps: {a: {facts: 1}, b: 2}", [about(step, "x", 1) for step in "abc"])
    assert sorted(problem.code for problem in caught.value.problems) == [
        "unknown-step",
        "wrong-type",
        "wrong-type",
    ]


@pytest.mark.parametrize(
    "wrong", ["steps: {a: {facts: {new: mostly}}, b: 1}", "steps: {a: {facts: {new: 1}}}", "]"]
)
def test_a_result_that_says_anything_else_is_never_returned(monkeypatch, wrong):
    monkeypatch.setattr(edit, "set_values", lambda *_: wrong)
    with pytest.raises(EngineFault, match="edit-fault"):
        write_answers("steps: {a: {}}", [NEW])


def test_true_and_one_are_told_apart(monkeypatch):
    monkeypatch.setattr(edit, "set_values", lambda *_: "steps: {a: {facts: {new: 1}}}")
    with pytest.raises(EngineFault, match="edit-fault"):
        write_answers("steps: {a: {}}", [about("a", "new", True)])


def test_the_starting_file_takes_answers_where_it_asks():
    before = starter_process()
    after = write_answers(before, [about("register", "judgement", OneOf(("none", "low")))])
    changed = [
        (old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new
    ]
    [(old, new)] = changed
    assert old.startswith("      # judgement:  # none, low,")
    assert new == old.replace("# judgement:", "judgement: [none, low]")
    assert read_process(after, "x", load_rules().dictionary).nodes["register"].facts.values["judgement"] == (
        OneOf(("none", "low"))
    )


def test_the_starting_sidecar_takes_answers_where_it_asks():
    model = load_process(examples_folder() / "order-to-cash.bpmn")
    before = starter_sidecar(model)
    answers = [about(task.id, "judgement", "low") for task in model.tasks()]
    after = write_answers(before, answers)
    assert after.count("\n") == before.count("\n")
    assert after.count("\n      judgement: low  #") == len(answers) > 10


def test_facts_written_into_an_example_are_read_from_it():
    rules = load_rules()
    text = (examples_folder() / "accounts-payable.yaml").read_text(encoding="utf-8")
    answers = [
        about("register", "volume", Range(9000, 11000)),
        about("register", "rule_based", OneOf(("mostly", "fully"))),
    ]
    facts = read_process(write_answers(text, answers), "x", rules.dictionary).nodes["register"].facts
    for answer in answers:
        definition = rules.dictionary[answer.fact]
        assert (
            facts.values[answer.fact]
            == answer.value
            == read_value(definition, read_yaml(f"x: {known_text(answer.value)}", "x").data["x"])
        )
