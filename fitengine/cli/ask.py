"""`fitengine ask`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import show_problems
from fitengine.cli.options import (
    facts_option,
    out_option,
    process_argument,
    quiet_option,
    rules_option,
    setting_option,
    strict_option,
)
from fitengine.cli.output import note, page_width, utf8, wants_colour, write_result
from fitengine.errors import InputError, Problem
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook
from fitengine.report.display import clean

if TYPE_CHECKING:
    from fitengine.assess.interview import Interview
    from fitengine.load.answers.file import AnswerFile

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    short_help="Ask what is still open, the most telling question first.",
    epilog="fitengine ask invoices.yaml\n"
    "fitengine ask invoices.bpmn --lane Purchasing\n"
    "fitengine ask invoices.yaml --format json -o questions.json\n"
    "fitengine ask invoices.yaml --answers answers.yaml",
)
@process_argument
@click.option("--step", metavar="STEP", help="Ask about this step only, by id or name.")
@click.option("--lane", metavar="LANE", help="Ask about the steps of this lane only, by id or name.")
@click.option("--no-confirm", is_flag=True, help="Do not ask to confirm what goes without saying.")
@click.option(
    "--no-rate", is_flag=True, help="Ask single facts only, no larger questions over several of them."
)
@strict_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json asks nothing and prints the open questions in their order.",
)
@click.option(
    "--answers",
    metavar="FILE",
    help="Ask nothing and write the answers of this file: {steps: {ID: {FACT: VALUE}}, lanes: {...}, process: {...}}.",
)
@click.option(
    "--dry-run", is_flag=True, help="Write nothing into PROCESS; print the answers as JSON at the end."
)
@facts_option
@rules_option
@setting_option
@out_option
@quiet_option
def command(
    process: str,
    step: str | None,
    lane: str | None,
    no_confirm: bool,
    no_rate: bool,
    strict: bool,
    form: str,
    answers: str | None,
    dry_run: bool,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    out: str | None,
    quiet: bool,
) -> None:
    """Ask what is not known yet about the steps of PROCESS, the question first that is expected to settle most, and write each
    answer into PROCESS at once; for a BPMN model, into NAME.facts.yaml beside it. Stop whenever you like and go on later.

    PROCESS is a YAML, JSON or BPMN file, or - for standard input; the answers are then printed as JSON at the end. Answers may
    come from a pipe, one a line.
    """
    if answers == "-" and process == "-":
        raise click.UsageError("process and answers cannot both come from standard input")
    rulebook = api.load_rules(*rules, settings=settings)
    file = api.open_answer_file(process, rules=rulebook, facts=facts, keep=not dry_run)
    if not quiet:
        show_problems(file.process.warnings)
    interview = api.start_interview(
        file.process,
        rules=rulebook,
        rate=not no_rate,
        confirm=not no_confirm,
        strict=strict,
        only=_only(file.process, step, lane),
    )
    if answers is not None:
        _apply(file, answers, rulebook, interview, out, form, quiet)
    elif form == "text":
        _hold_dialogue(file, rulebook, interview, process, out, quiet)
    if form == "json":
        _print_questions(interview, out, quiet)


def _only(process: Process, step: str | None, lane: str | None) -> frozenset[str] | None:
    """The ids of the steps to ask about; None for all. Raises InputError for an unknown step or lane."""
    from fitengine.load.answers.lookup import find_lane, find_step

    if step is None and lane is None:
        return None
    if step is not None and lane is not None:
        raise click.UsageError("--step and --lane do not go together: choose one")
    found = find_step(process, step) if step is not None else find_lane(process, lane or "")
    if isinstance(found, Problem):
        raise InputError([found])
    tasks = process.tasks()
    return frozenset(task.id for task in tasks if found.id == (task.lane if step is None else task.id))


def _print_questions(interview: Interview, out: str | None, quiet: bool) -> None:
    from fitengine.report.questions_json import questions_to_json

    undecided = sum(state.outcome is None for state in interview.states().values())
    text = questions_to_json(interview.process, undecided, interview.all())
    write_result(utf8(text), out, quiet)


def _apply(
    file: AnswerFile,
    answers: str,
    rulebook: Rulebook,
    interview: Interview,
    out: str | None,
    form: str,
    quiet: bool,
) -> None:
    """Writes the answers of a file and says what they came to; a process from standard input goes on to standard output."""
    from fitengine.report.answer_text import AnswerText
    from fitengine.report.page import Page

    given = api.read_answers(answers, file.process, rules=rulebook)
    file.check()
    file.write(given)
    before = interview.states()
    interview.learn(file.process)
    after = interview.states()
    texts = AnswerText(file.process, rulebook, Page.of(page_width(), form == "text" and wants_colour(out)))
    lines = [*texts.changes(before, after, ()), *texts.closing(after, len(given), _place(file))]
    if form == "text" and file.from_file:
        write_result("\n".join(lines) + "\n", out, quiet)
        return
    note("\n".join(lines), quiet)
    if form == "text":
        write_result(utf8(file.text), out, quiet)


def _hold_dialogue(
    file: AnswerFile, rulebook: Rulebook, interview: Interview, process: str, out: str | None, quiet: bool
) -> None:
    from fitengine.cli.console import Console
    from fitengine.cli.dialogue import hold_dialogue
    from fitengine.cli.sitting import Sitting

    _check(file)
    with _source(process) as source:
        kept = file.path is not None
        console = Console(source, on_error=not kept and out in (None, "-"))
        colour = wants_colour(None) and not console.on_error
        sitting = Sitting(interview, file, rulebook, console, colour)
        sitting.show(sitting.answers.opening(sitting.progress, _place(file), file.is_new))
        done = False
        try:
            done = hold_dialogue(sitting)
        finally:  # an interrupt ends the program; what was answered is shown even then
            sitting.show(sitting.answers.closing(sitting.states, len(file.answers), _place(file)))
            sitting.show(_farewell(done, process if kept else ""))
            if not kept:
                _print_answers(file, out, quiet)


def _farewell(done: bool, process: str) -> list[str]:
    if done:
        return ["Nothing is left to ask."]
    return [f"Go on later with: fitengine ask {clean(process)}"] if process else []


def _print_answers(file: AnswerFile, out: str | None, quiet: bool) -> None:
    from fitengine.report.questions_json import answers_to_json

    write_result(utf8(answers_to_json(file.answers)), out, quiet)


def _place(file: AnswerFile) -> str:
    """The file that answers go to, to be shown; empty where nothing is written."""
    return clean(str(file.path)) if file.path is not None else ""


def _check(file: AnswerFile) -> None:
    """Raises InputError before the first question where no answer could be written."""
    try:
        file.check()
    except InputError as error:
        way_out = (
            "`--dry-run -o answers.json` keeps the answers elsewhere, for `--answers answers.json` later"
        )
        raise InputError(
            replace(problem, help=f"{problem.help}; {way_out}" if problem.help else way_out)
            for problem in error.problems
        ) from error


@contextmanager
def _source(process: str) -> Iterator[TextIO]:
    """Where answers come from: standard input or, where that has the process, the terminal."""
    if process != "-":
        yield sys.stdin
        return
    with ExitStack() as stack:
        try:
            terminal = stack.enter_context(Path("/dev/tty").open(encoding="utf-8", errors="replace"))
        except OSError:
            raise click.UsageError(
                "answers cannot come from standard input, as PROCESS does: name a file, or give --answers"
            ) from None
        yield terminal
