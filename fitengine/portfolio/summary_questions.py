"""Which questions would settle most steps of a portfolio."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fitengine.portfolio.summary_gains import Worth
from fitengine.portfolio.summary_model import CommonQuestion

__all__ = ["rank_questions"]

_DIGITS = 6
"""Beyond them sums of shares are noise, which must not decide on an order."""


def rank_questions(
    missing: Iterable[tuple[Sequence[str], int]],
    worth: Mapping[str, Worth],
    following: Mapping[str, int],
    texts: Mapping[str, str],
    limit: int = 0,
) -> tuple[tuple[CommonQuestion, ...], int]:
    """The questions that settle most first, then those that tell most, `limit` of them (0: all), and how many steps no answer
    settles.

    `missing` are lists of facts with the number of open steps that lack them; `worth` what the answers alone are worth;
    `following` how often a fact is the most telling question; `texts` the questions. A step is settled for sure once all its
    missing facts are answered.
    """
    left = _merged((frozenset(facts), count) for facts, count in missing)
    unsettling = left.pop(frozenset(), 0)
    totals = _totals(left)
    ranked: list[CommonQuestion] = []
    settled = 0
    for fact in sorted(totals, key=lambda fact: _rank(fact, worth.get(fact, Worth()), totals[fact]))[
        : limit or None
    ]:
        left = _merged((facts - {fact}, count) for facts, count in left.items())
        settled += left.pop(frozenset(), 0)
        own, (total, alone) = worth.get(fact, Worth()), totals[fact]
        ranked.append(
            CommonQuestion(
                fact,
                texts.get(fact, fact),
                total,
                round(own.settles, _DIGITS),
                round(own.bits, _DIGITS),
                following.get(fact, 0),
                alone,
                settled,
            )
        )
    return tuple(ranked), unsettling


def _rank(fact: str, worth: Worth, total: tuple[int, int]) -> tuple[float, float, int, int, str]:
    missing, alone = total
    return -round(worth.settles, _DIGITS), -round(worth.bits, _DIGITS), -alone, -missing, fact


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
