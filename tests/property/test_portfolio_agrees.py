"""A portfolio decides by columns and reads plain JSON by a short road: both give what one process at a time gives."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="pyarrow comes with the extra `portfolio`")
pytest.importorskip("msgspec", reason="msgspec comes with the extra `portfolio`")

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fitengine.data import rules_folder
from fitengine.decide.decider import Decider
from fitengine.errors import InputError, RulesError
from fitengine.load.process.file import read_process
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.facts import Facts
from fitengine.model.process import Process, Task
from fitengine.model.rules import Rulebook
from fitengine.portfolio.deciding import StepDecider
from fitengine.portfolio.documents import Document, process_document
from fitengine.portfolio.fact_columns import Tokens
from fitengine.portfolio.plain import PlainReader
from tests.helpers.portfolio import process_data
from tests.helpers.portfolio_check import assessed_rows, portfolio_rows, portfolio_tables
from tests.helpers.processes import processes

RULES = load_rules()
TEXTS = st.text("abc Ünf", min_size=1, max_size=8).map(str.strip).filter(bool)


def assert_same(expected: list[dict[str, object]], found: list[dict[str, object]]) -> None:
    """Row by row and column by column, so that a difference is seen."""
    for one, other in zip(expected, found, strict=True):
        assert one == {name: other[name] for name in one}
        assert one.keys() == other.keys()


def with_ratings(process: Process, rng: random.Random) -> Process:
    """Now and then, somebody answers a sub-decision directly."""
    rateable = list(RULES.rateable().items())
    nodes = {}
    for id_, node in process.nodes.items():
        if isinstance(node, Task) and rng.random() < 0.2:
            name, outcomes = rng.choice(rateable)
            ratings = {name: rng.choice(outcomes)}
            node = replace(node, facts=Facts(node.facts.values, node.facts.provenance, ratings))
        nodes[id_] = node
    return replace(process, nodes=nodes)


@settings(max_examples=20, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
@given(st.lists(processes(TEXTS), min_size=1, max_size=4), st.integers(0, 2**32), st.booleans())
def test_columns_say_of_any_process_what_assess_says(made: list[Process], seed: int, strict: bool) -> None:
    rng = random.Random(seed)
    made = [with_ratings(process, rng) for process in made]
    steps, findings = portfolio_rows(made, RULES, strict=strict)
    expected_steps, expected_findings = assessed_rows(made, RULES, strict=strict)
    assert_same(expected_steps, steps)
    assert_same(expected_findings, findings)


@pytest.mark.parametrize("strict", [False, True])
def test_columns_say_of_realistic_processes_what_assess_says(strict: bool) -> None:
    made = [
        read_process(json.dumps(process_data(number, 3)), "x", RULES.dictionary, RULES.rateable())
        for number in range(12)
    ]
    for expected, got in zip(
        assessed_rows(made, RULES, strict=strict), portfolio_rows(made, RULES, strict=strict), strict=True
    ):
        assert_same(expected, got)


def rules_with_ranges(folder: Path, count: int) -> Rulebook:
    """The shipped rules with so many ranges of one number told apart."""
    path = folder / "technology-fit" / "value.yaml"
    path.parent.mkdir(parents=True)
    rules = "".join(
        f"- {{id: X{at}, tier: gate, when: {{volume: {at * 20} to {at * 20 + 9}, handling_minutes: under 2}}, "
        "then: not_needed, because: Few and short., cite: [house-default]}\n"
        for at in range(5, 5 + count)
    )
    shipped = (rules_folder() / "technology-fit" / "value.yaml").read_text()
    path.write_text(shipped.replace("rules:\n", f"rules:\n{rules}", 1))
    return load_rules([folder])


@pytest.mark.parametrize("count", [3, 10, 20])
def test_columns_tell_many_ranges_apart(tmp_path: Path, count: int) -> None:
    """Whether masks of their cells take a byte, four or eight."""
    rules = rules_with_ranges(tmp_path, count)
    rng = random.Random(count)
    made = []
    for number in range(12):
        data: Any = process_data(number, 3)
        for step in data["steps"].values():
            if "facts" in step:
                step["facts"] |= {
                    "volume": rng.choice([rng.randint(80, 600), "90 to 180"]),
                    "handling_minutes": 1,
                }
        made.append(read_process(json.dumps(data), "x", rules.dictionary, rules.rateable()))
    for expected, got in zip(assessed_rows(made, rules), portfolio_rows(made, rules), strict=True):
        assert_same(expected, got)


def test_too_many_ranges_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="`volume` has 84 values or ranges"):
        StepDecider(Decider(rules_with_ranges(tmp_path, 40), "plain"))


def roads(text: str, tokens: Tokens, reader: PlainReader) -> tuple[object, object]:
    """What both roads make of a text, with facts as columns; None where they do not take it."""
    decider = StepDecider(Decider(RULES, "plain"))
    plain = plain_document(reader, text)
    try:
        loaded = process_document(
            read_process(text.encode(), "x", RULES.dictionary, RULES.rateable()), tokens
        )
    except InputError:
        loaded = None
    return tuple(  # type: ignore[return-value]
        None
        if one is None
        else {name: table.to_pylist() for name, table in portfolio_tables([one], tokens, decider).items()}
        for one in (plain, loaded)
    )


def plain_document(reader: PlainReader, text: str) -> Document | None:
    read = reader.read(text.encode())
    return None if read is None else reader.finish([read])[0]


@pytest.mark.parametrize("number", range(30))
def test_the_short_road_ends_where_the_loader_does(number: int) -> None:
    tokens = Tokens(RULES.dictionary)
    reader = PlainReader(RULES, tokens)
    data = process_data(number, 5)
    for _ in range(2):  # the second time all values and the shape are known
        plain, loaded = roads(json.dumps(data), tokens, reader)
        assert plain is not None
        assert loaded == plain


@pytest.mark.parametrize("seed", range(120))
def test_what_is_odd_is_never_read_otherwise_than_by_the_loader(seed: int) -> None:
    """Whatever is changed in a file: the short road either leaves it to the loader, or says the same."""
    rng = random.Random(seed)
    tokens = Tokens(RULES.dictionary)
    reader = PlainReader(RULES, tokens)
    plain_document(reader, json.dumps(process_data(seed % 7, 5)))  # known values must not hide what is odd
    data = copy.deepcopy(process_data(seed % 7, 5))
    for _ in range(rng.randint(1, 2)):
        change_something(data, rng)
    text = json.dumps(data, ensure_ascii=rng.random() < 0.5, indent=rng.choice([None, 1]))
    if rng.random() < 0.4:
        text = change_text(text, rng)
    plain, loaded = roads(text, tokens, reader)
    assert plain is None or plain == loaded


JUNK: list[object] = [
    None, True, False, 0, 1, -1, 2**60, 1e300, 0.5, "", " ", "yes", "unknown", "s1", "l0", "fully", "Größe", "a\nb", "a\u2028b",
    [], {}, ["mostly", "fully"], [True], [1, 2], [[1]], {"to": "s2"}, [{"to": "s3", "when": "x", "share": "90%"}], "5 to 9",
    "2e1",
    "subprocess", "parallel", "start", "boundary", "message", "\u0085", "\U0001f600", 3.0, "9%",
]  # fmt: skip
KEYS = [
    "facts", "type", "name", "lane", "next", "stage", "trigger", "parent", "measured", "nature", "volume", "rule_based", "extra",
    "process", "attached_to",
]  # fmt: skip


def change_something(data: object, rng: random.Random) -> None:
    """Replaces, removes or adds one thing somewhere."""
    places = [place for place in containers(data) if place]
    place = rng.choice(places)
    keys = list(place) if isinstance(place, dict) else list(range(len(place)))
    key = rng.choice(keys)
    match rng.randrange(4):
        case 0:
            del place[key]
        case 1 if isinstance(place, dict):
            place[rng.choice(KEYS)] = copy.deepcopy(rng.choice(JUNK))
        case 2 if isinstance(place, dict):
            value = place.pop(key)
            place[rng.choice([*KEYS, f"{key} ", "Ünder", "a b"])] = value
        case _:
            place[key] = copy.deepcopy(rng.choice(JUNK))


def containers(value: object) -> list:
    """All mappings and lists inside."""
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [value] if isinstance(value, dict | list) else []
    for item in below:
        found += containers(item)
    return found


def change_text(text: str, rng: random.Random) -> str:
    """Changes that no parsed data shows: a key twice, spaces, escapes, characters that YAML refuses."""
    at = rng.randrange(1, len(text) - 1)
    match rng.randrange(7):
        case 0:
            return text.replace('"name":', '"name": "x", "name":', 1)
        case 1:
            return text.replace('":', '" :', rng.randint(1, 3))
        case 2:
            return (
                text[:at]
                + rng.choice(["\t", "\x7f", "\u0085", " ", "\n", '"', "\\", "{", ",", "\ufeff"])
                + text[at:]
            )
        case 3:
            return text.replace("Case", "\\u00e9\\ud83d\\ude00", 1)
        case 4:
            return text.replace("Case", 'a \\"b\\": c', 1)
        case 5:
            return text.replace("Case", "\\u0085\\/\\b", 1)
        case _:
            return text[:at] if rng.random() < 0.5 else text + text
