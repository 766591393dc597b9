"""Tables and facts that extend those of the folders before: what changes, what stays, and what is refused."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from fitengine.decide.cells import build_space
from fitengine.decide.proofs import require_sound
from fitengine.errors import Problem, RulesError
from fitengine.load.rules.rulebook import RuleText, load_rules, read_rulebook
from fitengine.model.rules import DecisionTable, Rulebook
from tests.helpers.rules import REFERENCES, SMALL_FACTS

BASE = """
decision: ways
version: 1.0.0
question: One way?
hit_policy: priority
verdicts: {not_ready: not yet, ready: it is}
tiers: [gate, fit]
settings:
  many: {value: cost, values: [cost, benefit], because: criteria disagree}
constraints:
- {id: C1, never: {standardised: uniform, exception_rate: over 50}, because: by definition}
rules:
- {id: W1, tier: gate, when: {exception_rate: over 20}, then: not_ready, because: many, cite: [house-default]}
- {id: W2, tier: gate, with: {many: cost}, when: {applications: over 7}, then: not_ready, because: m, cite: [house-default]}
- {id: W3, tier: fit, when: {standardised: ad_hoc}, then: not_ready, because: no way, cite: [house-default]}
- {id: W4, tier: fit, when: {standardised: at least varies}, then: ready, because: a way, cite: [house-default]}
tests:
- {name: wild, given: {exception_rate: 30}, expect: not_ready, by: [W1]}
- {name: nine systems, given: {applications: 9}, expect: not_ready, by: [W2]}
- {name: calm, given: {exception_rate: 5, applications: 1, standardised: mostly}, expect: ready, by: [W4]}
"""
EXTENSION = """
decision: ways
extends: ways
version: 1.1.0
"""


def texts(*layers: str, folder: str = "house") -> list[RuleText]:
    """The base table and facts, with a document in each layer above."""
    base = [
        RuleText("facts.yaml", SMALL_FACTS),
        RuleText("references.yaml", REFERENCES),
        RuleText("base/ways.yaml", BASE, "base"),
    ]
    own = [
        RuleText(f"{folder}-{number}/own.yaml", dedent(text), "own", number, f"{folder}-{number}")
        for number, text in enumerate(layers, start=1)
    ]
    return base + own


def extended(*layers: str) -> Rulebook:
    return read_rulebook(texts(*layers))


def ways(*layers: str) -> DecisionTable:
    return extended(*layers).tables["ways"]


def problems(*layers: str) -> list[Problem]:
    with pytest.raises(RulesError) as raised:
        extended(*layers)
    return list(raised.value.problems)


def problem(*layers: str) -> Problem:
    (found,) = problems(*layers)
    return found


def ids(table: DecisionTable) -> list[str]:
    return [rule.id for rule in table.rules]


def test_what_an_extension_leaves_unsaid_stays() -> None:
    base, same = ways(), ways(EXTENSION)
    assert same.version == "1.1.0"
    assert (same.question, same.outcomes, same.tiers) == (base.question, base.outcomes, base.tiers)
    assert (same.rules, same.constraints, same.settings) == (base.rules, base.constraints, base.settings)
    assert [test.name for test in same.tests] == [test.name for test in base.tests]


def test_a_rule_of_the_same_id_replaces_and_another_is_added() -> None:
    table = ways(
        EXTENSION
        + """
rules:
- {id: W1, tier: gate, when: {exception_rate: over 40}, then: not_ready, because: our limit, cite: [house-default]}
- {id: W9, tier: gate, when: {physical: true}, then: not_ready, because: ours, cite: [house-default]}
"""
    )
    assert ids(table) == ["W1", "W2", "W3", "W4", "W9"]
    assert table.rules[0].because == "our limit"
    assert [rule.span.source for rule in table.rules if rule.span] == [
        "house-1/own.yaml",
        *["base/ways.yaml"] * 3,
        "house-1/own.yaml",
    ]


def test_disabled_rules_and_constraints_leave_with_the_tests_that_expect_them() -> None:
    table = ways(EXTENSION + "disable: [W1, C1]")
    assert ids(table) == ["W2", "W3", "W4"]
    assert table.constraints == ()
    assert [test.name for test in table.tests] == ["nine systems", "calm"]


def test_a_test_of_the_same_name_replaces() -> None:
    table = ways(
        EXTENSION
        + "tests: [{name: wild, given: {exception_rate: 90}, expect: not_ready}, {name: new, given: {}, expect: ready}]"
    )
    assert [(test.name, dict(test.given)) for test in table.tests[:1]] == [("wild", {"exception_rate": 90})]
    assert [test.name for test in table.tests] == ["wild", "nine systems", "calm", "new"]


@pytest.mark.parametrize("setting", ["benefit", "{value: benefit, because: we think so}"])
def test_a_setting_is_overridden_by_its_value_alone_or_key_by_key(setting: str) -> None:
    table = ways(EXTENSION + f"settings: {{many: {setting}}}")
    assert (table.settings[0].value, table.settings[0].values) == ("benefit", ("cost", "benefit"))
    assert ids(table) == ["W1", "W3", "W4"]


def test_a_setting_must_keep_to_its_values() -> None:
    assert problem(EXTENSION + "settings: {many: benfit}").help == "did you mean `benefit`?"


def test_other_keys_replace_as_a_whole() -> None:
    table = ways(EXTENSION + "question: Is it so?\nverdicts: {not_ready: nope, ready: yes indeed}")
    assert (table.question, table.label("not_ready")) == ("Is it so?", "nope")


def test_new_rules_come_first_where_the_first_one_decides() -> None:
    first = BASE.replace("hit_policy: priority", "hit_policy: first").replace("tiers: [gate, fit]\n", "")
    for tier in ("tier: gate, ", "tier: fit, "):
        first = first.replace(tier, "")
    replaced = RuleText("base/ways.yaml", first, "base")
    own = EXTENSION + (
        "rules:\n"
        "- {id: W9, when: {physical: true}, then: ready, because: ours, cite: [house-default]}\n"
        "- {id: W3, when: {standardised: varies}, then: ready, because: ours, cite: [house-default]}\n"
    )
    rulebook = read_rulebook([*texts()[:2], replaced, RuleText("house/own.yaml", own, "own", 1, "house")])
    assert ids(rulebook.tables["ways"]) == ["W9", "W1", "W2", "W3", "W4"]


def test_extensions_stack() -> None:
    table = ways(EXTENSION + "disable: [W2]", EXTENSION.replace("1.1.0", "2") + "disable: [W1]")
    assert (ids(table), table.version) == (["W3", "W4"], "2")


def test_a_table_may_extend_another_under_a_name_of_its_own() -> None:
    rulebook = extended("decision: strict-ways\nextends: ways\nversion: 1.0.0\ndisable: [W1]")
    assert ids(rulebook.tables["ways"]) == ["W1", "W2", "W3", "W4"]
    assert ids(rulebook.tables["strict-ways"]) == ["W2", "W3", "W4"]
    assert [pack.name for pack in rulebook.packs] == ["base", "own"]


def test_the_result_is_proved_as_a_whole() -> None:
    """The rule that goes leaves a gap: refused when it is to decide, at the place of the extension."""
    rulebook = extended(EXTENSION + "disable: [W3]")
    with pytest.raises(RulesError) as raised:
        require_sound(rulebook, build_space(rulebook))
    (gap,) = raised.value.problems
    assert gap.code == "gap"
    assert gap.span is not None
    assert gap.span.source == "house-1/own.yaml"


def test_an_unknown_id_to_disable_is_a_problem_with_what_was_meant() -> None:
    found = problem(EXTENSION + "disable: [w2]")
    assert (found.code, found.help) == ("unknown-rule", "did you mean `W2`?")
    assert found.span is not None
    assert (found.span.source, found.span.line) == ("house-1/own.yaml", 5)


def test_a_rule_cannot_be_disabled_and_written_anew() -> None:
    rule = "rules: [{id: W1, tier: gate, when: {physical: true}, then: ready, because: x, cite: [house-default]}]"
    assert problem(EXTENSION + f"disable: [W1]\n{rule}").code == "disabled-rule"


def test_a_table_that_nobody_knows_cannot_be_extended() -> None:
    found = problem(EXTENSION.replace("extends: ways", "extends: wayz"))
    assert (found.code, found.help) == ("unknown-decision", "did you mean `ways`?")


def test_only_what_stands_in_the_folders_before_can_be_extended() -> None:
    """Else the outcome would hang on the order of files."""
    beside = RuleText("base/more.yaml", EXTENSION.replace("decision: ways", "decision: more"), "base")
    with pytest.raises(RulesError) as raised:
        read_rulebook([*texts(), beside])
    assert [one.code for one in raised.value.problems] == ["unknown-decision"]


def test_an_extension_must_say_its_version() -> None:
    assert problem("decision: ways\nextends: ways").message == "`version` is missing in an extension"


def test_disabling_means_nothing_without_extending() -> None:
    found = problems("decision: ways\nversion: 1.0.0\ndisable: [W1]")
    assert "not-extending" in [one.code for one in found]


def test_two_rules_of_one_id_in_an_extension_are_a_problem_not_a_silent_choice() -> None:
    rule = "{id: W9, tier: gate, when: {physical: true}, then: not_ready, because: x, cite: [house-default]}"
    assert problem(EXTENSION + f"rules: [{rule}, {rule}]").code == "duplicate-id"


def test_a_defect_of_an_extension_is_told_where_it_stands() -> None:
    found = problem(
        EXTENSION
        + "rules:\n- {id: W1, tier: gat, when: {physical: true}, then: ready, because: x, cite: [house-default]}"
    )
    assert (found.code, found.help) == ("unknown-tier", "did you mean `gate`?")
    assert found.span is not None
    assert (found.span.source, found.span.line) == ("house-1/own.yaml", 6)


def test_an_unknown_key_of_an_extension_is_a_problem() -> None:
    assert problem(EXTENSION + "tier: [gate]").help == "did you mean `tiers`?"


@pytest.mark.parametrize(
    ("key", "value"), [("rules", "5"), ("tests", "no"), ("constraints", "{a: 1}"), ("settings", "[1]"), ("disable", "[5]")]
)  # fmt: skip
def test_a_section_of_the_wrong_form_is_a_problem(key: str, value: str) -> None:
    assert "wrong-type" in [one.code for one in problems(EXTENSION + f"{key}: {value}")]


@pytest.mark.parametrize("extends", ["5", "[ways]", "", "{}"])
def test_extends_names_one_table(extends: str) -> None:
    assert "wrong-type" in [
        one.code for one in problems(f"decision: ways\nextends: {extends}\nversion: 1.0.0")
    ]


VOLUME = 'exception_rate: {question: Exceptions?, type: number, unit: "%", range: [0, 100], presume: at most 20, aliases: [odd]}'


def facts(*layers: str) -> Rulebook:
    base = [RuleText("facts.yaml", f"facts:\n  {VOLUME}"), RuleText("references.yaml", REFERENCES)]
    own = [
        RuleText(f"{number}.yaml", text, "own", number, f"house-{number}")
        for number, text in enumerate(layers, start=1)
    ]
    return read_rulebook([*base, *own])


def test_a_fact_keeps_what_its_extension_leaves_unsaid() -> None:
    rulebook = facts("facts: {exception_rate: {extends: exception_rate, presume: at most 10, change: 3}}")
    definition = rulebook.dictionary["exception_rate"]
    assert (definition.unit, definition.aliases, definition.change.cost) == ("%", ("odd",), 3)
    assert "at most" in str(definition.presumptions[0].test)
    assert "10" in str(definition.presumptions[0].test)


def test_a_fact_can_stop_going_without_saying() -> None:
    rulebook = facts("facts: {exception_rate: {extends: exception_rate, disable: [presume]}}")
    assert rulebook.dictionary["exception_rate"].presumptions == ()


def test_a_fact_may_extend_another_but_not_its_aliases() -> None:
    rulebook = facts(
        "facts: {complaint_rate: {extends: exception_rate, question: 'Complaints?', disable: [presume]}}"
    )
    assert (rulebook.dictionary["complaint_rate"].unit, rulebook.dictionary["complaint_rate"].aliases) == (
        "%",
        (),
    )


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ("extends: exception_rat", "unknown-fact"),
        ("extends: exception_rate, type: bool", "type-changed"),
        ("extends: exception_rate, disable: [presum]", "unknown-key"),
        ("extends: exception_rate, presumes: at most 5", "unknown-key"),
        ("disable: [presume], type: bool, question: 'Is it?'", "not-extending"),
    ],
)
def test_a_broken_extension_of_a_fact_is_a_problem(fact: str, code: str) -> None:
    with pytest.raises(RulesError) as raised:
        facts(f"facts: {{exception_rate: {{{fact}}}}}")
    assert [one.code for one in raised.value.problems] == [code]


def test_packs_name_the_folder_that_extends_them() -> None:
    base, own = extended().packs, extended(EXTENSION + "disable: [W1]").packs
    assert [(pack.name, pack.version) for pack in base] == [("base", "1.0.0")]
    assert [(pack.name, pack.version) for pack in own] == [("base", "1.0.0+house-1"), ("house-1", "1.1.0")]
    assert base[0].digest != own[0].digest


def test_an_extension_that_changes_nothing_keeps_the_digest() -> None:
    """The digest is over the meaning; the name behind the version still tells who spoke last."""
    assert extended().packs[0].digest == extended(EXTENSION).packs[0].digest


def test_packs_tell_of_extended_facts_that_they_use() -> None:
    used = extended("facts: {exception_rate: {extends: exception_rate, presume: at most 10}}")
    unused = extended("facts: {physical: {extends: physical, presume: false}}")
    assert [pack.version for pack in used.packs] == ["1.0.0+house-1", ""]
    assert [pack.version for pack in unused.packs] == ["1.0.0", ""]
    assert [pack.name for pack in unused.packs] == ["base", "house-1"]


def test_replacing_an_extended_table_forgets_the_extension() -> None:
    assert [pack.name for pack in extended(EXTENSION, BASE.replace("1.0.0", "3.0.0")).packs] == ["base"]


def test_the_order_of_documents_changes_nothing() -> None:
    given = texts(EXTENSION + "disable: [W1]", EXTENSION + "question: Is it?")
    one, other = read_rulebook(given), read_rulebook(given[::-1])
    assert (one.tables, one.packs) == (other.tables, other.packs)


def test_a_folder_extends_the_shipped_rules(tmp_path: Path) -> None:
    folder = tmp_path / "our-rules"
    folder.mkdir()
    (folder / "ways.yaml").write_text("decision: ways\nextends: ways\nversion: 1.0.1\ndisable: [W9]\n")
    shipped, own = load_rules(), load_rules([folder])
    assert [rule.id for rule in shipped.tables["ways"].rules if rule.id != "W9"] == ids(own.tables["ways"])
    assert {"our-rules", "technology-fit"} <= {pack.name for pack in own.packs}
    assert "1.0.0+our-rules" in [pack.version for pack in own.packs]
    require_sound(own, build_space(own))


def test_an_extension_means_what_the_whole_table_written_out_means() -> None:
    own = """
rules:
- {id: W1, tier: gate, when: {exception_rate: over 40}, then: not_ready, because: our limit, cite: [house-default]}
- {id: W9, tier: gate, when: {physical: true}, then: not_ready, because: ours, cite: [house-default]}
"""
    written_out = BASE.replace("exception_rate: over 20", "exception_rate: over 40")
    written_out = written_out.replace("because: many,", "because: our limit,").replace("1.0.0", "1.1.0")
    written_out = written_out.replace("value: cost,", "value: benefit,")
    written_out = written_out.replace("\ntests:", "\n" + own.strip().splitlines()[-1] + "\ntests:")
    one, other = extended(EXTENSION + own + "settings: {many: benefit}"), extended(written_out)
    assert one.tables == other.tables
    assert one.packs[0].digest == other.packs[0].digest
