"""`fitengine export` as a user types it."""

import re

import pytest
from python_calamine import load_workbook

from fitengine import api
from fitengine.model.process import Task
from fitengine.report.workbook import Column, Entry, Sheet, write_sheets
from tests.helpers.processes import bare

SMALL = """
process: orders
lanes: {desk: Order desk}
initiative: {facts: {goal_linked: true}, kpis: [{name: time, unit: days, direction: down, baseline: 9}]}
steps:
  "1":
    name: Enter
    lane: desk
    stage: Receive
    facts: {rule_based: [mostly, fully], needed: unknown, volume: 40 to 50}
    next: which
  which: {type: exclusive, name: Complete?, next: [{to: done, when: "yes", share: 94%}, {to: hand, when: "no"}]}
  hand: {name: Ask, lane: desk, facts: {nature: judgement}}
  done: {type: end, name: Done}
"""


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.yaml"
    path.write_text(SMALL)
    return path


def test_a_yaml_process_becomes_a_model_with_a_facts_file_that_means_the_same(invoke, orders, tmp_path):
    out = tmp_path / "new.bpmn"
    result = invoke("export", orders, "-o", out)
    assert result.exit_code == 0
    assert f"wrote {out}\n" in result.stderr
    assert f"wrote {tmp_path / 'new.facts.yaml'}\n" in result.stderr
    old, new = api.load_process(orders), api.load_process(out)
    assert not new.warnings
    known = {node.name: (node.facts.values, node.facts.ratings) for node in old.tasks()}
    assert {node.name: (node.facts.values, node.facts.ratings) for node in new.tasks()} == known
    assert new.initiative.facts.values == {"goal_linked": True}
    assert [kpi.baseline for kpi in new.initiative.kpis] == [9]
    assert {node.name: node.lane is not None for node in new.nodes.values() if isinstance(node, Task)} == {
        "Enter": True,
        "Ask": True,
    }


def test_verdicts_after_an_export_are_those_before(invoke, orders, tmp_path):
    out = tmp_path / "new.bpmn"
    invoke("export", orders, "-o", out)
    before, after = (api.assess(api.load_process(path)).steps for path in (orders, out))
    assert [step.decision.outcome for step in after] == [step.decision.outcome for step in before]


def test_what_bpmn_cannot_carry_is_said(invoke, orders, tmp_path):
    stderr = invoke("export", orders, "-o", tmp_path / "new.bpmn").stderr
    assert "stages are left out: BPMN has no place for them" in stderr
    assert "shares of branches stand in the names of sequence flows only" in stderr
    assert "frames" not in stderr
    assert invoke("export", orders, "-o", tmp_path / "second.bpmn", "-q").stderr == ""


def test_on_standard_output_the_model_stands_alone(invoke, orders):
    result = invoke("export", orders)
    assert result.exit_code == 0
    assert result.stdout.startswith("<?xml")
    assert "facts and initiative are left out: name a file with -o" in result.stderr


def test_a_model_comes_out_coloured_and_otherwise_as_it_was(invoke, orders, tmp_path):
    model, out = tmp_path / "model.bpmn", tmp_path / "coloured.bpmn"
    invoke("export", orders, "-o", model)
    plain = re.sub(rb'\s*<bpmn:documentation>.*?</bpmn:documentation>| (?:bioc|color):[\w-]+="[^"]*"', b"",
                   model.read_bytes())  # fmt: skip
    plain = plain.replace(
        b"<bpmn:definitions ", b'<bpmn:definitions xmlns:acme="http://acme.example/robots" ', 1
    )
    plain, foreign = re.subn(
        rb"(<bpmn:\w*[tT]ask [^>]*[^/]>)",
        rb'\1<bpmn:extensionElements><acme:robot id="7"/></bpmn:extensionElements>',
        plain,
    )
    assert foreign
    model.write_bytes(plain)
    result = invoke("export", model, "-o", out)
    assert result.exit_code == 0
    assert not (tmp_path / "coloured.facts.yaml").exists()
    coloured = out.read_bytes()
    assert b"bioc:fill" in coloured
    assert b"<bpmn:documentation>fitengine: " in coloured
    assert re.sub(rb'\s*<bpmn:documentation>.*?</bpmn:documentation>| (?:bioc|color):[\w-]+="[^"]*"', b"",
                  coloured) == plain  # fmt: skip


def test_a_model_can_come_from_standard_input(invoke, orders, tmp_path):
    invoke("export", orders, "-o", tmp_path / "model.bpmn")
    model = (tmp_path / "model.bpmn").read_bytes()
    facts = tmp_path / "model.facts.yaml"
    result = invoke("export", "-", "--facts", facts, stdin=model)
    assert result.exit_code == 0
    assert result.stdout_bytes == invoke("export", tmp_path / "model.bpmn").stdout_bytes


def test_the_same_input_gives_the_same_bytes(shell, orders):
    first, second = (shell("export", orders, PYTHONHASHSEED=seed).stdout for seed in ("1", "2"))
    assert first == second
    assert first.startswith(b"<?xml")


@pytest.mark.parametrize("there", ["new.bpmn", "new.facts.yaml"])
def test_files_that_are_there_are_kept_unless_forced(invoke, orders, tmp_path, there):
    (tmp_path / there).write_text("mine")
    result = invoke("export", orders, "-o", tmp_path / "new.bpmn")
    assert result.exit_code == 2
    assert (
        f"file-exists `{tmp_path / there}` is there already\n  help: --force overwrites it" in result.stderr
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["orders.yaml", there])
    assert invoke("export", orders, "-o", tmp_path / "new.bpmn", "--force").exit_code == 0
    assert (tmp_path / there).read_text() != "mine"


def test_an_ending_that_nothing_is_exported_as_is_refused(invoke, orders, tmp_path):
    result = invoke("export", orders, "-o", tmp_path / "new.docx")
    assert result.exit_code == 2
    assert "nothing can be exported as `.docx`" in result.stderr


@pytest.mark.parametrize(
    ("text", "code"),
    [("process: x", "missing-key"), ("<a>", "not-bpmn"), ("<a", "broken-xml"), ("", "")],
)
def test_bad_input_is_refused_without_a_file(invoke, tmp_path, text, code):
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    result = invoke("export", path, "-o", tmp_path / "new.bpmn")
    assert result.exit_code == 2
    assert code in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["bad.yaml"]


def test_a_workbook_and_back_is_the_same_process(invoke, orders, tmp_path):
    book, back = tmp_path / "orders.xlsx", tmp_path / "back.yaml"
    assert invoke("export", orders, "-o", book).exit_code == 0
    result = invoke("import", book, "-o", back)
    assert (result.exit_code, result.stderr) == (0, f"wrote {back}\n")
    assert bare(api.load_process(back)) == bare(api.load_process(orders))


def test_a_workbook_has_the_same_bytes_every_time(shell, orders, tmp_path):
    for seed in ("1", "2"):
        shell("export", orders, "-o", tmp_path / f"{seed}.xlsx", PYTHONHASHSEED=seed)
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_what_is_wrong_with_a_workbook_is_told_by_cell_and_as_a_workbook(invoke, tmp_path):
    book, problems = tmp_path / "book.xlsx", tmp_path / "problems.xlsx"
    columns = (Column("id", 9), Column("rule_based", 9))
    book.write_bytes(
        write_sheets(
            [
                Sheet("Steps", columns, ((Entry("a"), Entry("mostl")),)),
                Sheet("Flows", (Column("from", 9), Column("to", 9)), ()),
            ]
        )
    )
    result = invoke("import", book, "-o", tmp_path / "new.yaml", "--problems", problems)
    assert result.exit_code == 2
    assert f"{book}:Steps!B2: illegal-value `mostl` is not a value of `rule_based`" in result.stderr
    assert not (tmp_path / "new.yaml").exists()
    rows = load_workbook(str(problems)).get_sheet_by_name("Problems").to_python()
    assert rows[0] == ["cell", "code", "problem", "help"]
    assert rows[1][:2] == ["Steps!B2", "illegal-value"]


def test_options_for_workbooks_do_not_go_with_logs_nor_the_other_way_round(invoke, tmp_path):
    assert "are for workbooks" in invoke("import", "log.csv", "--problems", "p.xlsx").stderr
    assert "is for event logs" in invoke("import", "book.xlsx", "--format", "json", "-o", "x").stderr
