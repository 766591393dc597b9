"""Which questions would settle most steps of a portfolio, asked one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fitengine.portfolio.summary_model import CommonQuestion

__all__ = ["rank_questions"]


def rank_questions(
    missing: Iterable[tuple[Sequence[str], int]],
    following: Mapping[str, int],
    texts: Mapping[str, str],
    limit: int = 0,
) -> tuple[tuple[CommonQuestion, ...], int]:
    """The questions in the order in which answers settle most, `limit` of them (0: all), and how many steps no answer settles.

    `missing` are lists of facts with the number of open steps that lack them; `following` how often a fact is the most telling
    question; `texts` the questions. A step is settled for sure once all its missing facts are answered. The next question is the
    one that takes most of what is left off the steps that lack few: a step with two missing facts counts a quarter for each, one
    with three a ninth.
    """
    left = _merged((frozenset(facts), count) for facts, count in missing)
    unsettling = left.pop(frozenset(), 0)
    totals = _totals(left)
    ranked: list[CommonQuestion] = []
    settled = 0
    while left and (not limit or len(ranked) < limit):
        fact = _most_worth(left)
        left = _merged((facts - {fact}, count) for facts, count in left.items())
        settled += left.pop(frozenset(), 0)
        total, alone = totals[fact]
        ranked.append(
            CommonQuestion(fact, texts.get(fact, fact), total, following.get(fact, 0), alone, settled)
        )
    return tuple(ranked), unsettling


def _merged(counted: Iterable[tuple[frozenset[str], int]]) -> dict[frozenset[str], int]:
    merged: dict[frozenset[str], int] = {}
    for facts, count in counted:
        merged[facts] = merged.get(facts, 0) + count
    return merged


def _totals(left: Mapping[frozenset[str], int]) -> dict[str, tuple[int, int]]:
    """By fact: steps that lack it, and steps that lack nothing else."""
    totals: dict[str, tuple[int, int]] = {}
    for facts, count in left.items():
        for fact in facts:
            total, alone = totals.get(fact, (0, 0))
            totals[fact] = total + count, alone + count * (len(facts) == 1)
    return totals


def _most_worth(left: Mapping[frozenset[str], int]) -> str:
    worth: dict[str, dict[int, int]] = {}
    for facts, count in left.items():
        for fact in facts:
            by_size = worth.setdefault(fact, {})
            by_size[len(facts)] = by_size.get(len(facts), 0) + count
    return min(worth, key=lambda fact: (-_worth(worth[fact]), fact))


def _worth(by_size: Mapping[int, int]) -> float:
    """Added up in the order of sizes, so that equal counts give equal sums."""
    return sum(count / size**2 for size, count in sorted(by_size.items()))
