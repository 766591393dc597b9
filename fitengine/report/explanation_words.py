"""One explained step in the words that terminals and Markdown share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fitengine.decide.explain import NOTCH
from fitengine.model.decision import Certainty
from fitengine.model.explanation import Counterfactual, FactMove, Outlook, Reason, WhyNot
from fitengine.model.wording import join_words
from fitengine.report.display import clean
from fitengine.report.explained import Explained, fact_value
from fitengine.report.words import count_words, facts_words, listed, percent, possible_words, why_words

__all__ = [
    "HOUSE_NOTE",
    "NEEDED_NOTE",
    "NO_STEPS",
    "STEP_HINT",
    "answer_rows",
    "change_words",
    "headline",
    "remark_words",
    "shut_words",
    "stability_words",
    "standing_words",
    "summary_words",
]

HOUSE_NOTE = "House defaults of the fact dictionary: person-days, in their order of magnitude, and how likely each value is."
NO_STEPS = "There are no steps to explain."
STEP_HINT = "With the id of a step, this command shows it in full."
NEEDED_NOTE = "None of these facts can be spared: with one of them unknown, the verdict would be open."

_MOST_FACTS = 5


def standing_words(one: Explained) -> str:
    """How far the verdict is forced."""
    match one.decision.certainty:
        case Certainty.SETTLED:
            return "It follows from what is said, whatever else turns out."
        case Certainty.PRESUMED:
            assumed = len(one.assumed())
            hold = "1 assumption holds" if assumed == 1 else f"{assumed} assumptions hold"
            return f"It follows from what is said as long as {hold}."
        case Certainty.OPEN:
            return _open_words(one)


def stability_words(one: Explained) -> str:
    """The figure with its meaning; empty while the verdict is open."""
    stability = one.explanation.stability
    if stability is None:
        return ""
    certain = "; ratings count as certain" if one.rated() else ""
    return (
        f"It holds with a chance of {percent(stability)} when each fact that is exactly known may be one notch off, "
        f"with a chance of {percent(NOTCH)} each (house default){certain}."
    )


def remark_words(one: Explained) -> list[str]:
    """Doubts, contradictions and what is only estimated, a sentence each."""
    doubted = listed([clean(name) for name in one.decision.doubted])
    broken, samples = "; ".join(one.broken()), one.decision.samples
    remarks = (
        f"Doubted, so that nothing is assumed of it: {doubted}." if doubted else "",
        f"The facts contradict each other: {broken}. The verdict sets that aside." if broken else "",
        f"Chances are estimated from {samples:,} random cases: there are too many rules for exact ones."
        if samples
        else "",
    )
    return [remark for remark in remarks if remark]


def summary_words(one: Explained) -> str:
    """The whole explanation in a paragraph: the ground, what is said and assumed, and the ways to the other verdicts; of an
    open verdict, what it depends on and what to ask."""
    question = one.decision.next_question
    if question:
        missing = listed([clean(name) for name in one.decision.missing], _MOST_FACTS)
        ask = f"Ask next: {clean(question.text)} ({clean(question.fact)})"
        return f"{standing_words(one)} It depends on {missing}. {ask}"
    others = one.explanation.why_not
    ways = [f"{one.label(other.outcome)} {_brief(other.change)}" for other in others if other.change]
    said = [f"{fact.name} {fact.said}" for fact in one.said()]
    parts = (
        why_words(one.decision),
        f"Said: {listed(said, _MOST_FACTS)}." if said else "",
        f"Rated: {facts_words(one.rated())}." if one.rated() else "",
        f"Assumed: {facts_words(one.assumed())}." if one.assumed() else "",
        f"Otherwise: {'; '.join(ways)}." if ways else "",
    )
    return " ".join(part for part in parts if part)


def headline(one: Explained) -> str:
    """`RPA, presumed, 73% stable`."""
    stability = one.explanation.stability
    stable = f", {percent(stability)} stable" if stability is not None else ""
    return f"{one.label(one.decision.outcome)}, {one.decision.certainty}{stable}"


def shut_words(one: Explained, why_not: WhyNot) -> str:
    """What shuts a verdict out, or how possible it still is."""
    likely = f" ({percent(why_not.weight)} likely if nothing is assumed)" if why_not.weight else ""
    if not why_not.reasons:
        rated = facts_words(one.rated()) or "the rules, whatever the facts"
        return f"still possible{likely}" if why_not.weight else f"shut out by {rated}"
    said, assumed = _of(why_not.reasons, False), _of(why_not.reasons, True)
    if not assumed:
        return f"shut out by {said}"
    return f"shut out by {f'{said}, and ' if said else ''}assuming {assumed}{likely}"


def change_words(change: Counterfactual | None) -> str:
    """The cheapest way to another verdict."""
    if change is None:
        return "no change of what can be changed leads there"
    finds = join_words([_find(move) for move in change.moves if move.found], "and")
    turned = _turned([move for move in change.moves if not move.found], change.cost)
    parts = (f"once {turned}" if turned else "", f"if it turns out that {finds}" if finds else "")
    return f"follows {', and '.join(part for part in parts if part)}"


def answer_rows(one: Explained) -> list[tuple[str, str, str]]:
    """Each answer to the next question, its chance, and where it leads: `RPA, presumed`, or what it leaves possible."""
    answers = one.explanation.answers
    return [
        (
            "any" if len(answers) == 1 else fact_value(answer.value),
            percent(answer.chance),
            _leads(one, answer),
        )
        for answer in answers
    ]


def _brief(change: Counterfactual) -> str:
    """A change in few words: what has to be found out, or which facts have to be changed and at what cost."""
    moves = [clean(move.fact) for move in change.moves if not move.found]
    if moves:
        return f"after changing {join_words(moves, 'and')} ({_days(change.cost)})"
    return f"if {join_words([_find(move) for move in change.moves], 'and')}"


def _open_words(one: Explained) -> str:
    """What is left, with what goes without saying and without it."""
    left = [other.outcome for other in one.explanation.why_not if not other.reasons and other.weight]
    possible = listed(possible_words(one.decision, one.rulebook))
    if len(left) == len(one.decision.possible):
        return f"What is said leaves {count_words(len(left), 'verdict')} possible: {possible}."
    return (
        f"What is said and what goes without saying leave {one.labels(left)} possible. "
        f"Without assumptions: {possible}."
    )


def _of(reasons: Iterable[Reason], assumed: bool) -> str:
    """The said or the assumed ones of some reasons: `rule_based fully, exception_rate at most 10%`."""
    return facts_words((reason.fact, reason.value) for reason in reasons if reason.assumed is assumed)


def _leads(one: Explained, answer: Outlook) -> str:
    is_open = answer.certainty is Certainty.OPEN
    return f"{one.labels(answer.outcomes)}{' possible' if is_open else f', {answer.certainty}'}"


def _find(move: FactMove) -> str:
    so_far = f" (so far {fact_value(move.now)})" if move.now else ""
    return f"{clean(move.fact)} is {fact_value(move.then)}{so_far}"


def _turned(moves: Sequence[FactMove], cost: float) -> str:
    """What has to be changed on purpose, at what cost each and together."""
    turns = [_turn(move) for move in moves]
    return join_words(turns, "and") + (f", together {_days(cost)}" if len(turns) > 1 else "")


def _turn(move: FactMove) -> str:
    so_far = f"now {fact_value(move.now)}; " if move.now else ""
    return f"{clean(move.fact)} becomes {fact_value(move.then)} ({so_far}{_days(move.cost)})"


def _days(cost: float) -> str:
    return f"{cost:g} person-day{'' if cost == 1 else 's'}"
