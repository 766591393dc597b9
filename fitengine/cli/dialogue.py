"""The questionnaire as a dialogue, line by line: over ssh, in tmux, without colour, with answers from a pipe."""

from __future__ import annotations

from fitengine.cli.sitting import Back, Key, Reply, Sitting, Stop
from fitengine.cli.tick_dialogue import ask_tick_list
from fitengine.load.answers.typed_values import read_typed_outcome, read_typed_value
from fitengine.load.values import ValueProblem
from fitengine.model.facts import Facts, Known, Unknown
from fitengine.model.inquiry import Inquiry, Scope
from fitengine.report.question_text import answers_of

__all__ = ["hold_dialogue"]


def hold_dialogue(sitting: Sitting) -> bool:
    """Asks until all is said or the person stops; False where questions are left. What is answered is saved at once, so an
    interrupt loses nothing."""
    reminded = False
    try:
        while (inquiry := sitting.interview.next()) is not None:
            if not reminded and sitting.interview.is_second_time(inquiry):
                reminded = True
                sitting.show(["", "Only questions are left that were put off or answered in part."])
            _ask(sitting, inquiry)
    except (Stop, EOFError):
        return False
    return True


def _ask(sitting: Sitting, inquiry: Inquiry) -> None:
    try:
        if inquiry.kind == "tick-list":
            ask_tick_list(sitting, inquiry)
        else:
            _ask_one(sitting, inquiry)
    except Back:
        sitting.go_back()


def _ask_one(sitting: Sitting, inquiry: Inquiry) -> None:
    """Asks one question until it is answered, put off or turned into another."""
    sharing = len(sitting.interview.sharing(inquiry))
    sitting.show(sitting.questions.question(inquiry, sitting.progress, sharing))
    legal = _legal(sitting, inquiry)
    done = False
    while not done:
        reply = sitting.reply(legal)
        match reply.key:
            case Key.HELP:
                sitting.show(sitting.questions.explanation(inquiry, _known(sitting, inquiry)))
            case Key.SKIP:
                sitting.interview.put_off(inquiry)
                done = True
            case Key.TURN:
                done = _turn(sitting, inquiry)
            case _:
                done = _answer(sitting, inquiry, reply)


def _answer(sitting: Sitting, inquiry: Inquiry, reply: Reply) -> bool:
    """Saves an answer; False where it cannot be one."""
    if not reply.text and reply.key is not Key.DOUBT:
        sitting.say("Type an answer, `?` for help, or `d` if you do not know.")
        return False
    place = _place(sitting, inquiry, reply.key)
    if place is None:
        return False
    try:
        value = Unknown.UNKNOWN if reply.key is Key.DOUBT else _value(sitting, inquiry, reply.text)
        if isinstance(value, Unknown) and inquiry.kind == "rating":
            raise ValueProblem(
                "illegal-value", "this question has no `unknown`", "`d` puts it off, `r` asks the facts"
            )
    except ValueProblem as problem:
        sitting.refuse(problem)
        return False
    answers = sitting.interview.reaching(inquiry, *place, value)
    return sitting.save(inquiry, answers, inquiry.steps)


def _place(sitting: Sitting, inquiry: Inquiry, key: Key | None) -> tuple[Scope, str] | None:
    """What the answer is for; None, and why, where the question is not about such a place."""
    if key is Key.PROCESS:
        return "process", ""
    if key is not Key.LANE or inquiry.scope != "step":
        return inquiry.scope, inquiry.target
    lane = sitting.tasks()[inquiry.target].lane
    if lane is None:
        sitting.say("This step is in no lane: answer without `l`.")
        return None
    return "lane", lane


def _value(sitting: Sitting, inquiry: Inquiry, text: str) -> Known:
    if text.casefold() == "unknown":
        return Unknown.UNKNOWN
    if inquiry.kind == "rating":
        return read_typed_outcome(text, inquiry.options)
    return read_typed_value(sitting.rulebook.dictionary[inquiry.facts[0]], text, inquiry.options)


def _turn(sitting: Sitting, inquiry: Inquiry) -> bool:
    """Facts instead of a rating, or the other way round."""
    turned = inquiry.scope == "step" and sitting.interview.ask_otherwise(inquiry)
    if not turned:
        wanted = "single facts" if inquiry.kind == "rating" else "larger question"
        sitting.say(f"There is no {wanted} to ask instead.")
    return turned


def _legal(sitting: Sitting, inquiry: Inquiry) -> tuple[str, ...]:
    """The words that are answers whatever else they may mean."""
    if inquiry.kind == "rating":
        return inquiry.options
    return answers_of(sitting.rulebook.dictionary[inquiry.facts[0]])


def _known(sitting: Sitting, inquiry: Inquiry) -> Facts:
    """What is known about the step of a question."""
    task = sitting.tasks().get(inquiry.target) if inquiry.scope == "step" else None
    return task.facts if task else Facts()
