from __future__ import annotations

import subprocess
import sys
from collections import namedtuple
from collections.abc import Mapping, Sequence

import pytest

from fitengine.decide.executor import EXECUTORS, Executor, executor_status, make_executor
from fitengine.errors import EngineFault, InputError

Rules = Sequence[tuple[str, Sequence[Mapping[str, int]]]]
SIZES = {"judgement": 3, "rule_based": 3, "volume": 5, "digital": 2, "one": 1}


@pytest.fixture(params=["plain", "rete"])
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "rete":
        _needs_durable_rules()
    return str(request.param)


def _needs_durable_rules() -> None:
    pytest.importorskip("durable_rules_engine", reason="durable-rules is absent", exc_type=ImportError)


def _held(kind: str, rules: Rules, known: Mapping[str, int]) -> set[str]:
    executor = make_executor(rules, SIZES, kind)
    assert executor.name == kind
    return set(executor.holding(known))


def test_a_rule_holds_when_its_fact_lies_inside_the_mask(kind: str) -> None:
    """All masks over five cells: one run, several runs, none, all."""
    rules = [(f"{mask:05b}", [{"volume": mask}]) for mask in range(32)]
    for cell in range(5):
        assert _held(kind, rules, {"volume": cell}) == {
            f"{mask:05b}" for mask in range(32) if mask >> cell & 1
        }


def test_an_unknown_fact_makes_no_box_hold_that_names_it(kind: str) -> None:
    rules = [("one", [{"judgement": 0b011}]), ("two", [{"digital": 0b01, "judgement": 0b110}])]
    assert _held(kind, rules, {}) == set()
    assert _held(kind, rules, {"digital": 0}) == set()
    assert _held(kind, rules, {"digital": 0, "judgement": 1}) == {"one", "two"}


def test_the_empty_box_always_holds(kind: str) -> None:
    assert _held(kind, [("R", [{}])], {}) == {"R"}
    assert _held(kind, [("R", [{"digital": 1}, {}])], {"digital": 1}) == {"R"}


def test_a_mask_of_all_cells_names_nothing(kind: str) -> None:
    assert _held(
        kind, [("R", [{"volume": 0b11111}]), ("S", [{"one": 1, "digital": 0b10}])], {"digital": 1}
    ) == {"R", "S"}


def test_an_empty_mask_never_holds(kind: str) -> None:
    rules = [("R", [{"volume": 0, "digital": 0b11}]), ("S", [{"volume": 0}, {"digital": 1}])]
    assert _held(kind, rules, {"volume": 0, "digital": 0}) == {"S"}


def test_a_rule_without_boxes_never_holds(kind: str) -> None:
    assert _held(kind, [("R", [])], {"digital": 0}) == set()
    assert _held(kind, [], {"digital": 0}) == set()


def test_a_rule_holds_once_however_many_of_its_boxes_do(kind: str) -> None:
    boxes = [{"digital": 1}, {"digital": 1}, {"volume": 0b00111}, {"digital": 1, "volume": 0b10101}]
    assert _held(kind, [("R", boxes), ("R", [{"digital": 2}])], {"digital": 0, "volume": 2}) == {"R"}


def test_an_executor_remembers_nothing(kind: str) -> None:
    executor = make_executor([("R", [{"digital": 1}]), ("S", [{"volume": 4}])], SIZES, kind)
    for _ in range(3):
        assert executor.holding({"digital": 0}) == {"R"}
        assert executor.holding({"volume": 2}) == {"S"}
        assert executor.holding({}) == set()


def test_a_cell_that_a_fact_lacks_is_a_key_error(kind: str) -> None:
    executor = make_executor([("R", [{"volume": 0b11100}])], SIZES, kind)
    for cell in (5, -1, 10**30):
        with pytest.raises(KeyError):
            executor.holding({"volume": cell})
    assert executor.holding({"volume": 4}) == {"R"}


def test_closing_twice_and_asking_again_is_harmless(kind: str) -> None:
    executor = make_executor([("R", [{"digital": 1}])], SIZES, kind)
    executor.close()
    assert executor.holding({"digital": 0}) == {"R"}
    executor.close()
    executor.close()
    assert executor.holding({"digital": 0}) == {"R"}


def test_auto_takes_rete_where_durable_rules_runs() -> None:
    _needs_durable_rules()
    executor: Executor = make_executor([], {})
    assert executor.name == "rete"
    assert executor_status().name == "rete"
    assert executor_status().detail.startswith("durable-rules 2.")


def test_auto_takes_plain_where_durable_rules_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    _pretend_python(monkeypatch, 3, 12)
    assert make_executor([("R", [{"digital": 1}])], SIZES).holding({"digital": 0}) == {"R"}
    assert make_executor([], {}).name == "plain"
    assert executor_status() == ("plain", "durable-rules is not installed")


def test_python_3_13_is_named_as_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    _pretend_python(monkeypatch, 3, 13)
    name, reason = executor_status()
    assert name == "plain"
    assert reason == "durable-rules does not run on Python 3.13 or later, which removed a C call it uses"


def test_an_engine_that_does_not_load_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ImportError("undefined symbol: nothing")

    monkeypatch.setattr("fitengine.decide.rete._load_engine", fail)
    _pretend_python(monkeypatch, 3, 12)
    assert executor_status() == ("plain", "durable-rules does not load: undefined symbol: nothing")


def test_asking_for_rete_where_it_is_absent_is_refused_with_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    _pretend_python(monkeypatch, 3, 12)
    with pytest.raises(EngineFault) as fault:
        make_executor([], {}, "rete")
    (problem,) = fault.value.problems
    assert problem.code == "executor-missing"
    assert problem.message == "the `rete` executor cannot be used: durable-rules is not installed"
    assert "fitengine[rete]" in problem.help


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InputError) as error:
        make_executor([], {}, "fast")
    (problem,) = error.value.problems
    assert problem.code == "unknown-executor"
    assert problem.message == "unknown executor `fast` (one of auto, rete, plain)"
    assert EXECUTORS == ("auto", "rete", "plain")


def test_the_engine_is_not_imported_before_an_executor_needs_it() -> None:
    script = (
        "import sys, fitengine.decide.executor as e; e.make_executor([], {}, 'plain');"
        "assert 'durable_rules_engine' not in sys.modules; e.executor_status();"
        "assert not any(name == 'durable' or name.startswith('durable.') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def _pretend_python(monkeypatch: pytest.MonkeyPatch, major: int, minor: int) -> None:
    version = namedtuple("version", "major minor micro releaselevel serial")
    monkeypatch.setattr("fitengine.decide.rete.sys.version_info", version(major, minor, 0, "final", 0))
