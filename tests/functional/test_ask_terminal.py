"""`ask` on a terminal, as a person sits in front of it; and what is left when it is killed while it writes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from fitengine import api
from fitengine.load.answers.edit import write_answers
from fitengine.model.facts import Unknown
from fitengine.model.inquiry import Answer
from tests.functional.conftest import PROCESSES, clean_environment, command_line
from tests.helpers.terminal import Terminal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("letters.yaml", "model.bpmn"):
        shutil.copyfile(PROCESSES / name, tmp_path / name)
    return tmp_path


def sit_down(folder: Path, *words: str, stdin: bytes | None = None, **environment: str) -> Terminal:
    return Terminal(command_line("ask", *words), folder, clean_environment(environment), stdin)


def facts(folder: Path, step: str = "answer", name: str = "letters.yaml"):
    return api.load_process(folder / name).nodes[step].facts


def test_answer_skip_stop_and_resume(folder):
    with sit_down(folder, "letters.yaml") as screen:
        assert "What is the heart of the step?" in screen.answer("rules")
        settled = screen.answer("d")
        assert "Saved for Answer the letter: nature rules." in settled
        assert facts(folder).ratings == {"nature": "rules"}, "at once, not at the end"
        assert "Is there one agreed way" in settled
        assert "Is there one procedure that people follow?" in screen.answer("q")
        assert screen.end() == 0
        assert "1 answer is saved in letters.yaml." in screen.screen
    with sit_down(folder, "letters.yaml") as screen:
        resumed = screen.answer("2")
        assert "What is the heart" not in resumed
        assert "Is there one agreed way" in resumed, "what was put off is open again"
        assert "Answer the letter: Standardise first (presumed)." in screen.answer("stop")
        assert screen.end() == 0
    assert facts(folder).ratings == {"nature": "rules", "ways": "not_ready"}


def test_no_line_is_wider_than_the_terminal(folder):
    with sit_down(folder, "letters.yaml") as screen:
        for line in ("?", "robots", "r", "?", "mostly", "d", "d", "q"):
            screen.answer(line)
        screen.end()
        assert max(len(line) for line in screen.screen.splitlines()) <= 80
        assert "\x1b[1m" in screen.raw.decode()


def test_colours_can_be_switched_off(folder):
    with sit_down(folder, "letters.yaml", NO_COLOR="1") as screen:
        screen.answer("q")
        screen.end()
        assert b"\x1b" not in screen.raw


def test_an_answer_for_the_whole_lane(folder):
    with sit_down(folder, "letters.yaml", "--no-rate") as screen:
        screen.answer("l mostly")
        assert "Saved for Clerks: rule_based mostly." in screen.answer("q")
        assert screen.end() == 0
    assert facts(folder).origin("rule_based").detail == "lane_defaults.clerks"
    assert facts(folder, "enter").values["rule_based"] == "fully"


def test_an_illegal_answer_says_what_is_legal_and_asks_again(folder):
    before = (folder / "letters.yaml").read_bytes()
    with sit_down(folder, "letters.yaml", "--no-rate") as screen:
        screen.answer("a lot")
        assert "`a lot` is none of the answers: write one of `none`, `partly`" in screen.answer("m")
        assert "`m` is too short: write `mostly`." in screen.answer("")
        assert "Type an answer, `?` for help, or `d` if you do not know." in screen.answer("q")
        assert screen.end() == 0
    assert (folder / "letters.yaml").read_bytes() == before


def test_an_answer_is_taken_back(folder):
    before = (folder / "letters.yaml").read_bytes()
    with sit_down(folder, "letters.yaml") as screen:
        screen.answer("rules")
        screen.answer("b")
        assert "What is the heart of the step?" in screen.answer("b")
        assert "This is the first question." in screen.answer("q")
    assert (folder / "letters.yaml").read_bytes() == before


def test_a_write_protected_file_is_told_before_the_first_question(folder):
    (folder / "letters.yaml").chmod(0o444)
    with sit_down(folder, "letters.yaml") as screen:
        assert screen.end() == 2
        assert "`letters.yaml` is write-protected" in screen.screen
        assert "--dry-run -o answers.json" in screen.screen
        assert ">" not in screen.screen


def test_a_file_that_becomes_write_protected_keeps_what_it_has(folder):
    path = folder / "letters.yaml"
    with sit_down(folder, "letters.yaml") as screen:
        screen.answer("rules")
        screen.wait_for("\n> ")
        between = path.read_bytes()
        path.chmod(0o444)
        screen.type("2")
        assert "This answer is not saved." in screen.wait_for("\n> ")
        assert path.read_bytes() == between
        path.chmod(0o644)
        screen.type("2")
        assert "Standardise first (presumed)" in screen.answer("q")
    assert facts(folder).ratings == {"nature": "rules", "ways": "not_ready"}


@pytest.mark.parametrize(("key", "code"), [(b"\x03", 130), (b"\x04", 0)], ids=["interrupt", "end of input"])
def test_leaving_by_a_key_of_the_terminal_is_polite(folder, key, code):
    with sit_down(folder, "letters.yaml") as screen:
        screen.answer("rules")
        screen.wait_for("\n> ")
        screen.press(key)
        assert screen.end() == code
        assert "1 answer is saved in letters.yaml." in screen.screen
        assert "Traceback" not in screen.screen
    assert facts(folder).ratings == {"nature": "rules"}


def test_an_interrupt_while_it_thinks_is_polite(folder):
    """A person may press Ctrl-C before the first question is there."""
    with sit_down(folder, "letters.yaml") as screen:
        screen.wait_for("Every answer is saved")
        screen.press(b"\x03")
        assert screen.end() == 130
        assert "Traceback" not in screen.screen


def test_a_process_from_a_pipe_is_answered_on_the_terminal(folder):
    with sit_down(folder, "-", stdin=(folder / "letters.yaml").read_bytes()) as screen:
        screen.answer("rules")
        screen.answer("q")
        assert screen.end() == 0
        assert '"nature": "rules"' in screen.screen


def test_a_model_gets_its_sidecar(folder):
    with sit_down(folder, "model.bpmn") as screen:
        assert "model.facts.yaml, which the first one makes" in " ".join(screen.answer("people").split())
        assert "Keep human" in screen.answer("q")
    assert facts(folder, "sort", "model.bpmn").ratings == {"nature": "people"}


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment_the_file_has_the_old_or_the_new_answers(folder, seed):
    """The program is busy writing an answer and taking it back until SIGKILL comes."""
    path = folder / "letters.yaml"
    old = path.read_text()
    answer = Answer("step", "answer", "rule_based", "mostly")
    new = write_answers(old, [answer], "letters.yaml")
    with sit_down(folder, "letters.yaml", "--no-rate") as screen:
        screen.wait_for("\n> ")
        end = time.monotonic() + random.Random(seed).uniform(0.1, 0.6)
        while time.monotonic() < end:
            screen.type("mostly")
            screen.type("b")
            screen.wait_for("taken back.")
        screen.type("mostly")
        screen.type("b")
        time.sleep(random.Random(seed).uniform(0, 0.05))
        screen.send(signal.SIGKILL)
        assert screen.end() == -signal.SIGKILL
    assert path.read_text() in (old, new)
    api.load_process(path)
    with sit_down(folder, "letters.yaml") as screen:
        screen.answer("q")
        assert screen.end() == 0, "nothing that was left behind is in the way"


WRITING = ("answer_file.py", "atomic.py")


def test_killed_before_any_line_of_writing_the_file_has_the_old_or_the_new_answers(folder):
    """Every line of the modules that write, one after the other, is the last one that runs."""
    path = folder / "letters.yaml"
    old = path.read_text()
    doubt = Answer("lane", "clerks", "documented", Unknown.UNKNOWN)
    new = write_answers(old, [doubt], "letters.yaml")
    file = api.open_answer_file(path)
    file._with = lambda *_: (
        new
    )  # what is to be written and how it reads is worked out before: a traced program is slow
    file._read = lambda *_: file.process
    found, moment = set(), 0
    while not (lived := survived(lambda: file.write([doubt]), moment)):
        found.add(path.read_text())
        path.write_text(old)
        for left_behind in folder.glob(".fitengine-*"):
            left_behind.unlink()
        moment += 1
    assert lived
    assert moment > 40, "there were many moments"
    assert found == {old, new}
    assert path.read_text() == new


def survived(write, moment: int) -> bool:
    """Writes in a process of its own that is killed before its `moment`-th line; whether it came to its end."""
    child = os.fork()
    if child == 0:
        count = 0

        def trace(frame, event, _):
            nonlocal count
            if not frame.f_code.co_filename.endswith(WRITING):
                return None
            if event == "line":
                if count == moment:
                    os.kill(os.getpid(), signal.SIGKILL)
                count += 1
            return trace

        code = 1
        try:
            sys.settrace(trace)
            write()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)
