"""Large processes of one shape each, from a seed: what a layout finds hard when there is much of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from fitengine.model.decision import UNDETERMINED, Assessment
from fitengine.model.process import Event, EventKind, GatewayKind, Lane, SubProcess
from tests.helpers.maps import VERDICTS, MapBuilder, claims_process, random_process

__all__ = ["SHAPES", "large_process"]

_WORDS = (
    "Check", "Post the invoice", "Check the incoming invoice for completeness and register it",
    "Qualitätssicherungsvorgangsnummer vergeben", "",
)  # fmt: skip
_CONDITIONS = ("", "", "yes", "no", "if the amount is larger than agreed")


def large_process(shape: str, steps: int, seed: int) -> Assessment:
    """About `steps` steps in one of SHAPES: the same process for the same seed."""
    return SHAPES[shape](steps, seed)


def _chain(steps: int, seed: int) -> Assessment:
    """One step after the other, in three lanes, with few words on the way."""
    r, b = random.Random(seed), _builder("Chain", 3)
    for number in range(steps):
        _step(b, r, number, number // 7 % 3)
        if number:
            b.flow(f"s{number - 1}", f"s{number}", r.choice(_CONDITIONS))
    return b.build()


def _wide(steps: int, seed: int) -> Assessment:
    """Gateways that fork into up to forty branches of different lengths, which join again; and branches across blocks."""
    r, b = random.Random(seed), _builder("Wide", 4)
    number, block = 0, 0
    _step(b, r, 0, 0)
    last = "s0"
    while number < steps - 1:
        fork, join, kind = f"fork{block}", f"join{block}", r.choice(list(GatewayKind))
        b.gateway(fork, r.choice(("", "Which way?")), f"l{r.randrange(4)}", kind)
        b.gateway(join, "", f"l{r.randrange(4)}", kind)
        b.flow(last, fork)
        for _ in range(min(r.randint(2, 40), steps - 1 - number)):
            before = fork
            for _ in range(min(r.randint(1, 3), steps - 1 - number)):
                number += 1
                _step(b, r, number, r.randrange(4))
                b.flow(before, f"s{number}", r.choice(_CONDITIONS) if before == fork else "")
                before = f"s{number}"
            b.flow(before, join)
        last, block = join, block + 1
    return b.build()


def _lanes(steps: int, seed: int) -> Assessment:
    """Forty lanes in three pools, with work that is handed over nearly every time."""
    r, b = random.Random(seed), _builder("Lanes", 40, pools=3)
    for number in range(steps):
        _step(b, r, number, r.randrange(40))
        for source in {max(0, number - 1), max(0, number - r.randint(1, 8))}:
            if source < number and r.random() < 0.8:
                b.flow(f"s{source}", f"s{number}", r.choice(_CONDITIONS))
    return b.build()


def _loops(steps: int, seed: int) -> Assessment:
    """A chain from whose every other step something goes back, near or far, or to itself."""
    r, b = random.Random(seed), _builder("Loops", 5)
    for number in range(steps):
        _step(b, r, number, number // 3 % 5)
        if number:
            b.flow(f"s{number - 1}", f"s{number}")
        if r.random() < 0.5:
            back = max(0, number - r.choice((0, 1, 2, 3, 5, 8, 40, 200)))
            b.flow(f"s{number}", f"s{back}", r.choice(_CONDITIONS))
    return b.build()


def _nested(steps: int, seed: int) -> Assessment:
    """Subprocesses in subprocesses, four deep, with boundary events, and arrows into and out of them."""
    r, b = random.Random(seed), _builder("Nested", 4)
    open_: list[str] = []
    last: dict[str | None, str] = {}
    for number in range(steps):
        if open_ and r.random() < 0.15:
            open_.pop()
        parent = open_[-1] if open_ else None
        if len(open_) < 4 and r.random() < 0.12:
            name = f"p{number}"
            b.add(SubProcess(name, r.choice(_WORDS), lane=f"l{r.randrange(4)}", parent=parent))
            _join(b, last, parent, name)
            if r.random() < 0.5:
                b.add(Event(f"{name}b", "too late", EventKind.BOUNDARY, "timer", attached_to=name))
                b.flow(f"{name}b", f"s{max(0, number - 2)}")
            open_.append(name)
            parent = name
        _step(b, r, number, r.randrange(4), parent)
        _join(b, last, parent, f"s{number}")
        if number and r.random() < 0.1:
            b.flow(f"s{number}", f"s{max(0, number - r.randint(1, 12))}", r.choice(_CONDITIONS))
    b.flows = [flow for flow in b.flows if flow.target in b.nodes]
    return b.build()


def _claims(steps: int, seed: int) -> Assessment:
    return claims_process(steps, seed, 3 + seed % 4)


def _anything(steps: int, seed: int) -> Assessment:
    return random_process(steps, seed, 1 + seed % 6)


SHAPES: Mapping[str, Callable[[int, int], Assessment]] = {
    "chain": _chain, "wide": _wide, "lanes": _lanes, "loops": _loops, "nested": _nested, "claims": _claims,
    "anything": _anything,
}  # fmt: skip


def _builder(name: str, lanes: int, pools: int = 0) -> MapBuilder:
    pool = [f"Pool {at * pools // lanes}" if pools else "" for at in range(lanes)]
    return MapBuilder(name, [Lane(f"l{at}", f"Lane {at}", pool[at]) for at in range(lanes)])


def _step(b: MapBuilder, r: random.Random, number: int, lane: int, parent: str | None = None) -> None:
    verdict = r.choice((*VERDICTS, UNDETERMINED))
    blockers = ["no owner"] if r.random() < 0.2 else []
    volume = r.choice((None, 5, 900, 12000))
    b.task(
        f"s{number}", r.choice(_WORDS), f"l{lane}", verdict, volume=volume, blockers=blockers, parent=parent
    )


def _join(b: MapBuilder, last: dict[str | None, str], parent: str | None, name: str) -> None:
    """On from the element before it in the same subprocess."""
    if parent in last:
        b.flow(last[parent], name)
    last[parent] = name
