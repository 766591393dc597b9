"""Measured facts in process files and sidecars: read as facts, written beside everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from fitengine import api
from fitengine.assess.measuring import measure_process
from fitengine.errors import InputError
from fitengine.load.process.measured_block import write_measured
from fitengine.load.yaml.events import read_yaml
from fitengine.model.facts import Origin
from tests.helpers.logs import COUNTED_BY_HAND, log_of

PROCESS = """\
process: p
steps:
  start: {type: start, next: a}
  a: {name: A, next: b}
  b:
    name: B
    # what the desk says
    facts: {volume: 100}   # by the month
    measured:
      log: old.csv
      facts: {measured_volume: 90, measured_minutes_p90: 7}
    next: c
  c: {name: C, measured: {log: old.csv, facts: {measured_rework: 5}}, next: end}
  end: {type: end}
"""
MODEL = """\
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
<task id="t1" name="A"/><task id="t2" name="B"/><task id="t3" name="C"/>
<sequenceFlow id="f1" sourceRef="t1" targetRef="t2"/><sequenceFlow id="f2" sourceRef="t2" targetRef="t3"/>
</process></definitions>
"""


def load(tmp_path, text, name="p.yaml", facts=None):
    path = tmp_path / name
    path.write_text(text)
    if facts is None:
        return api.load_process(path)
    (tmp_path / "p.facts.yaml").write_text(facts)
    return api.load_process(path, facts=tmp_path / "p.facts.yaml")


def measured(process):
    return measure_process(log_of(COUNTED_BY_HAND), process)


def problems(tmp_path, text):
    with pytest.raises(InputError) as caught:
        load(tmp_path, text)
    return [(problem.code, problem.message) for problem in caught.value.problems]


def test_a_measured_block_is_read_as_facts_with_their_log(tmp_path):
    block = 'measured: {log: a.csv, from: "2026-01-01", to: "2026-06-30", cases: 1200, facts: {measured_rework: 4.5}}'
    process = load(tmp_path, f"process: p\nsteps:\n  a: {{name: A, {block}}}\n")
    facts = process.nodes["a"].facts
    origin = facts.origin("measured_rework")
    assert facts.values == {"measured_rework": 4.5}
    assert (origin.origin, origin.detail) == (Origin.MEASURED, "a.csv, 2026-01-01 to 2026-06-30, 1,200 cases")
    assert (origin.span.line, origin.span.column) == (3, 3)


def test_a_measured_block_goes_beside_what_is_stated(tmp_path):
    facts = load(tmp_path, PROCESS).nodes["b"].facts
    assert facts.values == {"volume": 100, "measured_volume": 90, "measured_minutes_p90": 7}
    assert facts.origin("volume").origin is Origin.STATED


def test_a_sidecar_gives_measured_facts_to_a_process_file_too(tmp_path):
    sidecar = "model: p.yaml\nsteps:\n  a: {measured: {log: new.csv, facts: {measured_volume: 3}}}\n"
    facts = load(tmp_path, PROCESS, facts=sidecar).nodes["a"].facts
    assert facts.values == {"measured_volume": 3}
    assert facts.origin("measured_volume").detail == "new.csv"


def test_measured_facts_have_no_influence_on_verdicts(tmp_path):
    text = "process: p\nsteps:\n  a: {name: A, facts: {volume: 5}}\n"
    block = ", measured: {log: x, facts: {measured_volume: 900}}"
    plain = api.assess(load(tmp_path, text))
    more = api.assess(load(tmp_path, text.replace("5}", "5}" + block)))
    assert [step.decision for step in plain.steps] == [step.decision for step in more.steps]


@pytest.mark.parametrize(
    ("step", "code", "word"),
    [
        ("facts: {measured_volume: 5}", "derived-fact", "`measured_volume` is worked out, never stated"),
        ("measured: {log: x, facts: {volume: 5}}", "unknown-fact", "`volume` is no fact that a log measures"),
        (
            "measured: {log: x, facts: {in_loop: true}}",
            "unknown-fact",
            "`in_loop` is no fact that a log measures",
        ),
        ("measured: {log: x, facts: {measured_rework: 120}}", "out-of-range", "measured_rework"),
        ("measured: {facts: {measured_rework: 12}}", "missing-key", "`log` is missing in a measurement"),
        ("measured: {log: x, fact: {}}", "unknown-key", "`fact` is not a key of a measurement"),
        ("measured: {log: x, cases: many}", "wrong-type", "`cases` must be a whole number"),
        (
            "type: exclusive, measured: {log: x}",
            "misplaced-key",
            "does not belong to a step of type `exclusive`",
        ),
    ],
)
def test_what_is_wrong_with_a_block_is_told(tmp_path, step, code, word):
    [(found, message)] = problems(tmp_path, f"process: p\nsteps:\n  a: {{name: A, {step}}}\n")
    assert found == code
    assert word in message


def test_a_process_file_gets_blocks_and_keeps_all_else(tmp_path):
    process = load(tmp_path, PROCESS)
    text = write_measured(PROCESS, measured(process), process)
    kept = [
        line
        for line in PROCESS.splitlines()
        if line.startswith(("  start", "  end", "    # what", "    facts", "    next"))
    ]
    assert [line for line in text.splitlines() if line in kept] == kept
    b = load(tmp_path, text).nodes["b"].facts
    assert b.values["volume"] == 100
    assert b.values["measured_rework"] == 20
    assert b.values["measured_volume"] == 3.04
    assert "measured_minutes_p50" in b.values
    c = load(tmp_path, text).nodes["c"].facts.values
    assert c["measured_rework"] == 0


def test_a_block_replaces_the_old_one_as_a_whole(tmp_path):
    """A fact that the new log does not give must not stay under its name."""
    process = load(tmp_path, PROCESS)
    rows = COUNTED_BY_HAND.replace("start,end", "begun,end")
    measurement = measure_process(log_of(rows), process)
    text = write_measured(PROCESS, measurement, process)
    block = read_yaml(text, "p.yaml").data["steps"]["b"]["measured"]
    assert block["log"] == "input"
    assert "measured_minutes_p90" not in block["facts"]
    assert "old.csv" not in text


def test_writing_twice_changes_nothing(tmp_path):
    process = load(tmp_path, PROCESS)
    once = write_measured(PROCESS, measured(process), process)
    assert write_measured(once, measured(process), process) == once


def test_a_new_sidecar_is_begun(tmp_path):
    process = load(tmp_path, MODEL, "p.bpmn")
    text = write_measured("", measured(process), process)
    again = load(tmp_path, MODEL, "p.bpmn", facts=text)
    assert "model: p.bpmn\n" in text
    assert again.warnings == process.warnings
    assert again.nodes["t2"].facts.values["measured_rework"] == 20
    assert write_measured(text, measured(process), process) == text


def test_a_sidecar_gets_the_entries_it_lacks(tmp_path):
    sidecar = "# ours\nmodel: p.bpmn\nsteps:\n  t2: {facts: {volume: 7}}  # said Ann\n"
    process = load(tmp_path, MODEL, "p.bpmn")
    text = write_measured(sidecar, measured(process), process)
    data = read_yaml(text, "x").data
    assert text.startswith("# ours\nmodel: p.bpmn\nsteps:\n  t2: {facts: {volume: 7}, measured: {")
    assert "# said Ann" in text
    assert list(data["steps"]) == ["t2", "t1", "t3"]
    assert data["steps"]["t1"]["name"] == "A"
    assert "name" not in data["steps"]["t2"]


def test_an_element_with_a_new_id_keeps_its_entry(tmp_path):
    """An entry of its own would cut off what was stated under the old id."""
    sidecar = "model: p.bpmn\nsteps:\n  old:\n    name: B\n    facts: {volume: 7}\n"
    process = load(tmp_path, MODEL, "p.bpmn")
    text = write_measured(sidecar, measured(process), process)
    facts = load(tmp_path, MODEL, "p.bpmn", facts=text).nodes["t2"].facts.values
    assert (facts["volume"], facts["measured_rework"]) == (7, 20)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "sidecar",
    [
        "model: p.bpmn\n",
        "model: p.bpmn\nsteps:\n",
        "model: p.bpmn\nsteps: {}\n",
        "model: p.bpmn\nsteps:\n  t2:\n",
        "model: p.bpmn\nsteps:\n  t2:\n    measured:\n",
        "model: p.bpmn\nsteps:\n  t2:\n    measured: {log: x}",
        "model: p.bpmn\nsteps:\n  t2:\n    measured: {log: x} # old\n    # about the name\n    name: B\n",
        "{model: p.bpmn, steps: {t2: {measured: {log: x}, name: B}}}\n",
        '{"model": "p.bpmn", "steps": {"t2": {"name": "B"}}}',
        "\ufeffmodel: p.bpmn\nsteps: {t2: {facts: {volume: 1}}}\n",
        "# nothing but a remark\n",
    ],
)
def test_every_way_to_write_a_sidecar(tmp_path, sidecar, line_end):
    process = load(tmp_path, MODEL, "p.bpmn")
    text = write_measured(sidecar.replace("\n", line_end), measured(process), process)
    (tmp_path / "p.facts.yaml").write_bytes(text.encode())
    again = api.load_process(tmp_path / "p.bpmn", facts=tmp_path / "p.facts.yaml")
    assert [again.nodes[id_].facts.values["measured_rework"] for id_ in ("t1", "t2", "t3")] == [0, 20, 0]
    if "remark" in sidecar:
        assert text.startswith("# nothing but a remark\n")
    if "about the name" in sidecar:
        assert "    # about the name" in text
    if sidecar.startswith('{"'):
        import json

        assert json.loads(text)["steps"]["t3"]["name"] == "C"


def target_text(tmp_path, process, target, facts=None):
    return api.measured_facts(measured(process), process, target=tmp_path / target, facts=facts)


def test_the_sidecar_beside_a_model_is_what_a_new_file_begins_with(tmp_path):
    (tmp_path / "p.facts.yaml").write_text("model: p.bpmn\nsteps:\n  t1: {facts: {volume: 5}}\n")
    process = load(tmp_path, MODEL, "p.bpmn")
    assert "volume: 5" in target_text(tmp_path, process, "new.yaml")
    other = tmp_path / "other.yaml"
    other.write_text("model: p.bpmn\nsteps:\n  t1: {facts: {volume: 6}}\n")
    assert "volume: 6" in target_text(tmp_path, process, "new.yaml", facts=other)


def test_a_process_file_does_not_begin_with_a_file_that_nobody_named(tmp_path):
    (tmp_path / "p.facts.yaml").write_text("model: p.yaml\nsteps:\n  a: {facts: {volume: 5}}\n")
    process = load(tmp_path, PROCESS)
    assert "volume: 5" not in target_text(tmp_path, process, "new.yaml")


def test_the_process_file_itself_can_be_the_target(tmp_path):
    process = load(tmp_path, PROCESS)
    assert target_text(tmp_path, process, "p.yaml").startswith("process: p\n")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("process: other\nsteps: {a: {name: A}}\n", "other-process"),
        ("model: other.bpmn\nsteps: {}\n", "other-model"),
        ("decision: x\nrules: []\n", "not-a-sidecar"),
        ("a: [\n", "yaml-syntax"),
        (MODEL, "not-a-sidecar"),
        ("model: p.yaml\nsteps: {a: {facts: {volum: 3}}}\n", "unknown-fact"),
    ],
)
def test_other_files_are_not_written_into(tmp_path, text, code):
    process = load(tmp_path, PROCESS)
    (tmp_path / "target.yaml").write_text(text)
    with pytest.raises(InputError) as caught:
        target_text(tmp_path, process, "target.yaml")
    assert caught.value.problems[0].code == code


def test_shipped_examples_take_blocks_without_losing_a_byte(tmp_path):
    """Taking the blocks out again leaves the example as it was."""
    path = Path(__file__).parents[4] / "processes" / "accounts-payable.yaml"
    process = api.load_process(path)
    names = [task.name for task in process.tasks()]
    rows = "".join(f'1,"{name}",2026-01-{1 + n:02}\n' for n, name in enumerate(names))
    measurement = measure_process(log_of("case,activity,time\n" + rows), process)
    text = write_measured(path.read_text(), measurement, process)
    lines, inside = [], False
    for line in text.splitlines(keepends=True):
        inside = line == "    measured:\n" or (inside and line.startswith("      "))
        lines += [] if inside else [line]
    assert "".join(lines) == path.read_text()
    assert text.count("    measured:\n") == len(names)
