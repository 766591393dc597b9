"""The file that answers go into: written at once, read anew, taken back."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from fitengine.errors import FitengineError, InputError
from fitengine.load.answers.file import AnswerFile
from fitengine.model.facts import Unknown
from fitengine.model.inquiry import Answer
from tests.helpers.dictionary import DICTIONARY, OUTCOMES

YAML = """\
# kept
process: p
lanes: {desk: Desk}
steps:
  scan: {name: Scan it, lane: desk, next: sort}   # kept, too
  sort: {name: Sort it, lane: desk, facts: {volume: 10}}
"""
MODEL = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" name="P">
<task id="scan" name="Scan it"/><sequenceFlow id="f" sourceRef="scan" targetRef="sort"/><task id="sort" name="Sort it"/>
</process></definitions>
"""
FULLY = Answer("step", "scan", "rule_based", "fully")
MOSTLY = Answer("step", "scan", "rule_based", "mostly")


def open_file(source: object, **settings: object) -> AnswerFile:
    return AnswerFile(source, DICTIONARY, OUTCOMES, **settings)  # type: ignore[arg-type]


@pytest.fixture
def yaml(tmp_path: Path) -> Path:
    path = tmp_path / "p.yaml"
    path.write_text(YAML)
    return path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "p.bpmn"
    path.write_text(MODEL)
    return path


def value(file: AnswerFile, step: str = "scan", fact: str = "rule_based") -> object:
    return file.process.nodes[step].facts.values.get(fact)  # type: ignore[union-attr]


def test_an_answer_is_in_the_file_at_once(yaml):
    file = open_file(yaml)
    file.write([FULLY])
    assert value(file) == value(open_file(yaml)) == "fully"
    assert "# kept, too" in yaml.read_text()
    assert file.answers == (FULLY,)


def test_taking_back_restores_every_byte(yaml):
    file = open_file(str(yaml))
    file.write([FULLY])
    between = yaml.read_bytes()
    file.write([MOSTLY, Answer("lane", "desk", "applications", 2)])
    file.undo()
    assert yaml.read_bytes() == between
    file.undo()
    assert yaml.read_text() == YAML
    assert value(file) is None
    assert file.answers == ()


def test_what_others_write_meanwhile_stays(yaml):
    file = open_file(yaml)
    file.write([FULLY])
    yaml.write_text(yaml.read_text().replace("volume: 10", "volume: 99"))
    file.write([Answer("step", "sort", "reversible", False)])
    assert value(file, "sort", "volume") == 99
    assert value(file, "sort", "reversible") is False


def test_an_answer_is_not_taken_back_over_what_others_wrote(yaml):
    file = open_file(yaml)
    file.write([FULLY])
    changed = yaml.read_text().replace("volume: 10", "volume: 99")
    yaml.write_text(changed)
    with pytest.raises(InputError) as caught:
        file.undo()
    assert caught.value.problems[0].code == "changed-meanwhile"
    assert yaml.read_text() == changed
    assert file.answers == (FULLY,)


@pytest.mark.parametrize("broken", ["steps: [", "process: p\nsteps: {other: {}}\n", ""])
def test_a_file_that_others_broke_is_left_alone(yaml, broken):
    file = open_file(yaml)
    yaml.write_text(broken)
    with pytest.raises(FitengineError):
        file.write([FULLY])
    assert yaml.read_text() == broken
    assert file.answers == ()
    assert value(file) is None


def test_the_first_answer_about_a_model_makes_its_sidecar(model, tmp_path):
    file = open_file(model)
    sidecar = tmp_path / "p.facts.yaml"
    assert file.is_new
    assert not sidecar.exists()
    file.write([FULLY])
    assert file.path == sidecar
    assert not file.is_new
    assert "model: p.bpmn" in sidecar.read_text()
    assert "name: Sort it" in sidecar.read_text()
    assert value(open_file(model)) == "fully"
    assert model.read_text() == MODEL
    file.undo()
    assert value(open_file(model)) is None


def test_answers_about_a_model_go_on_in_its_sidecar(model, tmp_path):
    sidecar = tmp_path / "p.facts.yaml"
    sidecar.write_text("# mine\nmodel: p.bpmn\nsteps: {sort: {facts: {volume: 3}}}\n")
    file = open_file(model)
    file.write([FULLY, Answer("process", "", "exception_rate", Unknown.UNKNOWN)])
    again = open_file(model)
    assert (value(again), value(again, "sort", "volume")) == ("fully", 3)
    assert value(again, "sort", "exception_rate") is Unknown.UNKNOWN
    assert sidecar.read_text().startswith("# mine\n")


def test_another_sidecar_can_be_named(model, tmp_path):
    file = open_file(model, facts=tmp_path / "other.yaml")
    file.write([FULLY])
    assert file.path == tmp_path / "other.yaml"
    assert not (tmp_path / "p.facts.yaml").exists()
    assert value(open_file(model, facts=str(tmp_path / "other.yaml"))) == "fully"


@pytest.mark.parametrize("name", ["yaml", "model"])
def test_nothing_is_written_where_nothing_is_to_be_kept(name, request, tmp_path):
    path = request.getfixturevalue(name)
    before = sorted((one.name, one.read_bytes()) for one in tmp_path.iterdir())
    file = open_file(path, keep=False)
    file.write([FULLY])
    assert file.path is None
    assert (value(file), file.answers) == ("fully", (FULLY,))
    assert "fully" in file.text
    file.undo()
    assert value(file) is None
    assert sorted((one.name, one.read_bytes()) for one in tmp_path.iterdir()) == before


def test_a_process_without_a_file_has_its_answers_in_memory():
    file = open_file(io.BytesIO(YAML.encode()))
    file.write([FULLY])
    assert (file.path, file.from_file, value(file)) == (None, False, "fully")


def test_a_write_protected_file_is_told_beforehand(yaml):
    yaml.chmod(0o444)
    with pytest.raises(InputError) as caught:
        open_file(yaml).check()
    assert caught.value.problems[0].code == "write-protected"
    open_file(yaml, keep=False).check()


def test_marks_and_line_ends_stay(tmp_path):
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + YAML.replace("\n", "\r\n").encode())
    file = open_file(path)
    file.write([FULLY])
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf#")
    assert data.count(b"\n") == data.count(b"\r\n")
    file.undo()
    assert path.read_bytes() == b"\xef\xbb\xbf" + YAML.replace("\n", "\r\n").encode()
