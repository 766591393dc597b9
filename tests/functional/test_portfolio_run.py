"""`fitengine portfolio run` and `again` as a user types them."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.helpers.portfolio import document_text, process_data
from tests.helpers.portfolio_faults import same_results, tables

pa = pytest.importorskip("pyarrow", reason="pyarrow comes with the extra `portfolio`")
pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("msgspec", reason="msgspec comes with the extra `portfolio`")

EXAMPLES = Path(__file__).parents[2] / "processes"
RULES = Path(__file__).parents[2] / "rules"


@pytest.fixture
def portfolio(shell):
    """`portfolio("run", …)`: exit code, standard output and standard error."""

    def run(*words):
        extra = ("--workers", "1") if words[0] in ("run", "again") else ()
        done = shell("portfolio", *words, *extra)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


def statuses(results: Path) -> dict[str, str]:
    return {Path(str(row["source"])).name: str(row["status"]) for row in tables(results, "processes")}


def test_a_folder_is_read_with_all_that_is_in_it(portfolio, tmp_path):
    """YAML, JSON and BPMN with its facts, NDJSON, Parquet and zip side by side; the folder below is the area."""
    folder = tmp_path / "group"
    (folder / "finance").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    shutil.copy(EXAMPLES / "accounts-payable.yaml", folder / "finance")
    for name in ("order-to-cash.bpmn", "order-to-cash.facts.yaml"):
        shutil.copy(EXAMPLES / name, folder)
    (folder / "one.json").write_text(json.dumps(process_data(1), indent=2))
    (folder / "notes.txt").write_text("not a process")
    (folder / ".hidden" / "two.json").write_text("{}")
    wrapped = json.dumps({"id": "w", "area": "Claims", "document": process_data(3)})
    as_text = json.dumps({"id": "t", "document": "process: t\nsteps:\n  a: {name: A}\n"})
    (folder / "some.ndjson").write_text("\n".join([document_text(2), "", wrapped, as_text, ""]))
    pq.write_table(
        pa.table({"document": [document_text(4), None], "area": ["HR", None]}), folder / "more.parquet"
    )
    with zipfile.ZipFile(folder / "models.zip", "w") as archive:
        archive.write(EXAMPLES / "order-to-cash.bpmn", "sales/order.bpmn")
        archive.write(EXAMPLES / "order-to-cash.facts.yaml", "sales/order.facts.yaml")
        archive.writestr("broken.yaml", "steps: [")
    code, _, errors = portfolio("run", folder, "-o", tmp_path / "r")
    assert code == 0, errors
    assert statuses(tmp_path / "r") == {
        "accounts-payable.yaml": "assessed",
        "more.parquet#0": "assessed",
        "more.parquet#1": "refused",
        "models.zip!broken.yaml": "refused",
        "order.bpmn": "assessed",
        "one.json": "assessed",
        "order-to-cash.bpmn": "assessed",
        "some.ndjson:1": "assessed",
        "some.ndjson:3": "assessed",
        "some.ndjson:4": "assessed",
    }
    rows = {Path(str(row["source"])).name: row for row in tables(tmp_path / "r", "processes")}
    areas = {name: row["area"] for name, row in rows.items() if row["area"]}
    assert areas == {
        "accounts-payable.yaml": "finance",
        "some.ndjson:3": "Claims",
        "more.parquet#0": "HR",
        "order.bpmn": "sales",
    }
    assert rows["models.zip!broken.yaml"]["code"] == "yaml-syntax"
    with_facts = {
        row["verdict"] for row in tables(tmp_path / "r", "steps") if "order.bpmn" in str(row["source"])
    }
    assert with_facts > {"undetermined"}, "the facts beside the model in the zip were read"


def test_an_initiative_is_told_with_its_phase_and_whether_it_delivers(portfolio, tmp_path):
    code, _, errors = portfolio("run", EXAMPLES / "accounts-payable.yaml", "-o", tmp_path / "r")
    assert code == 0, errors
    (row,) = tables(tmp_path / "r", "processes")
    assert (row["owner"], row["initiative"], row["phase"]) == (
        "Head of accounts payable, Calder Bay Fixings",
        True,
        "pilot",
    )
    assert row["steps"] == row["settled"] + row["presumed"] + row["open"] > 0


def test_patterns_and_order_do_not_change_what_comes_out(portfolio, tmp_path):
    for number in range(3):
        (tmp_path / f"p{number}.json").write_text(document_text(number))
    first = portfolio("run", str(tmp_path / "p*.json"), "-o", tmp_path / "r1")
    second = portfolio(
        "run", *(tmp_path / f"p{number}.json" for number in range(3)), "-o", tmp_path / "r2", "--batch", "2"
    )
    assert (first[0], second[0]) == (0, 0), (first, second)
    assert same_results(tmp_path / "r1", tmp_path / "r2")


def test_what_is_not_there_is_said_at_once(portfolio, tmp_path):
    code, _, errors = portfolio("run", tmp_path / "a", tmp_path / "b*.json", "-o", tmp_path / "r")
    assert (code, errors.count("no-such-file")) == (2, 2)
    assert not (tmp_path / "r").exists()


def test_a_table_without_documents_is_refused(portfolio, tmp_path):
    pq.write_table(pa.table({"text": ["x"]}), tmp_path / "t.parquet")
    code, _, errors = portfolio("run", tmp_path / "t.parquet", "-o", tmp_path / "r")
    assert code == 2
    assert "no-column" in errors
    (tmp_path / "e.parquet").write_bytes(b"nothing")
    code, _, errors = portfolio("run", tmp_path / "e.parquet", "-o", tmp_path / "r", "--resume")
    assert (code, errors.split()[0]) == (2, "cannot-read")
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("kind", ["folder", "other files", "hidden files", "blank lines", "table", "archive"])
def test_sources_without_a_process_are_refused_and_leave_nothing(portfolio, tmp_path, kind):
    source = tmp_path / "s"
    match kind:
        case "blank lines":
            source = tmp_path / "s.ndjson"
            source.write_text("\n \n\t\r\n" * 3)
        case "table":
            source = tmp_path / "s.parquet"
            pq.write_table(pa.table({"document": pa.array([], pa.string())}), source)
        case "archive":
            source = tmp_path / "s.zip"
            with zipfile.ZipFile(source, "w") as archive:
                archive.writestr("order.facts.yaml", "facts: {}")
        case _:
            source.mkdir()
            for name in {"other files": ("a.txt", "a.facts.yaml"), "hidden files": (".a.yaml",)}.get(
                kind, ()
            ):
                (source / name).write_text("steps: {a: {name: A}}")
    code, _, errors = portfolio("run", source, "-o", tmp_path / "r", "--batch", "2")
    assert (code, errors.split()[0], str(source) in errors, "help: " in errors) == (
        2,
        "no-documents",
        True,
        True,
    )
    assert not (tmp_path / "r").exists()
    code, _, errors = portfolio("summary", tmp_path / "r")
    assert (code, errors.split()[0]) == (2, "no-results")
    (tmp_path / "p.json").write_text(document_text(1))
    assert portfolio("run", tmp_path / "p.json", "-o", tmp_path / "r")[0] == 0, (
        "the folder is free for another run"
    )


def test_results_stay_where_their_sources_are_gone(portfolio, tmp_path):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "p.json").write_text(document_text(1))
    assert portfolio("run", tmp_path / "s", "-o", tmp_path / "r")[0] == 0
    (tmp_path / "s" / "p.json").unlink()
    code, _, errors = portfolio("run", tmp_path / "s", "-o", tmp_path / "r", "--resume")
    assert (code, errors.split()[0]) == (2, "no-documents")
    code, output, _ = portfolio("summary", tmp_path / "r")
    assert (code, "1 process " in output) == (0, True), output


def test_blank_lines_of_a_table_make_no_part(portfolio, tmp_path):
    (tmp_path / "p.ndjson").write_text(f"\n\n\n{document_text(1)}\n\n\n{document_text(2)}\n\n\n\n")
    assert portfolio("run", tmp_path / "p.ndjson", "-o", tmp_path / "r", "--batch", "2")[0] == 0
    assert set(statuses(tmp_path / "r")) == {"p.ndjson:4", "p.ndjson:7"}
    assert len(list((tmp_path / "r" / "processes").iterdir())) == 2


def test_results_are_not_overwritten(portfolio, tmp_path):
    (tmp_path / "p.json").write_text(document_text(1))
    assert portfolio("run", tmp_path / "p.json", "-o", tmp_path / "r")[0] == 0
    code, _, errors = portfolio("run", tmp_path / "p.json", "-o", tmp_path / "r")
    assert (code, errors.split()[0], "--resume" in errors) == (2, "results-exist", True)
    code, _, errors = portfolio("run", tmp_path / "p.json", "-o", tmp_path / "r", "--resume", "--strict")
    assert (code, errors.split()[0], "--strict" in errors) == (2, "other-run", True)
    code, _, errors = portfolio("run", tmp_path / "p.json", "-o", tmp_path)
    assert (code, errors.split()[0]) == (2, "not-empty")


def test_a_source_that_changed_is_read_again(portfolio, tmp_path):
    (tmp_path / "p.json").write_text(document_text(1))
    portfolio("run", tmp_path / "p.json", "-o", tmp_path / "r")
    (tmp_path / "p.json").write_text(document_text(22))
    assert portfolio("run", tmp_path / "p.json", "-o", tmp_path / "r", "--resume")[0] == 0
    assert [row["process"] for row in tables(tmp_path / "r", "processes")] == ["p0000022"]


def questions_table(portfolio, results: Path) -> list[dict[str, str]]:
    words = ("--format", "csv", "--table", "questions", "--limit", "0")
    code, output, errors = portfolio("summary", results, *words)
    assert code == 0, errors
    return list(csv.DictReader(output.splitlines()))


def test_the_next_question_is_worked_out_on_demand(portfolio, tmp_path):
    """Of each open step and no other; all else stays the same, and the help says so."""
    (tmp_path / "p.ndjson").write_text("".join(document_text(number) + "\n" for number in range(20)))
    assert portfolio("run", tmp_path / "p.ndjson", "-o", tmp_path / "r")[0] == 0
    assert portfolio("run", tmp_path / "p.ndjson", "-o", tmp_path / "q", "--questions")[0] == 0
    without, asked = tables(tmp_path / "r", "steps"), tables(tmp_path / "q", "steps")
    assert {row["next_question"] for row in without} == {None}
    assert [{**row, "next_question": None} for row in asked] == without
    assert all((row["next_question"] in row["missing"]) == (row["certainty"] == "open") for row in asked)
    few, many = (questions_table(portfolio, tmp_path / name) for name in "rq")
    assert (
        sum(int(row.pop("asked_next")) for row in many)
        == sum(bool(row["next_question"]) for row in asked)
        > 5
    )
    assert {row.pop("asked_next") for row in few} == {"0"}
    assert few == many
    assert "next_question" in portfolio("run", "--help")[1]


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_facts_that_changed_beside_a_model_are_read_again(portfolio, tmp_path, kind):
    """A resumed run gives what a new one gives: whether the facts were changed, taken away, or put there for the first time."""
    folder, source = tmp_path / "s", tmp_path / ("s" if kind == "folder" else "s.zip")
    folder.mkdir()
    facts = folder / "order-to-cash.facts.yaml"
    shutil.copy(EXAMPLES / "order-to-cash.bpmn", folder)
    whole = (EXAMPLES / "order-to-cash.facts.yaml").read_text()
    assert "rule_based: fully" in whole

    def run(results: str, *words: str) -> None:
        if kind == "zip":
            with zipfile.ZipFile(source, "w") as archive:
                for path in folder.iterdir():
                    archive.write(path, path.name)
        code, _, errors = portfolio("run", source, "-o", tmp_path / results, *words)
        assert code == 0, errors

    run("resumed")
    seen, digests = set(), set()
    for turn, text in enumerate([whole, whole.replace("rule_based: fully", "rule_based: none"), None]):
        facts.write_text(text) if text else facts.unlink()
        run("resumed", "--resume")
        run(f"new-{turn}")
        assert same_results(tmp_path / "resumed", tmp_path / f"new-{turn}")
        seen.add(str([row["verdict"] for row in tables(tmp_path / "resumed", "steps")]))
        digests.add(json.loads((tmp_path / "resumed" / "manifest.json").read_text())["digest"])
    assert len(seen) == 3, "the facts do tell in the verdicts"
    assert len(digests) == 3, "and in the digest of what was read"


@pytest.fixture
def other_rules(tmp_path: Path) -> Path:
    """The shipped rules, but for what few runs are: under sixty a month, not under twenty."""
    shutil.copytree(RULES / "technology-fit", tmp_path / "rules" / "technology-fit")
    path = tmp_path / "rules" / "technology-fit" / "value.yaml"
    lines = path.read_text().splitlines(keepends=True)
    lines = [line.replace(" 20", " 60") if "when: {volume" in line else line for line in lines]
    path.write_text("".join(lines))
    return tmp_path / "rules"


def test_the_same_rules_change_nothing(portfolio, tmp_path):
    (tmp_path / "p.ndjson").write_text("\n".join(map(document_text, range(40))))
    portfolio("run", tmp_path / "p.ndjson", "-o", tmp_path / "r")
    code, out, errors = portfolio("again", tmp_path / "r", "-o", tmp_path / "r2")
    assert (code, out) == (0, "0 of 400 steps change their verdict (0.0%)\n"), errors
    assert same_results(tmp_path / "r", tmp_path / "r2")


def test_deciding_again_gives_what_a_run_by_the_new_rules_gives(portfolio, tmp_path, other_rules):
    """With facts of every kind: several numbers, direct answers, contradictions, shares of the file's own."""
    odd = """
process: odd
lanes: {a: A}
initiative: {facts: {phase: pilot}, value: {automated_share: {rpa: 10% to 20%}, steps: {x: {automated_share: 5%}}}}
steps:
  s: {type: start, next: x}
  x:
    {name: X, lane: a, next: y,
     facts: {volume: [30, 70], handling_minutes: 20, rule_based: fully, judgement: none, nature: rules}}
  y: {name: Y, lane: a, facts: {rule_based: fully, judgement: high, volume: 30}, next: z}
  z: {name: Z, lane: a, facts: {standardised: unknown, volume: 5 to 90, pattern_task: [yes, no]}, next: e}
  e: {type: end}
"""
    (tmp_path / "odd.yaml").write_text(odd)
    (tmp_path / "p.ndjson").write_text("\n".join(map(document_text, range(60))))
    sources = (tmp_path / "p.ndjson", tmp_path / "odd.yaml", EXAMPLES)
    assert portfolio("run", *sources, "-o", tmp_path / "old")[0] == 0
    assert portfolio("run", *sources, "-o", tmp_path / "new", "--rules", other_rules)[0] == 0
    code, out, errors = portfolio(
        "again", tmp_path / "old", "--rules", other_rules, "-o", tmp_path / "again", "--format", "json"
    )
    assert code == 0, errors
    for name in ("steps", "facts", "processes"):
        assert tables(tmp_path / "again", name) == tables(tmp_path / "new", name)
    key = lambda row: tuple(map(str, row.values()))  # noqa: E731
    assert sorted(tables(tmp_path / "again", "findings"), key=key) == sorted(
        tables(tmp_path / "new", "findings"), key=key
    )
    before, after = (tables(tmp_path / name, "steps") for name in ("old", "new"))
    changed = sum(one["verdict"] != other["verdict"] for one, other in zip(before, after, strict=True))
    told = json.loads(out)
    assert changed == told["changed"] > 0
    assert changed == sum(
        one["steps"] for one in told["transitions"] if one["before"]["verdict"] != one["after"]["verdict"]
    )
    code, text, _ = portfolio("again", tmp_path / "old", "--rules", other_rules)
    assert (code, text.startswith(f"{changed} of ")) == (0, True), "without -o the changes are the same"


def test_deciding_again_needs_results(portfolio, tmp_path):
    code, _, errors = portfolio("again", tmp_path)
    assert (code, errors.split()[0]) == (2, "no-results")


def test_deciding_again_needs_all_of_the_results(portfolio, tmp_path):
    """What changes over half of the steps would look like what changes."""
    results = tmp_path / "r"
    (tmp_path / "p.ndjson").write_text("\n".join(map(document_text, range(10))))
    portfolio("run", tmp_path / "p.ndjson", "-o", results, "--batch", "5")
    (results / "facts" / "part-00001.parquet").unlink()
    code, out, errors = portfolio("again", results)
    assert (code, out, errors.split()[0]) == (2, "", "damaged-results")
    manifest = results / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"complete"', '"interrupted"'))
    code, out, errors = portfolio("again", results)
    assert (code, out, errors.split()[0]) == (2, "", "unfinished-results")
    assert "--resume" in errors
