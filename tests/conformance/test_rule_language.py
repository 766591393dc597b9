"""The reference of the rule language says what is so: every example on it is loaded over the shipped rules, proved and tested."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import indent

import pytest

from fitengine.data import rules_folder
from fitengine.decide.decider import Decider
from fitengine.decide.proofs import check_table, require_sound
from fitengine.decide.rule_tests import run_tests
from fitengine.errors import RulesError
from fitengine.load.rules.rulebook import RuleText, read_rulebook
from fitengine.model.rules import Rulebook
from tests.helpers.docs import Block, blocks, matches

PAGE = "rule-language.md"
WRAPPED = """
decision: wrapped
version: 1.0.0
question: Does it hold?
hit_policy: collect
verdicts: [it-holds]
rules:
- id: WR1
  then: it-holds
  because: It does.
  cite: [house-default]
  when:
"""


@cache
def shipped() -> tuple[RuleText, ...]:
    """Without the packs, which are not built upon here: less to read for each example."""
    root = rules_folder()
    files = [root / "facts.yaml", root / "references.yaml", *sorted((root / "technology-fit").glob("*.yaml"))]
    return tuple(RuleText(str(file), file.read_bytes(), _pack(file)) for file in files)


def _pack(file: Path) -> str:
    return file.parent.name if file.parent.name == "technology-fit" else file.stem


def examples(kind: str) -> list[object]:
    return [
        pytest.param(block, id=f"line {block.line}")
        for block in blocks(PAGE)
        if block.language == "yaml" and block.kind == kind
    ]


def over_shipped(text: str) -> Rulebook:
    return read_rulebook([*shipped(), RuleText("example.yaml", text, "example", 1, "example")])


@pytest.mark.parametrize("block", examples(""))
def test_a_documented_table_is_sound_and_does_what_its_tests_say(block: Block) -> None:
    rulebook = over_shipped(block.text)
    decider = Decider(rulebook, "plain")
    decider.require_sound()
    own = [table for table in rulebook.tables.values() if table.span and table.span.source == "example.yaml"]
    assert bool(own) == block.text.startswith("decision:")
    for table in own:
        assert table.tests
        assert [finding for finding in check_table(table, decider.space) if finding.severity == "error"] == []
    results = [result for result in run_tests(decider) if result.decision in [table.id for table in own]]
    assert [result for result in results if not result.passed] == []


@pytest.mark.parametrize("block", examples("condition"))
def test_a_documented_condition_can_be_written_so(block: Block) -> None:
    assert "wrapped" in over_shipped(WRAPPED + indent(block.text, "    ")).tables


def test_a_documented_refusal_reads_so() -> None:
    found = blocks(PAGE)
    refused = [index for index, block in enumerate(found) if block.kind == "refused"]
    assert refused
    for index in refused:
        rulebook = over_shipped(found[index].text)
        with pytest.raises(RulesError) as raised:
            require_sound(rulebook, Decider(rulebook, "plain").space)
        (problem,) = raised.value.problems
        assert matches(found[index + 1].text, f"{problem.code} {problem.message}")


def test_nothing_on_the_page_goes_untested() -> None:
    kinds = {(block.language, block.kind) for block in blocks(PAGE)}
    assert kinds == {("yaml", ""), ("yaml", "condition"), ("yaml", "refused"), ("text", "")}
    assert len(examples("")) > 8
