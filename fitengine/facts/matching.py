"""Which activity of a log is which step of a process, by their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import islice

from fitengine.facts.cutoffs import CUTOFFS, Cutoffs
from fitengine.model.measured import Match, Matching, Precision
from fitengine.model.process import Process

__all__ = ["match_activities", "plain_name"]

_MOST_COMPARED = 400
"""Names on either side: comparing takes their product."""
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def match_activities(
    activities: Sequence[str],
    process: Process,
    mapped: Mapping[str, str | None] | None = None,
    accept_similar: bool = False,
    cutoffs: Cutoffs = CUTOFFS,
) -> Matching:
    """The matches of `activities` to the steps of a process.

    `mapped` goes first: steps by activity, None for an activity that is no step. Then names or ids that are equal, then those
    that are equal but for capitals, spaces and punctuation; a name that several steps have matches none of them. What is left
    on both sides is paired by likeness, likeliest first: proposals, or matches with `accept_similar`.
    """
    mapped = mapped or {}
    found = {
        activity: Match(activity, step, Precision.MAPPED)
        for activity in activities
        if (step := mapped.get(activity)) is not None
    }
    steps = {task.id: task.name for task in process.tasks()}
    for precision, plain in ((Precision.EXACT, str), (Precision.SPELLING, plain_name)):
        by_name = _by_name(steps, plain)
        for activity in activities:
            step = by_name.get(plain(activity))
            if activity not in found and activity not in mapped and step:
                found[activity] = Match(activity, step, precision)
    taken = {match.step for match in found.values()}
    rest = [activity for activity in activities if activity not in found and activity not in mapped]
    similar = _pairs(rest, {id_: name for id_, name in steps.items() if id_ not in taken}, cutoffs.likeness)
    if accept_similar:
        found |= {match.activity: match for match in similar}
    taken = {match.step for match in found.values()}
    return Matching(
        tuple(found[activity] for activity in activities if activity in found),
        () if accept_similar else similar,
        tuple(activity for activity in rest if activity not in found),
        tuple(id_ for id_ in steps if id_ not in taken),
    )


def plain_name(name: str) -> str:
    """The name without capitals, punctuation and runs of blanks."""
    return _BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


def _by_name(steps: Mapping[str, str], plain: Callable[[str], str]) -> dict[str, str]:
    """The id of the only step of each name, then of each id that is no name."""
    by_name: dict[str, str] = {}
    doubled: set[str] = set()
    for id_, name in steps.items():
        if by_name.setdefault(plain(name), id_) != id_:
            doubled.add(plain(name))
    by_id = {plain(id_): id_ for id_ in reversed(list(steps))}
    only = {name: id_ for name, id_ in by_name.items() if name and name not in doubled}
    return {**by_id, **only}


def _pairs(activities: Iterable[str], steps: Mapping[str, str], least: float) -> tuple[Match, ...]:
    """The likeliest pairs, each activity and each step once."""
    compared = SequenceMatcher(autojunk=False)
    found: list[Match] = []
    plain = [(activity, plain_name(activity)) for activity in islice(activities, _MOST_COMPARED)]
    for id_, name in islice(steps.items(), _MOST_COMPARED):
        compared.set_seq2(plain_name(name))
        for activity, plain_activity in plain:
            compared.set_seq1(plain_activity)
            if compared.real_quick_ratio() >= least and compared.quick_ratio() >= least:
                likeness = compared.ratio()
                if likeness >= least:
                    found.append(Match(activity, id_, Precision.SIMILAR, round(likeness, 3)))
    found.sort(key=lambda match: (-match.likeness, match.activity, match.step))
    pairs: list[Match] = []
    for match in found:
        if all(match.activity != other.activity and match.step != other.step for other in pairs):
            pairs.append(match)
    return tuple(pairs)
