"""`ask` as a user types it, with answers from a pipe."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine import api
from fitengine.model.facts import OneOf, Range, Unknown
from fitengine.report.questions_json import questions_schema
from tests.functional.conftest import PROCESSES, clean_environment, command_line


@pytest.fixture
def ask(invoke, monkeypatch, tmp_path):
    """`ask("letters.yaml", "mostly", "q")`: the dialogue over a copy of a test process, an answer a line."""
    for name in ("letters.yaml", "model.bpmn"):
        shutil.copyfile(PROCESSES / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str, answers: tuple[str, ...] = ()):
        return invoke("ask", *words, stdin="".join(f"{line}\n" for line in answers))

    return run


def facts(step: str, path: str = "letters.yaml"):
    return api.load_process(path).nodes[step].facts


def test_a_whole_dialogue_is_what_people_saw_last(ask, check_golden):
    answers = (
        "?", "robots", "rules", "b",  # help, an illegal answer, an answer taken back
        "r", "?", "f", "at least mostly", "d", "l digital", "u",  # single facts: in part, put off, for a lane, in doubt
        "p 2 to 9", "no", "stop",
    )  # fmt: skip
    result = ask("letters.yaml", answers=answers)
    assert result.exit_code == 0
    assert result.stderr == ""
    check_golden("ask/dialogue.txt", result.stdout)
    check_golden("ask/dialogue.yaml", Path("letters.yaml").read_text())


def test_a_whole_tick_list_is_what_people_saw_last(ask, check_golden):
    answers = (
        "?", "7", "one", "1 3",  # help, illegal answers, two lines that differ
        "2", "med", "",  # one step of two, no other
        "", "?", "eleven", "9",  # all steps
    )  # fmt: skip
    result = ask("letters.yaml", "--lane", "Front desk", answers=answers)
    assert result.exit_code == 0
    check_golden("ask/tick-list.txt", result.stdout)
    check_golden("ask/tick-list.yaml", Path("letters.yaml").read_text())


def test_answers_are_in_the_file_and_nothing_else_is_changed(ask):
    before = Path("letters.yaml").read_text()
    result = ask("letters.yaml", answers=("rules", "not", "q"))
    after = Path("letters.yaml").read_text()
    assert result.exit_code == 0
    assert "Answer the letter: Standardise first (presumed)." in result.stdout
    assert facts("answer").ratings == {"nature": "rules", "ways": "not_ready"}
    assert [line for line in before.splitlines() if line not in after.splitlines()] == [
        "  answer: {name: Answer the letter, lane: clerks, stage: Work, facts: {volume: 200 to 300}, next: end}"
    ]


def test_what_was_answered_is_not_asked_again_by_the_next_sitting(ask):
    first = ask("letters.yaml", answers=("rules", "q"))
    second = ask("letters.yaml", answers=("q",))
    assert "What is the heart of the step?" in first.stdout
    assert "1 answer is saved in letters.yaml." in first.stdout
    assert "Go on later with: fitengine ask letters.yaml" in first.stdout
    assert "What is the heart of the step?" not in second.stdout
    assert "Is there one agreed way" in second.stdout


def test_the_end_of_the_input_is_a_polite_stop(ask):
    result = ask("letters.yaml", answers=("rules",))
    assert result.exit_code == 0
    assert "1 answer is saved in letters.yaml." in result.stdout
    assert facts("answer").ratings == {"nature": "rules"}


def test_what_nobody_knows_comes_last_and_then_it_ends(ask):
    result = ask("letters.yaml", "--no-confirm", "--no-rate", answers=("d",) * 40)
    text = result.stdout
    assert text.count("How much of the work can be written as if-then rules?") == 2
    assert text.count("Only questions are left that were put off or answered in part.") == 1
    assert text.endswith("Nothing is left to ask.\n")
    assert Path("letters.yaml").read_bytes() == (PROCESSES / "letters.yaml").read_bytes()


def test_an_answer_for_a_lane_leaves_what_steps_say_themselves(ask):
    result = ask("letters.yaml", "--no-rate", answers=("l none or partly", "q"))
    assert "Saved for Clerks: rule_based none or partly." in result.stdout
    assert "Enter the case data keeps a value of its own of rule_based." in result.stdout
    assert facts("answer").values["rule_based"] == OneOf(("none", "partly"))
    assert facts("enter").values["rule_based"] == "fully"
    assert "lane_defaults" in Path("letters.yaml").read_text()


def test_a_doubt_is_written_down(ask):
    ask("letters.yaml", "--no-rate", answers=("u", "q"))
    assert facts("answer").values["rule_based"] is Unknown.UNKNOWN


def test_an_answer_that_contradicts_others_is_shown_and_can_be_taken_back(ask):
    text = (
        Path("letters.yaml")
        .read_text()
        .replace("{volume: 200 to 300}", "{judgement: high, pattern_task: false}")
    )
    Path("letters.yaml").write_text(text)
    result = ask("letters.yaml", "--no-rate", answers=("d", "fully", "b", "q"))
    shown = " ".join(result.stdout.split())
    assert "Mind: `rule_based` fully and `judgement` high contradict each other" in shown
    assert "`b` takes the answer back" in shown
    assert Path("letters.yaml").read_text() == text


def test_confirming_a_list_settles_what_was_presumed(ask):
    result = ask("letters.yaml", "--lane", "desk", answers=("", ""))
    assert "Sort by topic, Scan the letter: now" not in result.stdout
    assert result.stdout.endswith("Nothing is left to ask.\n")
    assert "2 of 2 steps decided (2 settled, 0 presumed)." in result.stdout
    assert facts("sort").values["exception_rate"] == Range(0, 20)
    assert facts("sort").origin("physical").detail == "lane_defaults.desk"


def test_one_step_can_be_asked_about(ask):
    result = ask("letters.yaml", "--step", "Scan the letter", answers=("q",))
    assert "Letters to the office · 1 of 1 step decided" in result.stdout
    assert "Front desk" in result.stdout
    assert "Answer the letter" not in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--step", "scna"), "did you mean `scan`?"),
        (("--lane", "desks"), "did you mean `desk`?"),
        (("--step", "scan", "--lane", "desk"), "do not go together"),
        (("--answers", "no-such.yaml"), "does not exist"),
    ],
)
def test_what_is_not_there_is_told(ask, words, told):
    result = ask("letters.yaml", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_open_questions_as_json_follow_their_schema(ask):
    result = ask("letters.yaml", "--format", "json")
    data = json.loads(result.stdout)
    assert result.exit_code == 0
    assert jsonschema_rs.is_valid(questions_schema(), data)
    assert data["undecided"] == 1
    asked = data["questions"]
    assert [one["gain"] for one in asked] == sorted((one["gain"] for one in asked), reverse=True)
    assert {one["kind"] for one in asked} == {"fact", "rating", "tick-list"}
    assert [one["ticks"] != [] for one in asked] == [one["kind"] == "tick-list" for one in asked]
    assert asked[0]["target"] == "answer"


def test_kinds_of_questions_can_be_left_out_of_the_json(ask):
    result = ask("letters.yaml", "--format", "json", "--no-rate", "--no-confirm")
    assert {one["kind"] for one in json.loads(result.stdout)["questions"]} == {"fact"}


def test_strict_asks_what_would_go_without_saying(ask):
    data = json.loads(ask("letters.yaml", "--format", "json", "--strict").stdout)
    assert data["undecided"] > 1
    assert ["access_allowed"] in [one["facts"] for one in data["questions"]]
    assert "tick-list" not in {one["kind"] for one in data["questions"]}


def test_the_schema_of_questions_is_printed(invoke):
    schema = json.loads(invoke("schema", "--output", "ask").stdout)
    jsonschema_rs.meta.validate(schema)
    assert schema == questions_schema()


def test_a_dry_run_writes_nothing_and_its_answers_can_be_applied_later(ask):
    answers = ("rules", "not", "", "1", "2", "high", "", "q")
    dry = ask("letters.yaml", "--dry-run", "-o", "answers.json", answers=answers)
    assert Path("letters.yaml").read_bytes() == (PROCESSES / "letters.yaml").read_bytes()
    assert "Noted for Answer the letter: nature rules." in dry.stdout
    applied = ask("letters.yaml", "--answers", "answers.json")
    assert applied.exit_code == 0
    assert "saved in letters.yaml" in applied.stdout
    later = api.load_process("letters.yaml")
    shutil.copyfile(PROCESSES / "letters.yaml", "letters.yaml")
    ask("letters.yaml", answers=answers)
    at_once = api.load_process("letters.yaml")
    assert [task.facts.values for task in later.tasks()] == [task.facts.values for task in at_once.tasks()]
    assert [task.facts.ratings for task in later.tasks()] == [task.facts.ratings for task in at_once.tasks()]


def test_a_dry_run_prints_its_answers_alone_on_standard_output(ask):
    result = ask("letters.yaml", "--dry-run", answers=("rules", "q"))
    assert json.loads(result.stdout) == {"steps": {"answer": {"nature": "rules"}}}
    assert "What is the heart of the step?" in result.stderr


def test_answers_of_a_file_are_applied_all_at_once(ask):
    Path("answers.yaml").write_text(
        "steps: {answer: {rule_based: fully, standardised: uniform}}\n"
        "lanes: {Clerks: {input_digital: digital}}\nprocess: {systems_stable_months: 24}\n"
    )
    result = ask("letters.yaml", "--answers", "answers.yaml")
    assert result.exit_code == 0
    assert "4 answers are saved in letters.yaml." in result.stdout
    assert "Answer the letter: " in result.stdout
    assert facts("answer").values["input_digital"] == "digital"
    assert facts("scan").values["systems_stable_months"] == 24


def test_answers_may_come_through_a_pipe(ask):
    result = ask("letters.yaml", "--answers", "-", answers=("{steps: {answer: {rule_based: fully}}}",))
    assert result.exit_code == 0
    assert facts("answer").values["rule_based"] == "fully"


def test_every_problem_of_a_file_of_answers_is_told_and_nothing_is_written(ask):
    Path("answers.yaml").write_text(
        "steps: {anwser: {rule_based: fully}, scan: {rule_based: fuly}}\nlane: {}\n"
    )
    result = ask("letters.yaml", "--answers", "answers.yaml")
    assert result.exit_code == 2
    assert result.stderr.count("answers.yaml:") == 3
    assert "did you mean `answer`?" in result.stderr
    assert Path("letters.yaml").read_bytes() == (PROCESSES / "letters.yaml").read_bytes()


def test_a_process_from_a_pipe_goes_on_with_its_answers(ask, invoke):
    Path("answers.yaml").write_text("steps: {answer: {rule_based: fully}}\n")
    result = invoke("ask", "-", "--answers", "answers.yaml", stdin=Path("letters.yaml").read_text())
    Path("answered.yaml").write_text(result.stdout)
    assert facts("answer", "answered.yaml").values["rule_based"] == "fully"
    assert "3 of 4 steps decided" in result.stderr


def test_a_process_from_a_pipe_leaves_no_way_for_answers_without_a_terminal(tmp_path):
    result = subprocess.run(
        command_line("ask", "-"), input=(PROCESSES / "letters.yaml").read_bytes(), capture_output=True, check=False,
        env=clean_environment({}), timeout=60, start_new_session=True,
    )  # fmt: skip
    assert result.returncode == 2
    assert b"name a file, or give --answers" in result.stderr


def test_a_model_keeps_its_answers_in_a_sidecar(ask):
    result = ask("model.bpmn", answers=("people", "q"))
    assert "in model.facts.yaml, which the first one makes" in result.stdout
    assert "1 answer is saved in model.facts.yaml." in result.stdout
    assert facts("sort", "model.bpmn").ratings == {"nature": "people"}
    assert Path("model.bpmn").read_bytes() == (PROCESSES / "model.bpmn").read_bytes()
    again = ask("model.bpmn", answers=("q",))
    assert "which the first one makes" not in again.stdout


def test_a_write_protected_file_is_told_before_the_first_question(ask):
    Path("letters.yaml").chmod(0o444)
    result = ask("letters.yaml", answers=("rules",))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "write-protected" in result.stderr
    assert "`--dry-run -o answers.json`" in result.stderr
    assert ask("letters.yaml", "--format", "json").exit_code == 0, "reading is no writing"
    assert ask("letters.yaml", "--dry-run", answers=("rules",)).exit_code == 0


def test_nothing_to_ask_is_said(ask):
    Path("done.yaml").write_text("process: done\nsteps: {only: {facts: {physical: true, needed: true}}}\n")
    result = ask("done.yaml")
    assert result.exit_code == 0
    assert result.stdout.endswith("1 of 1 step decided (1 settled, 0 presumed).\nNothing is left to ask.\n")


def test_a_broken_process_is_told_as_everywhere(invoke):
    result = invoke("ask", "broken.yaml")
    assert result.exit_code == 2
    assert "broken.yaml:" in result.stderr
    assert result.stdout == ""


def test_bytes_that_are_no_text_are_no_answer(ask, invoke):
    result = invoke("ask", "letters.yaml", stdin=b"\xff\xfe\x00\nrules\n\x1b[31m\nq\n")
    assert result.exit_code == 0
    assert facts("answer").ratings == {"nature": "rules"}


def test_what_is_typed_does_not_drive_the_terminal(ask):
    result = ask("letters.yaml", answers=("\x1b[31mred", "q"))
    assert "\x1b" not in result.stdout
    assert "is none of the answers" in result.stdout


def test_a_rating_for_a_lane_leaves_steps_alone_that_are_decided(ask):
    """A rating goes before the facts of a step: as a default it would overrule what steps say."""
    text = Path("letters.yaml").read_text().replace("{volume: 200 to 300}, next: end}", "{}, next: more}")
    more = "  more: {name: Answer again, lane: clerks, next: end}\n"
    Path("letters.yaml").write_text(text.replace("  end: {", f"{more}  end: {{"))
    result = ask("letters.yaml", answers=("l rules", "q"))
    assert "Saved for Answer the letter, Answer again: nature rules." in result.stdout
    assert facts("answer").ratings == facts("more").ratings == {"nature": "rules"}
    assert facts("enter").ratings == {}


def test_a_reader_who_has_seen_enough_ends_it_quietly(start, tmp_path):
    shutil.copyfile(PROCESSES / "letters.yaml", tmp_path / "letters.yaml")
    process = start("ask", tmp_path / "letters.yaml")
    process.stdout.close()
    process.stdin.write(b"rules\n" * 3)
    process.stdin.close()
    assert process.wait(timeout=60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()
