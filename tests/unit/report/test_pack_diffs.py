"""Differences between sets of rules as text, Markdown and JSON."""

import json
from dataclasses import replace

import jsonschema_rs
import pytest

from fitengine.api import compare, compare_rules
from fitengine.report.display import display_width
from fitengine.report.pack_diff import FactChange, RulesDiff, share_words, telling_facts
from fitengine.report.pack_diff_json import pack_diff_schema, pack_diff_to_json
from fitengine.report.pack_diff_markdown import pack_diff_markdown
from fitengine.report.pack_diff_text import pack_diff_text
from tests.helpers.office import STRICTER, office_process, office_rules

OLD, NEW = office_rules(), office_rules(STRICTER)


@pytest.fixture(scope="module")
def diff():
    return RulesDiff(compare_rules(OLD, NEW), OLD, NEW, ("shipped", "stricter"))


@pytest.fixture
def diff_with_process(diff, tmp_path):
    process = office_process(tmp_path, rules=OLD)
    return replace(diff, processes=(compare(process, process, rules=NEW, old_rules=OLD),))


@pytest.mark.parametrize("width", [80, 120, 200])
def test_text_is_what_people_saw_last(diff_with_process, check_golden, width):
    shown = pack_diff_text(diff_with_process, width=width)
    check_golden(f"rules-diff/stricter-{width}.txt", shown)
    assert max(map(display_width, shown.splitlines())) <= width


def test_markdown_is_what_people_read_last(diff_with_process, check_golden):
    check_golden("rules-diff/stricter.md", pack_diff_markdown(diff_with_process))


def test_json_is_what_programs_read_last_and_follows_its_schema(diff_with_process, check_golden):
    shown = pack_diff_to_json(diff_with_process)
    check_golden("rules-diff/stricter.json", shown)
    errors = jsonschema_rs.validator_for(pack_diff_schema()).iter_errors(json.loads(shown))
    assert [str(error) for error in errors] == []


def test_the_facts_that_tell_the_rules_apart_come_first(diff):
    for transition in diff.diff.transitions:
        telling, others = diff.example(transition)
        assert "exception_rate" in telling
        assert not any(name in others for name in telling_facts(transition))


def test_every_change_of_a_table_is_listed(diff):
    items = {item.item: item for item in diff.items()}
    assert {name: item.kind for name, item in items.items()} == {
        "rule W1": "altered",
        "rule W2": "removed",
        "rule W4": "added",
    }
    assert items["rule W1"].before == "when exception_rate is over 20%, then not_ready (gate)"
    assert items["rule W1"].after == "when exception_rate is over 10%, then not_ready (gate)"


def test_the_listed_rules_are_those_of_the_comparison(diff):
    by_kind = {
        kind: tuple(one.item.removeprefix("rule ") for one in diff.items() if one.kind == kind)
        for kind in ("added", "removed", "altered")
    }
    assert by_kind == {"added": diff.diff.added, "removed": diff.diff.removed, "altered": diff.diff.altered}


def test_rules_compared_with_themselves_do_not_change():
    same = RulesDiff(compare_rules(OLD, OLD), OLD, OLD, ("shipped", "shipped"))
    assert pack_diff_text(same, width=100) == (
        "shipped and shipped\nNothing changes: technology-fit decides every case alike.\n"
    )


def test_facts_that_differ_say_in_what():
    definition = replace(OLD.dictionary["needed"], presumptions=(), question="Is it?")
    dictionary = {name: one for name, one in OLD.dictionary.items() if name != "access_allowed"}
    other = replace(OLD, dictionary={**dictionary, "needed": definition, "extra": definition})
    changes = RulesDiff(compare_rules(OLD, OLD), OLD, other, ("a", "b")).facts()
    assert changes == [
        FactChange("extra", "added"),
        FactChange("access_allowed", "removed"),
        FactChange("needed", "altered", ("question", "what goes without saying")),
    ]


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0%"),
        (1e-9, "<0.0001%"),
        (0.000052, "0.0052%"),
        (0.0072, "0.72%"),
        (0.0233, "2.3%"),
        (0.0996, "10%"),
        (0.174, "17%"),
        (1.0, "100%"),
    ],
)
def test_small_shares_keep_two_digits(share, words):
    assert share_words(share) == words
