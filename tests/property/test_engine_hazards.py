"""The crash list of durable-rules, from the outside: rules and processes as a user writes them, each shaped like an input on
which the bare engine crashes, hangs, fails or answers wrongly. Either they are refused in words, or both executors and the
diagram agree on them.

What the engine is given is looked at in tests/unit/decide/test_rete_hazards.py; the list with its reasons is in
docs/durable-rules.md.
"""

from __future__ import annotations

import gc
import io
import json
import resource
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest

from fitengine import api
from fitengine.decide.decider import Decider
from fitengine.errors import InputError, RulesError
from fitengine.load.rules.rulebook import RuleText, read_rulebook
from fitengine.model.facts import Facts, Known

pytest.importorskip("durable_rules_engine", reason="durable-rules is absent", exc_type=ImportError)

HOUSE = "references: {house-default: {authors: us, year: 2026, title: ours, where: here}}\n"


def pack(facts: Mapping[str, str], rules: Iterable[str]) -> list[RuleText]:
    """A collecting table `t` over facts (name and definition), each rule a condition; their ids are R0, R1, …"""
    defined = "".join(f"  {name}: {{question: Which?, {text}}}\n" for name, text in facts.items())
    written = "".join(
        f"- {{id: R{number}, when: {when}, then: yes_, because: So., cite: house-default}}\n"
        for number, when in enumerate(rules)
    )
    table = f"decision: t\nversion: 1.0.0\nquestion: Which?\nhit_policy: collect\nverdicts: [yes_, no_]\nrules:\n{written}"
    return [RuleText("facts.yaml", f"{HOUSE}facts:\n{defined}"), RuleText("t.yaml", table, "t")]


def held(texts: list[RuleText], *steps: Mapping[str, Known]) -> list[list[int]]:
    """The numbers of the rules that hold for each step; both executors collect them, and the diagram must agree."""
    book = read_rulebook(texts)
    found = [
        [_holding(decider, step) for step in steps]
        for decider in (Decider(book, kind) for kind in ("rete", "plain"))
    ]
    assert found[0] == found[1]
    return found[0]


def _holding(decider: Decider, step: Mapping[str, Known]) -> list[int]:
    decision = decider.decide("t", "s", decider.case(Facts(step)))
    return sorted(int(hit.rule.removeprefix("R")) for hit in decision.rules)


def refused(texts: list[RuleText]) -> set[str]:
    """The codes of the problems of rules that cannot be used."""
    with pytest.raises(RulesError) as raised:
        read_rulebook(texts)
    return {problem.code for problem in raised.value.problems}


NUMBER = "type: number, unit: kg, range: [0, 1000]"
COUNT = "type: count, range: [0, 100000]"
BOOL = "type: bool"


# --- What crashes the bare engine ---


@pytest.mark.parametrize(
    "condition",
    [
        "{volume: {first: volume}}",
        "{first: {kind: step}, second: {kind: step, volume: {first: volume}}}",
        "{all: [{volume: over first.volume}]}",
        "{volume: over volume}",
    ],
)
def test_rules_cannot_join_two_facts(condition: str) -> None:
    """A join under `$and` crashes (#381); the language compares facts with values and has no way to write one."""
    assert refused(pack({"volume": NUMBER}, [condition]))


def test_a_process_without_steps_and_a_step_without_facts_are_no_empty_batch() -> None:
    """An empty batch and an empty object crash; a step of which nothing is known is one flat fact or none."""
    assert held(pack({"x": NUMBER}, ["{x: over 3}", "{}"]), {}, {"x": 4}) == [[1], [0, 1]]


@pytest.mark.parametrize("value", ["1e400", "-1e400", ".inf", ".nan", "1e-400", "9" * 400, "0x10", "1_000"])
def test_numbers_the_engine_cannot_read_are_refused_or_of_no_harm(value: str) -> None:
    """`1e-07`, `1e+16`, infinity: errors 202 and 204, or a batch that is dropped without a word."""
    text = f"process: p\nsteps: {{a: {{facts: {{volume: {value}}}}}}}\n"
    with suppress(InputError):  # told in words; tests/unit/load says in which
        (step,) = api.assess(api.load_process(io.StringIO(text)), executor="rete").steps
        assert step.decision.possible


def test_tiny_and_huge_thresholds_and_values_are_exact() -> None:
    facts = {"x": "type: number, unit: kg, range: [0, 1e300]"}
    rules = [
        "{x: over 0.0000001}",
        "{x: under 0.0000001}",
        "{x: over 1e+16}",
        "{x: at most 1e299}",
        "{x: 10000000000000000}",
    ]
    steps = [{"x": 1e-7}, {"x": 9e-8}, {"x": 1.0000000000000002e16}, {"x": 1e300}, {"x": 10**16}]
    assert held(pack(facts, rules), *steps) == [[3], [1, 3], [0, 2, 3], [0, 2], [0, 3, 4]]


def test_thousands_of_steps_are_one_state() -> None:
    """The 1,025th state of a ruleset is an error, and the call after it a crash."""
    decider = Decider(read_rulebook(pack({"x": COUNT}, ["{x: over 1000}"])), "rete")
    assert sum(bool(_holding(decider, {"x": number})) for number in range(3000)) == 1999


# --- What hangs ---


def test_513_rules_whose_conditions_all_differ() -> None:
    facts = {f"x{number}": BOOL for number in range(513)}
    rules = [f"{{x{number}: true}}" for number in range(513)]
    with deadline(60):
        assert held(pack(facts, rules), {"x0": True, "x512": True}, {}) == [[0, 512], []]


# --- What fails ---


def test_hundreds_of_rules_that_hold_at_once() -> None:
    """65 matches on its stack: error 303; 257 rules behind one condition: error 108."""
    rules = [*(f"{{x: over {number}}}" for number in range(130)), *["{x: 999}"] * 300]
    assert held(pack({"x": NUMBER}, rules), {"x": 999}, {"x": 1}) == [list(range(430)), [0]]


def test_a_step_with_300_facts() -> None:
    """255 properties: error 302."""
    facts = {f"x{number}": BOOL for number in range(300)}
    both = "{" + ", ".join(f"x{number}: true" for number in range(0, 300, 3)) + "}"
    found = held(pack(facts, [both, "{x299: true}"]), dict.fromkeys(facts, True))
    assert found == [[0, 1]]


# --- What is answered wrongly ---


def test_names_whose_hashes_are_equal() -> None:
    """`costarring` is `liquid` to the engine: 32 bits of FNV-1a."""
    facts = {"costarring": BOOL, "liquid": BOOL}
    rules = ["{costarring: true}", "{liquid: true}"]
    assert held(pack(facts, rules), {"liquid": True}, {"costarring": True}, {"costarring": False, "liquid": True}) == [
        [1], [0], [1],
    ]  # fmt: skip


def test_values_whose_hashes_are_equal() -> None:
    facts = {"x": "type: choice, values: [costarring, liquid, declinate, macallums]"}
    rules = ["{x: costarring}", "{x: liquid}", "{x: declinate}", "{x: macallums}"]
    steps = [{"x": value} for value in ("costarring", "liquid", "declinate", "macallums")]
    assert held(pack(facts, rules), *steps) == [[0], [1], [2], [3]]


def test_the_same_step_a_second_time() -> None:
    assert held(pack({"x": NUMBER}, ["{x: 1}"]), *[{"x": 1}] * 5) == [[0]] * 5


@pytest.mark.parametrize(
    "name",
    ["sid", "id", "s", "m", "k", "w", "f0", "r0", "any_of", "pri", "count", "cap", "dist", "nex", "time"],
)
def test_words_of_the_engine_as_names(name: str) -> None:
    """A property called `sid`, `id` or `$s` is taken for the engine's own."""
    assert held(
        pack({name: BOOL, "other": BOOL}, [f"{{{name}: true}}", "{other: true}"]),
        {name: True},
        {"other": True},
    ) == [[0], [1]]


@pytest.mark.parametrize(
    "name", ["$s", "$and", "$not", "a.b", "x y", "'", "all", "any", "not", "", "1", "ü.ü", "a$"]
)
def test_names_that_are_none_are_refused_or_of_no_harm(name: str) -> None:
    texts = pack({json.dumps(name): BOOL}, [f"{{{json.dumps(name)}: true}}"])
    try:
        read_rulebook(texts)
    except RulesError:
        return
    assert held(texts, {name: True}, {name: False}) == [[0], []]


def test_texts_of_65536_letters_and_the_order_of_texts() -> None:
    """Such a text equals the empty one, and a text may sort after a longer one that begins with it."""
    long = "x" * 65_536
    texts = pack(
        {"x": f"type: level, values: [a, ab, {long}]"}, ["{x: at least ab}", f"{{x: {long}}}", "{x: a}"]
    )
    try:
        read_rulebook(texts)
    except RulesError:
        return
    assert held(texts, {"x": "a"}, {"x": "ab"}, {"x": long}) == [[2], [0], [0, 1]]


def test_true_is_not_one() -> None:
    assert refused(pack({"x": COUNT}, ["{x: true}"]))
    assert refused(pack({"x": BOOL}, ["{x: 1}"]))
    assert held(pack({"x": COUNT, "y": BOOL}, ["{x: 1}", "{y: true}"]), {"x": 1}, {"y": True}) == [[0], [1]]


def test_whole_numbers_are_exact_or_refused() -> None:
    """The engine clamps those beyond 64 bits."""
    assert refused(pack({"x": f"type: count, range: [0, {2**64}]"}, ["{x: 1}"])) == {"bad-range"}
    rules = [f"{{x: over {2**53 - 2}}}", f"{{x: {2**53 - 1}}}", f"{{x: at least {2**53}}}"]
    steps = [{"x": 2**53 - 2}, {"x": 2**53 - 1}, {"x": 2**53}]
    assert held(pack({"x": f"type: count, range: [0, {2**53}]"}, rules), *steps) == [[], [0, 1], [0, 2]]


def test_a_rule_with_alternatives_is_told_once() -> None:
    """`$or` fires once for each part that holds."""
    rules = ["{any: [{x: true}, {y: true}, {z: true}]}"]
    assert held(pack({"x": BOOL, "y": BOOL, "z": BOOL}, rules), {"x": True, "y": True, "z": True}) == [[0]]
    decider = Decider(read_rulebook(pack({"x": BOOL, "y": BOOL}, ["{any: [{x: true}, {y: true}]}"])), "rete")
    assert len(decider.decide("t", "s", decider.case(Facts({"x": True, "y": True}))).rules) == 1


def test_absence_is_never_tested_and_not_needs_its_fact() -> None:
    """`$nex` fires on the engine's own messages, and `$not` although the blocking fact is there."""
    rules = ["{not: {x: true}}", "{x: not true}"]
    assert held(pack({"x": BOOL, "y": BOOL}, rules), {}, {"x": True}, {"x": False}, {"y": True}) == [
        [],
        [],
        [0, 1],
        [],
    ]


def test_the_order_of_facts_and_rules_changes_nothing() -> None:
    """A match that overflows the stack depends on the order in which properties come."""
    facts = {f"x{number}": NUMBER for number in range(12)}
    rules = [f"{{x{number}: over {number}}}" for number in range(12)]
    step: dict[str, Known] = {f"x{number}": 11 for number in range(12)}
    backwards = dict(reversed(step.items()))
    assert held(pack(facts, rules), step, backwards) == [list(range(11))] * 2


def test_threads_that_share_a_decider_get_their_own_answers() -> None:
    """5,768 of 12,000 were wrong on a shared ruleset."""
    decider = Decider(
        read_rulebook(pack({"x": NUMBER}, [f"{{x: over {number}}}" for number in range(30)])), "rete"
    )
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda number: _holding(decider, {"x": number % 31}), range(600)))
    assert found == [list(range(number % 31)) for number in range(600)]


# --- What is swallowed, and what leaks ---


def test_an_interrupted_decision_is_heard_and_silences_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine swallows Ctrl-C in actions, and an action that was not completed silences its state for a minute."""
    decider = Decider(
        read_rulebook(pack({"x": NUMBER}, [f"{{x: over {number}}}" for number in range(40)])), "rete"
    )
    assert _holding(decider, {"x": 2}) == [0, 1]
    interrupted = 0
    for calls in range(1, 400, 7):
        left = [calls]

        def count(_frame: object, event: str, _argument: object, left: list[int] = left) -> None:
            left[0] -= event in ("call", "c_call")
            if left[0] == 0:
                signal.raise_signal(signal.SIGINT)

        sys.setprofile(count)
        try:
            _holding(decider, {"x": 7})
        except KeyboardInterrupt:
            interrupted += 1
        finally:
            sys.setprofile(None)
        assert _holding(decider, {"x": 2}) == [0, 1]
    assert interrupted > 10


def test_deciding_starts_no_threads() -> None:
    """Each host of the engine starts two that never end."""
    before = threading.active_count()
    held(pack({"x": NUMBER}, ["{x: over 3}"]), {"x": 4})
    assert threading.active_count() == before


def test_packs_come_and_go_without_a_leak() -> None:
    """0.6 MB for each ruleset of 40 rules that is deleted without its state."""
    texts = pack({"x": NUMBER}, [f"{{x: over {number}}}" for number in range(40)])

    def load_and_decide() -> None:
        decider = Decider(read_rulebook(texts), "rete")
        _holding(decider, {"x": 7})

    load_and_decide()
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(60):
        load_and_decide()
        gc.collect()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 15 * 1024, "kilobytes"


@contextmanager
def deadline(seconds: int) -> Iterator[None]:
    """Ends what hangs inside C, too: the test run dies with a name rather than never."""

    def late(_signal: int, _frame: object) -> None:
        raise TimeoutError

    old = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)
