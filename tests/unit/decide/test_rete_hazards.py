"""durable-rules crashes, hangs or answers wrongly on many inputs: none of them can reach it through our executor.

The first part shows that hazards are real, on the bare engine, where that takes no crash. The rest shows what the
executor gives the engine, and that the shapes of rules and facts behind the hazards are answered right.
"""

from __future__ import annotations

import gc
import itertools
import json
import random
import re
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.decide import rete
from fitengine.decide.executor import make_executor
from fitengine.errors import EngineFault
from tests.helpers.box_rules import random_known, random_rules, reference_holding

engine = pytest.importorskip("durable_rules_engine", reason="durable-rules is absent", exc_type=ImportError)

Rules = Sequence[tuple[str, Sequence[Mapping[str, int]]]]
Call = tuple[str, tuple[object, ...]]

HOSTILE = [
    "", "id", "sid", "$s", "$and", "$or", "$not", "$nex", "$m", "$time", "k", "w", "f0", "f1", "r0", "m", "all", "a.b",
    'quo"te', "apo'strophe", "back\\slash", "nul\0", "new\nline", "{}[],:", "\u2028", "ünï", "日本", "😀", "\ud800",
    "costarring", "liquid", "x" * 1_000_000,
]  # fmt: skip


class Recorder:
    """The engine, with every call written down. Hooks run before and after each call, and may raise."""

    error = engine.error

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.before: Callable[[Call], None] = _pass
        self.after: Callable[[Call], None] = _pass

    def __getattr__(self, name: str) -> Callable[..., object]:
        function = getattr(engine, name)

        def call(*args: object) -> object:
            self.calls.append((name, args))
            self.before((name, args))
            answer = function(*args)
            self.after((name, args))
            return answer

        return call

    def texts(self, name: str) -> list[str]:
        """The last argument of each call of one function."""
        return [str(args[-1]) for called, args in self.calls if called == name]

    def count(self, name: str) -> int:
        return len(self.texts(name))


def _pass(call: Call) -> None:
    pass


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    recorder = Recorder()
    monkeypatch.setattr(rete, "_load_engine", lambda: recorder)
    yield recorder
    gc.collect()


# The bare engine


def _bare(rules: Mapping[str, object], *facts: object) -> list[int]:
    """How many rules of the bare engine fire for each fact; -1 where it refuses the fact as seen before."""
    handle = engine.create_ruleset(
        "bare", json.dumps({name: {"all": [{"m": rule}]} for name, rule in rules.items()})
    )
    return [_fired(handle, json.dumps(fact)) for fact in facts]


def _fired(handle: int, fact: str) -> int:
    code, state = engine.assert_fact(handle, fact)
    action = engine.start_action_for_state(handle, state)
    count, message = 0, action and action[1]
    while message is not None:
        count, message = count + 1, engine.complete_and_start_action(handle, state)
    return -1 if code == 2 else count


def test_bare_engine_confuses_names_with_equal_hashes() -> None:
    assert _bare({"r": {"costarring": 1}}, {"liquid": 1}) == [1]


def test_bare_engine_refuses_a_fact_it_has_seen() -> None:
    assert _bare({"r": {"x": 1}}, {"x": 1}, {"x": 1}) == [1, -1]


def test_bare_engine_reads_true_as_one_and_text_as_numbers_by_chance() -> None:
    assert _bare({"r": {"x": 1}}, {"x": True}) == [1]


def test_bare_engine_fires_on_its_own_messages() -> None:
    assert _bare({"r": {"$nex": {"foo": 1}}}, {"foo": 1}) == [1], (
        "foo is there, yet `foo does not exist` fires"
    )


def test_bare_engine_fails_when_65_rules_match_at_once() -> None:
    with pytest.raises(engine.error, match="303"):
        _bare({f"r{number}": {"$gt": {"x": number}} for number in range(65)}, {"x": 1000})


def test_bare_engine_fails_on_facts_of_255_properties() -> None:
    with pytest.raises(engine.error, match="302"):
        _bare({"r": {"p0": 1}}, {f"p{number}": 1 for number in range(255)})


# What the engine is given


def _check_texts(recorder: Recorder) -> None:
    """Every text is built from a closed alphabet, and every fact from generated names and whole numbers."""
    assert {args[0] for name, args in recorder.calls if name == "create_ruleset"} <= {"fit"}
    for fact in recorder.texts("assert_fact"):
        assert re.fullmatch(r'\{"k":1,"id":"1"(,"f\d{1,3}":\d+)+\}|\{"w":1,"id":"1"\}', fact), fact[:200]
        assert len(json.loads(fact)) <= 202
    for fact in recorder.texts("retract_fact"):
        assert fact == '{"id":"1"}'
    for rules in recorder.texts("create_ruleset"):
        _check_rules(json.loads(rules))


def _check_rules(rules: Mapping[str, Mapping[str, list[dict[str, dict[str, list[object]]]]]]) -> None:
    assert rules.pop("w") == {"all": [{"m": {"w": 1}}]}
    assert len(rules) <= 60
    for number, (label, rule) in enumerate(rules.items()):
        assert label == f"r{number}"
        [message] = rule["all"]
        anchor, *tests = message["m"]["$and"]
        assert message == {"m": {"$and": [anchor, *tests]}}
        assert anchor == {"k": 1}
        for test in tests:
            assert re.fullmatch(r"\{('\$(gte|lte|neq)': )?\{?'f\d{1,3}': \d+\}?\}", str(test)), test


def test_hostile_names_never_reach_the_engine(recorder: Recorder) -> None:
    """Names with the engine's own words, quotes, NUL, a lone surrogate, a million letters."""
    sizes = dict.fromkeys(HOSTILE, 3)
    rules = [(name, [{name: 0b010}, {name: 0b101, "id": 0b011}]) for name in HOSTILE]
    executor = make_executor(rules, sizes, "rete")
    for known in (
        dict.fromkeys(HOSTILE, 1),
        {"sid": 2, "id": 0},
        {"\ud800": 0, "id": 0, "unheard": 1},
        {},
    ):
        assert reference_holding(rules, sizes, known) == executor.holding(known)
    _check_texts(recorder)
    assert max(len(text) for text in recorder.texts("create_ruleset")) < 20_000


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_text_reaches_the_engine(data: st.DataObject) -> None:
    """Whatever the names, the numbers of cells and the rules."""
    name = st.one_of(st.sampled_from(HOSTILE[:-1]), st.text(max_size=20))
    sizes = data.draw(st.dictionaries(name, st.integers(1, 40), min_size=1, max_size=6))
    masks = {fact: st.integers(0, 2**size - 1) for fact, size in sizes.items()}
    rules = data.draw(
        st.lists(st.tuples(name, st.lists(st.fixed_dictionaries({}, optional=masks), max_size=3)), max_size=6)
    )
    known = data.draw(
        st.fixed_dictionaries({}, optional={fact: st.integers(0, size - 1) for fact, size in sizes.items()})
    )
    recorder = Recorder()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rete, "_load_engine", lambda: recorder)
        assert reference_holding(rules, sizes, known) == make_executor(rules, sizes, "rete").holding(known)
    _check_texts(recorder)


def test_only_seven_functions_of_the_engine_are_called(recorder: Recorder) -> None:
    """No events, batches, timers, queues, leases or state of the user's; one state, the one without a name."""
    pack = random_rules(random.Random(1), 20, 150)
    executor = make_executor(pack.rules, pack.sizes, "rete")
    for seed in range(50):
        executor.holding(random_known(random.Random(seed), pack.sizes, 0.8))
    executor.close()
    gc.collect()
    assert {name for name, _ in recorder.calls} == {
        "create_ruleset", "delete_ruleset", "delete_state", "assert_fact", "retract_fact",
        "start_action_for_state", "complete_and_start_action",
    }  # fmt: skip
    assert {args[1] for name, args in recorder.calls if name == "delete_state"} == {None}


def test_every_fact_that_is_kept_is_taken_back(recorder: Recorder) -> None:
    pack = random_rules(random.Random(2), 10, 40)
    executor = make_executor(pack.rules, pack.sizes, "rete")
    for seed in range(100):
        executor.holding(random_known(random.Random(seed), pack.sizes, 0.8))
    for handle in {args[0] for name, args in recorder.calls if name == "assert_fact"}:
        assert json.loads(engine.get_facts(handle, None)) == []


def test_names_and_ids_have_hashes_of_their_own() -> None:
    """The engine tells names and ids apart by 32 bits of FNV-1a alone; ours are few, and none collide."""
    names = ["k", "w", "id", "sid", "$s", *(f"f{number}" for number in range(rete._MOST_FACTS))]
    labels = [
        "all",
        "any",
        "pri",
        "count",
        "cap",
        "dist",
        "w",
        *(f"r{number}" for number in range(rete._MOST_TERMS)),
    ]
    for words in (names, labels, ["1", "sid-0"]):
        assert len({_fnv1a(word) for word in words}) == len(words)
    assert _fnv1a("costarring") == _fnv1a("liquid")


def _fnv1a(word: str) -> int:
    value = 0x811C9DC5
    for byte in word.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def test_when_nothing_is_known_the_engine_is_not_asked(recorder: Recorder) -> None:
    """Nothing could hold; inside a batch an empty object even crashes the bare engine."""
    executor = make_executor([("R", [{"a": 1}])], {"a": 2}, "rete")
    executor.holding({"a": 0})
    asked = len(recorder.calls)
    assert executor.holding({}) == executor.holding({"b": 0}) == set()
    assert len(recorder.calls) == asked


def test_a_truth_value_is_fed_as_a_number(recorder: Recorder) -> None:
    executor = make_executor([("R", [{"a": 2}])], {"a": 2}, "rete")
    assert executor.holding({"a": True}) == {"R"}
    assert recorder.texts("assert_fact")[-1] == '{"k":1,"id":"1","f0":1}'


# Shapes of rules and facts behind the hazards


def test_many_rules_may_hold_at_once() -> None:
    """The engine's stack holds 64 matches."""
    rules = [(f"R{number}", [{"x": 2**512 - 2**number}]) for number in range(1, 500)]
    executor = make_executor(rules, {"x": 512}, "rete")
    assert len(executor.holding({"x": 511})) == 499
    assert executor.holding({"x": 0}) == set()


def test_many_rules_may_have_the_same_condition() -> None:
    """The bare engine refuses more than 256 rules behind one condition."""
    executor = make_executor([(f"R{number}", [{"x": 1}]) for number in range(700)], {"x": 2}, "rete")
    assert len(executor.holding({"x": 0})) == 700


def test_many_rules_may_each_have_a_fact_of_their_own() -> None:
    """The bare engine hangs on 513 different first conditions, and refuses facts of 255 properties."""
    sizes = {f"fact {number}": 2 for number in range(1500)}
    rules = [(fact, [{fact: 1}]) for fact in sizes]
    executor = make_executor(rules, sizes, "rete")
    assert executor.holding(dict.fromkeys(sizes, 0)) == sizes.keys()
    assert executor.holding({"fact 700": 0}) == {"fact 700"}


def test_many_rules_may_each_have_many_facts_of_their_own() -> None:
    sizes = {f"fact {number}": 2 for number in range(1000)}
    rules = [
        (f"R{first}", [{f"fact {first + number}": 1 for number in range(10)}]) for first in range(0, 1000, 10)
    ]
    executor = make_executor(rules, sizes, "rete")
    assert len(executor.holding(dict.fromkeys(sizes, 0))) == 100
    assert len(executor.holding(dict.fromkeys(sizes, 0) | {"fact 55": 1})) == 99


@pytest.mark.parametrize("facts", [199, 200, 201, 254, 255, 256, 1000])
def test_one_rule_may_name_many_facts(recorder: Recorder, facts: int) -> None:
    sizes = {f"fact {number}": 2 for number in range(facts)}
    rules = [("all", [dict.fromkeys(sizes, 1)]), ("first", [{"fact 0": 1}])]
    executor = make_executor(rules, sizes, "rete")
    known = dict.fromkeys(sizes, 0)
    assert executor.holding(known) == {"all", "first"}
    assert executor.holding(known | {f"fact {facts - 1}": 1}) == {"first"}
    _check_texts(recorder)


@pytest.mark.parametrize("cells", [64, 200, 402, 403, 1000])
def test_a_mask_may_have_many_holes(recorder: Recorder, cells: int) -> None:
    """Every second cell of very many: one comparison a hole in the engine, or beside it."""
    mask = sum(2**cell for cell in range(0, cells, 2))
    executor = make_executor([("even", [{"x": mask}]), ("low", [{"x": 1}])], {"x": cells}, "rete")
    assert [executor.holding({"x": cell}) for cell in range(4)] == [{"even", "low"}, set(), {"even"}, set()]
    assert executor.holding({"x": cells - 1}) == ({"even"} if cells % 2 else set())
    _check_texts(recorder)


def test_the_same_fact_is_answered_again_and_again() -> None:
    """The bare engine refuses a fact it has seen."""
    executor = make_executor([("R", [{"x": 1}]), ("S", [{"x": 3}])], {"x": 3}, "rete")
    assert all(executor.holding({"x": 0}) == {"R", "S"} for _ in range(2000))


def test_rulesets_come_and_go() -> None:
    """Deleting a state before any action crashes the bare engine; some of these are never asked."""
    pack = random_rules(random.Random(3), 8, 70)
    known = random_known(random.Random(4), pack.sizes, 1.0)
    expected = reference_holding(pack.rules, pack.sizes, known)
    before = _resident_bytes()
    for number in range(300):
        executor = make_executor(pack.rules, pack.sizes, "rete")
        if number % 3:
            assert expected == executor.holding(known)
        executor.close()
    assert _resident_bytes() - before < 24 * 2**20


# Threads, processes, interruptions, memory


def test_threads_share_an_executor_but_no_handle(recorder: Recorder) -> None:
    pack = random_rules(random.Random(5), 15, 80)
    executor = make_executor(pack.rules, pack.sizes, "rete")
    users: dict[object, set[int]] = {}
    together = threading.Barrier(8, timeout=60)

    def work(seed: int) -> int:
        together.wait()
        rnd, wrong = random.Random(seed), 0
        for _ in range(500):
            known = random_known(rnd, pack.sizes, 0.8)
            wrong += reference_holding(pack.rules, pack.sizes, known) != executor.holding(known)
        return wrong

    def note(call: Call) -> None:
        users.setdefault(call[1][0], set()).add(threading.get_ident())

    recorder.before = note
    with _switching_often(), ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 0
    handles = [handle for handle in users if handle != "fit"]
    assert len(handles) == 8 * len(executor._rulesets)
    assert all(len(users[handle]) == 1 for handle in handles)


def test_rulesets_of_threads_that_ended_are_freed(recorder: Recorder) -> None:
    executor = make_executor([("R", [{"x": 1}])], {"x": 2}, "rete")
    for _ in range(20):
        thread = threading.Thread(target=executor.holding, args=({"x": 0},))
        thread.start()
        thread.join()
    gc.collect()
    assert recorder.count("create_ruleset") == recorder.count("delete_ruleset") == 20


def test_closing_frees_the_rulesets_of_all_threads(recorder: Recorder) -> None:
    executor = make_executor([("R", [{"x": 1}])], {"x": 2}, "rete")
    executor.holding({"x": 0})
    asked, done = threading.Event(), threading.Event()

    def ask_and_wait() -> None:
        executor.holding({"x": 0})
        asked.set()
        done.wait(60)

    thread = threading.Thread(target=ask_and_wait)
    thread.start()
    assert asked.wait(60)
    executor.close()
    freed = recorder.count("delete_ruleset")
    done.set()
    thread.join()
    assert freed == recorder.count("create_ruleset") == 2


def test_forked_processes_decide_alike() -> None:
    """Children forked while other threads are deciding, each with threads of its own; the parent goes on."""
    script = """
        import os, random, sys, threading
        from fitengine.decide.executor import make_executor
        from tests.helpers.box_rules import random_known, random_rules, reference_holding

        pack = random_rules(random.Random(6), 12, 90)
        executor = make_executor(pack.rules, pack.sizes, "rete")

        def wrong(seed, number=300):
            facts = [random_known(random.Random(f"{seed}{n}"), pack.sizes, 0.8) for n in range(number)]
            expected = [reference_holding(pack.rules, pack.sizes, known) for known in facts]
            return sum(expected[n] != executor.holding(known) for n, known in enumerate(facts))

        def check(into, seed):
            into.append(wrong(seed))

        def check_in_threads(seeds):
            counts = []
            threads = [threading.Thread(target=check, args=(counts, seed)) for seed in seeds]
            for thread in threads:
                thread.start()
            return threads, counts

        assert wrong("first") == 0
        threads, counts = check_in_threads("abc")
        children = []
        for child in range(6):
            pid = os.fork()
            if pid == 0:
                inner, inner_counts = check_in_threads("de")
                bad = wrong(child)
                for thread in inner:
                    thread.join()
                executor.close()
                os._exit(bad + sum(inner_counts) + (2 - len(inner_counts)))
            children.append(pid)
        assert wrong("parent") == 0
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
        for thread in threads:
            thread.join()
        assert codes == [0] * 6 and counts == [0] * 3, (codes, counts)
        executor.close()
        """
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", dedent(script)]
    subprocess.run(command, check=True, timeout=120, cwd=Path(__file__).parents[3])


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    ("decision", "call"), [(0, call) for call in range(10)] + [(1, call) for call in range(5)]
)
def test_an_interrupted_decision_leaves_nothing_behind(
    recorder: Recorder, decision: int, call: int, moment: str, error: type[BaseException]
) -> None:
    """Ctrl-C between a fact and its last action would leave actions to the next fact, or 30 s of silence.

    The first decision makes ten calls: create, four to warm up, and five for the fact; later ones make five.
    """
    executor = make_executor([("R", [{"x": 1}]), ("S", [{"x": 1}]), ("T", [{"x": 2}])], {"x": 2}, "rete")
    if decision:
        executor.holding({"x": 0})
    recorder.calls.clear()
    setattr(recorder, moment, _failing(call, error))
    with pytest.raises(error):
        executor.holding({"x": 0})
    assert sum(not name.startswith("delete") for name, _ in recorder.calls) == call + 1
    setattr(recorder, moment, _pass)
    assert executor.holding({"x": 1}) == {"T"}
    assert executor.holding({"x": 0}) == {"R", "S"}


def test_an_error_of_the_engine_is_an_engine_fault(recorder: Recorder) -> None:
    for call in range(10):
        executor = make_executor([("R", [{"x": 1}]), ("S", [{"x": 1}])], {"x": 2}, "rete")
        recorder.before = _failing(call, engine.error("Could not do it, error code: 303"))
        with pytest.raises(
            EngineFault, match="rete-fault durable-rules reported `Could not do it, error code: 303`"
        ):
            executor.holding({"x": 0})
        recorder.before = _pass
        assert executor.holding({"x": 0}) == {"R", "S"}


def test_a_fact_that_was_left_behind_is_an_engine_fault_once() -> None:
    executor = make_executor([("R", [{"x": 1}])], {"x": 2}, "rete")
    executor.holding({"x": 0})
    [handle] = executor._threads.session._handles
    assert engine.assert_fact(handle, '{"k":1,"id":"1","f0":0}')[0] == 0
    with pytest.raises(
        EngineFault, match="rete-fault durable-rules took a fact with code 2 and started nothing"
    ):
        executor.holding({"x": 0})
    assert executor.holding({"x": 0}) == {"R"}


def test_memory_does_not_grow() -> None:
    """200,000 facts, 4 of 5 of which match and are kept for a moment."""
    rules = [(f"R{number}", [{"x": 2**number | 1}, {"y": 2**number}]) for number in range(4)]
    executor = make_executor(rules, {"x": 5, "y": 5}, "rete")
    facts = [{"x": x, "y": y} for x in range(5) for y in range(5)]
    expected = [reference_holding(rules, {"x": 5, "y": 5}, known) for known in facts]
    for known in facts * 40:
        executor.holding(known)
    before = _resident_bytes()
    for _ in range(8000):
        assert expected == [executor.holding(known) for known in facts]
    assert _resident_bytes() - before < 2 * 2**20


def _failing(call: int, error: BaseException | type[BaseException]) -> Callable[[Call], None]:
    """A hook that raises at one call, counted from 0, the deletion of what went before aside."""
    calls = itertools.count()

    def hook(made: Call) -> None:
        if not made[0].startswith("delete") and next(calls) == call:
            raise error

    return hook


@contextmanager
def _switching_often() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


def _resident_bytes() -> int:
    gc.collect()
    statm = Path("/proc/self/statm")
    if not statm.exists():
        pytest.skip("the resident size is read from /proc")
    return int(statm.read_text().split()[1]) * resource.getpagesize()
