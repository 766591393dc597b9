import itertools
import os
import pickle
import sys
from dataclasses import asdict
from pathlib import Path
from textwrap import dedent

import pytest

from fitengine.errors import RulesError
from fitengine.load.rules.rulebook import RuleText, load_rules, read_rulebook
from fitengine.load.rules.tables import natural
from fitengine.model.rules import (
    AllOf,
    HitPolicy,
    Operator,
    PackInfo,
    Rulebook,
    Setting,
    UnaryTest,
    walk_tests,
)
from tests.helpers.rules import REFERENCES, SMALL_FACTS, table_from_text

WAYS = """\
decision: ways
version: 1.0.0
question: Is there one way?
hit_policy: priority
verdicts: [not_ready, ready]
tiers: [gate, fit]
constraints:
- {id: C1, never: {standardised: uniform, exception_rate: over 40}, because: one way is not many}
rules:
- id: W1
  tier: gate
  when: {standardised: at most varies, exception_rate: over 20}
  then: not_ready
  because: Many ways.
  cite: [syed-2020]
- {id: W2, tier: fit, when: {}, then: ready, because: One way., cite: house-default}
tests:
- name: many ways
  given: {standardised: varies, exception_rate: 30%}
  expect: not_ready
  by: [W1]
  ask_next: standardised
  presume: false
"""

FIT = """\
decision: fit
version: 2.0.0
question: Does it fit?
subject: step
hit_policy: unique
requires: [ways]
verdicts: {wait: Not yet, go: Go ahead}
rules:
- {id: T1, when: {ways: not_ready}, then: wait, because: Not ready., cite: [house-default]}
- {id: T2, when: {ways: ready}, then: go, because: Ready., cite: [house-default]}
tests:
- {name: rated, given: {ways: ready}, expect: go, by: [T2]}
- {name: unrated, given: {standardised: varies}, expect: [wait, go], by: [W2]}
"""

COLLECT = """\
decision: blockers
version: 1
question: What is missing?
hit_policy: collect
verdicts: [hands, systems]
rules:
- {id: B1, when: {physical: true}, then: hands, because: Hands., cite: [house-default], action: Look again., severity: high}
- {id: B2, when: {applications: over 7}, then: systems, because: Many., cite: [house-default]}
tests:
- {name: none, given: {physical: false, applications: 1}, expect: []}
"""


def problems_of(*tables: str) -> list[tuple[str, str]]:
    """Code and the text at the place of each problem, in order."""
    with pytest.raises(RulesError) as caught:
        table_from_text("\n---\n".join(tables))
    return [
        (problem.code, problem.excerpt[problem.span.column - 1 : problem.span.end_column - 1])
        for problem in caught.value.problems
        if problem.span
    ]


def help_of(*tables: str) -> str:
    with pytest.raises(RulesError) as caught:
        table_from_text("\n---\n".join(tables))
    (problem,) = caught.value.problems
    return problem.help


# --- What is read ---


def test_a_table_keeps_all_that_is_written() -> None:
    table = table_from_text(WAYS).tables["ways"]
    assert (table.version, table.question, table.subject) == ("1.0.0", "Is there one way?", "step")
    assert (table.hit_policy, table.outcomes) == (HitPolicy.PRIORITY, ("not_ready", "ready"))
    assert table.tiers == ("gate", "fit")
    first, second = table.rules
    assert (first.id, first.tier, first.then, first.because, first.cite) == (
        "W1",
        "gate",
        "not_ready",
        "Many ways.",
        ("syed-2020",),
    )
    assert first.when == AllOf(
        (
            UnaryTest("standardised", Operator.AT_MOST, ("varies",)),
            UnaryTest("exception_rate", Operator.OVER, (20,)),
        )
    )
    assert second.cite == ("house-default",)
    assert [test.fact for test in walk_tests(table.constraints[0].never)] == [
        "standardised",
        "exception_rate",
    ]
    (test,) = table.tests
    assert test.given == {"standardised": "varies", "exception_rate": "30%"}
    assert (test.expect, test.by, test.ask_next, test.presumed) == (
        ("not_ready",),
        ("W1",),
        "standardised",
        False,
    )


def test_rules_constraints_and_tests_know_their_places() -> None:
    table = table_from_text(WAYS).tables["ways"]
    assert str(table.rules[0].span) == "table-1.yaml:10:7"
    assert str(table.constraints[0].span) == "table-1.yaml:8:8"
    assert str(table.tests[0].span) == "table-1.yaml:18:9"
    assert str(table.span) == "table-1.yaml:1:11"


def test_outcomes_may_have_labels() -> None:
    table = table_from_text(f"{FIT}\n---\n{WAYS}").tables["fit"]
    assert table.outcomes == ("wait", "go")
    assert (table.label("wait"), table.label("go")) == ("Not yet", "Go ahead")


def test_outcomes_without_labels_are_called_by_their_ids() -> None:
    assert table_from_text(WAYS).tables["ways"].label("ready") == "ready"


def test_outcomes_of_required_decisions_are_tested_like_facts() -> None:
    table = table_from_text(f"{FIT}\n---\n{WAYS}").tables["fit"]
    assert table.rules[0].when == UnaryTest("ways", Operator.IS, ("not_ready",))


def test_collected_rules_have_actions_and_no_tiers_and_may_all_stay_silent() -> None:
    table = table_from_text(COLLECT).tables["blockers"]
    assert (table.rules[0].action, table.rules[0].severity, table.rules[0].tier) == (
        "Look again.",
        "high",
        "",
    )
    assert table.tests[0].expect == ()
    assert table.version == "1"


def test_a_table_may_bring_facts_and_references_of_its_own() -> None:
    table = COLLECT.replace("physical: true", "heavy: true").replace("physical: false", "heavy: false")
    own = "facts: {heavy: {question: Heavy?, type: bool, source: ours}}\nreferences: {ours: {authors: A, title: T, where: W}}\n"
    rulebook = table_from_text(table + own)
    assert rulebook.dictionary["heavy"].source == ("ours",)
    assert rulebook.references["ours"].title == "T"


# --- Order ---


def test_required_tables_come_first() -> None:
    assert list(table_from_text(f"{FIT}\n---\n{WAYS}\n---\n{COLLECT}").tables) == ["blockers", "ways", "fit"]


def test_rules_are_sorted_as_people_count() -> None:
    ids = ["W10", "W2", "W1", "W2a"]
    table = FIRST.replace("first", "unique").replace("RULES", "".join(rule(id_) for id_ in ids))
    assert [item.id for item in table_from_text(table).tables["order"].rules] == ["W1", "W2", "W2a", "W10"]


def test_under_first_the_written_order_decides() -> None:
    table = FIRST.replace("RULES", "".join(rule(id_) for id_ in ["W10", "W2"]))
    assert [item.id for item in table_from_text(table).tables["order"].rules] == ["W10", "W2"]


def test_natural_order_puts_shorter_numbers_first() -> None:
    assert sorted(["Q10", "Q9", "P11", "Q09b", "Q", "Q" + "9" * 5000], key=natural) == [
        "P11",
        "Q",
        "Q9",
        "Q09b",
        "Q10",
        "Q" + "9" * 5000,
    ]


FIRST = """\
decision: order
version: 1.0.0
question: Which?
hit_policy: first
verdicts: [yes_, no_]
rules:
RULES"""


def rule(id_: str) -> str:
    return f"- {{id: {id_}, when: {{physical: true}}, then: yes_, because: So it is., cite: house-default}}\n"


def test_the_order_of_files_changes_nothing() -> None:
    texts = [
        RuleText("a/ways.yaml", WAYS, "a"),
        RuleText("a/fit.yaml", FIT, "a"),
        RuleText("b.yaml", COLLECT, "b"),
        RuleText("facts.yaml", SMALL_FACTS),
        RuleText("references.yaml", REFERENCES),
    ]
    books = [read_rulebook(order) for order in itertools.permutations(texts)]
    assert all(asdict(book) == asdict(books[0]) for book in books)
    assert all(list(book.tables) == list(books[0].tables) for book in books)
    assert all(list(book.dictionary) == list(books[0].dictionary) for book in books)


# --- Settings ---

WITH_SETTING = (
    COLLECT.replace("{id: B2,", "{id: B2, with: {many: cost},")
    + """\
settings:
  many:
    value: cost
    values: [cost, benefit]
    because: The sources disagree.
    cite: [syed-2020]
"""
)


def test_a_rule_exists_only_while_its_setting_is_chosen() -> None:
    assert [rule.id for rule in table_from_text(WITH_SETTING).tables["blockers"].rules] == ["B1", "B2"]
    rulebook = table_from_text(WITH_SETTING, settings={"many": "benefit"})
    assert [rule.id for rule in rulebook.tables["blockers"].rules] == ["B1"]


def test_the_table_tells_the_setting_that_was_chosen() -> None:
    rulebook = table_from_text(WITH_SETTING, settings={"many": "benefit"})
    assert rulebook.tables["blockers"].settings == (
        Setting("many", "benefit", ("cost", "benefit"), "The sources disagree.", ("syed-2020",)),
    )


def test_a_rule_that_is_left_out_is_still_checked() -> None:
    broken = WITH_SETTING.replace("applications: over 7", "aplications: over 7").replace(
        "value: cost", "value: benefit"
    )
    assert problems_of(broken) == [("unknown-fact", "aplications")]


def test_unknown_settings_from_outside_are_refused_with_the_nearest() -> None:
    with pytest.raises(RulesError) as caught:
        table_from_text(WITH_SETTING, settings={"meny": "cost", "many": "benfit"})
    assert [(problem.code, problem.help) for problem in caught.value.problems] == [
        ("unknown-setting-value", "did you mean `benefit`?"),
        ("unknown-setting", "did you mean `many`?"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "marked"),
    [
        ("with: {many: cost}", "with: {meny: cost}", "unknown-setting", "meny"),
        ("with: {many: cost}", "with: {many: costs}", "unknown-setting-value", "costs"),
        ("value: cost\n", "value: coost\n", "unknown-word", "coost"),
        ("    because: The sources disagree.\n", "", "missing-key", ""),
    ],
)
def test_bad_settings_are_refused_at_their_place(old: str, new: str, code: str, marked: str) -> None:
    assert (code, marked) in problems_of(WITH_SETTING.replace(old, new))


# --- What is refused, and where ---


@pytest.mark.parametrize(
    ("old", "new", "code", "marked"),
    [
        ("then: ready", "then: redy", "unknown-outcome", "redy"),
        ("tier: fit", "tier: fitt", "unknown-tier", "fitt"),
        ("tier: fit, ", "", "missing-key", "{"),
        ("id: W2", "id: W1", "duplicate-id", "W1"),
        ("id: W2", "id: C1", "duplicate-id", "C1"),
        ("because: One way., ", "", "missing-key", "{"),
        ("because: one way is not many", "because: ''", "wrong-type", "''"),
        (", cite: house-default", "", "missing-key", "{"),
        ("cite: house-default", "cite: []", "missing-key", "["),
        ("cite: house-default", "cite: hous-default", "unknown-reference", "hous-default"),
        ("[syed-2020]", "[house-default, sied-2020]", "unknown-reference", "sied-2020"),
        ("exception_rate: over 20", "exceptoin_rate: over 20", "unknown-fact", "exceptoin_rate"),
        ("over 20", "over 120", "out-of-range", "over 120"),
        ("over 20", "'> 20'", "symbol-operator", "'> 20'"),
        ("over 40", "over 140", "out-of-range", "over 140"),
        ("hit_policy: priority", "hit_policy: prority", "unknown-word", "prority"),
        ("tiers: [gate, fit]\n", "", "missing-key", ""),
        ("subject: step", "subject: lane", "unknown-word", "lane"),
        ("version: 1.0.0", "version: 1.10", "wrong-type", "1.10"),
        ("version: 1.0.0\n", "", "missing-key", ""),
        ("tests:", "test:", "unknown-key", "test"),
        ("given: {", "given: {colour: red, ", "unknown-fact", "colour"),
        ("given: {", "given: {physical: maybe, ", None, "maybe"),
        ("given: {", "given: {ways: ready, ", "not-required", "ways"),
        ("30%", "130%", "out-of-range", "130%"),
        ("expect: not_ready", "expect: [not_ready, redy]", "unknown-outcome", "redy"),
        ("expect: not_ready", "expect: []", "empty-list", "["),
        ("by: [W1]", "by: [W9]", "unknown-rule", "W9"),
        ("ask_next: standardised", "ask_next: standardized", "unknown-fact", "standardized"),
        ("presume: false", "presume: never", "wrong-type", "never"),
        ("decision: ways", "decision: physical", "name-clash", "physical"),
        ("verdicts: [not_ready, ready]", "verdicts: []", "empty-list", "["),
        ("rules:\n-", "rules:\n- W0\n-", "wrong-type", "W0"),
    ],
)
def test_a_broken_table_is_refused_at_the_place(old: str, new: str, code: str | None, marked: str) -> None:
    table = WAYS.replace("hit_policy", "subject: step\nhit_policy")
    assert old in table
    found = problems_of(table.replace(old, new))
    assert marked in [place[: len(marked)] for found_code, place in found if code in (found_code, None)]


def test_a_misspelt_outcome_gets_the_nearest_one() -> None:
    assert help_of(WAYS.replace("then: ready", "then: redy")) == "did you mean `ready`?"


def test_rule_ids_are_unique_across_a_pack() -> None:
    assert problems_of(WAYS, FIT.replace("id: T1", "id: W1")) == [("duplicate-id", "W1")]


def test_two_packs_may_use_the_same_rule_ids() -> None:
    texts = [RuleText("facts.yaml", SMALL_FACTS), RuleText("references.yaml", REFERENCES)]
    texts += [RuleText("a.yaml", WAYS, "a"), RuleText("b.yaml", COLLECT.replace("B1", "W1"), "b")]
    assert len(read_rulebook(texts).tables) == 2


@pytest.mark.parametrize(
    ("old", "new", "code", "marked"),
    [
        ("requires: [ways]", "requires: [way]", "unknown-decision", "way"),
        ("requires: [ways]\n", "", "not-required", "ways"),
        ("ways: not_ready", "ways: not_redy", None, "not_redy"),
        ("ways: not_ready", "ways: at least ready", "no-order", "at least ready"),
        ("given: {ways: ready}", "given: {ways: redy}", None, "redy"),
        ("given: {ways: ready}", "given: {ways: [ready, not_ready]}", None, "["),
    ],
)
def test_decisions_are_tested_only_where_they_are_required(
    old: str, new: str, code: str | None, marked: str
) -> None:
    found = problems_of(WAYS, FIT.replace(old, new))
    assert marked in [place for found_code, place in found if code in (found_code, None)]


def test_a_circle_of_requirements_is_refused_once() -> None:
    with pytest.raises(RulesError) as caught:
        table_from_text(WAYS + "requires: [fit]\n" + "\n---\n" + FIT)
    (problem,) = caught.value.problems
    assert problem.code == "cycle"
    assert (
        "`ways` requires `fit` requires `ways`" in problem.message
        or "`fit` requires `ways` requires `fit`" in problem.message
    )


def test_a_decision_cannot_require_itself() -> None:
    assert [code for code, _ in problems_of(WAYS + "requires: [ways]\n")] == ["cycle"]


@pytest.mark.parametrize(("addition", "marked"), [("tiers: [gate, fit]\n", "tiers"), ("", "tier")])
def test_only_priority_has_tiers(addition: str, marked: str) -> None:
    table = COLLECT if addition else COLLECT.replace("id: B1,", "id: B1, tier: gate,")
    assert problems_of(table + addition) == [("tiers-unused", marked)]


@pytest.mark.parametrize("severity", ["hihg", "severe"])
def test_an_unknown_severity_is_refused(severity: str) -> None:
    assert problems_of(COLLECT.replace("severity: high", f"severity: {severity}")) == [
        ("unknown-word", severity)
    ]


def test_all_problems_of_all_files_are_reported_at_once_in_their_order() -> None:
    found = problems_of(
        WAYS.replace("then: ready", "then: redy").replace("over 20", "over 200"),
        COLLECT.replace("physical: true", "phisical: true"),
    )
    assert [code for code, _ in found] == ["out-of-range", "unknown-outcome", "unknown-fact"]


def test_syntax_errors_of_all_files_are_reported_at_once() -> None:
    with pytest.raises(RulesError) as caught:
        table_from_text("decision: [\n---\nrules: {a: 1, a: 2}")
    assert [problem.span and problem.span.source for problem in caught.value.problems] == [
        "table-1.yaml",
        "table-2.yaml",
    ]


def test_a_file_with_neither_a_decision_nor_a_dictionary_is_refused() -> None:
    assert problems_of("ruels: []") == [("unknown-key", "ruels")]


def test_a_table_without_a_name_is_refused() -> None:
    assert ("missing-key", "") in problems_of(WAYS.partition("\n")[2])


def test_two_tables_of_one_name_in_one_folder_are_refused() -> None:
    assert problems_of(WAYS, WAYS) == [("duplicate-name", "ways")]


# --- Packs and their digests ---


def pack_of(table: str, facts: str = SMALL_FACTS) -> PackInfo:
    (pack,) = table_from_text(table, facts).packs
    return pack


def test_a_pack_is_named_and_has_the_version_of_its_only_table() -> None:
    pack = pack_of(WAYS)
    assert (pack.name, pack.version, len(pack.digest)) == ("inline", "1.0.0", 12)


def test_a_pack_of_many_tables_has_the_version_of_the_table_of_its_name() -> None:
    texts = [RuleText("facts.yaml", SMALL_FACTS), RuleText("references.yaml", REFERENCES)]
    texts += [RuleText("fit/ways.yaml", WAYS, "fit"), RuleText("fit/fit.yaml", FIT, "fit")]
    (pack,) = read_rulebook(texts).packs
    assert (pack.name, pack.version) == ("fit", "2.0.0")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("because: Many ways.", "because: Too many ways."),
        ("cite: house-default", "cite: [house-default]"),
        ("version: 1.0.0", "version: 1.0.1  # a comment"),
        ("over 20", "over 20 %"),
        (
            "{standardised: at most varies, exception_rate: over 20}",
            "{exception_rate: over 20, standardised: at most varies}",
        ),
        ("name: many ways", "name: very many ways"),
        ("question: Is there one way?", "question: Is it one way?"),
    ],
)
def test_the_digest_ignores_what_cannot_change_a_verdict(old: str, new: str) -> None:
    assert old in WAYS
    assert pack_of(WAYS.replace(old, new)).digest == pack_of(WAYS).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("over 20", "over 25"),
        ("over 40", "at least 40"),
        ("then: ready", "then: not_ready"),
        ("verdicts: [not_ready, ready]", "verdicts: [ready, not_ready]"),
        ("tiers: [gate, fit]", "tiers: [fit, gate]"),
        ("subject: step", "subject: process"),
    ],
)
def test_the_digest_tells_every_change_of_meaning(old: str, new: str) -> None:
    table = WAYS.replace("hit_policy", "subject: step\nhit_policy")
    assert old in table
    assert pack_of(table.replace(old, new)).digest != pack_of(table).digest


def test_the_digest_speaks_of_the_facts_that_the_pack_uses_and_of_no_others() -> None:
    used = SMALL_FACTS.replace("range: [0, 100]", "range: [0, 99]")
    unused = SMALL_FACTS.replace("range: [0, 1000]", "range: [0, 999]")
    assert pack_of(WAYS, used).digest != pack_of(WAYS).digest
    assert pack_of(WAYS, unused).digest == pack_of(WAYS).digest


def test_the_digest_tells_settings_apart() -> None:
    digests = {
        table_from_text(WITH_SETTING, settings={"many": value}).packs[0].digest
        for value in ("cost", "benefit")
    }
    assert len(digests) == 2


def test_a_digest_stays_what_it_was() -> None:
    """Assessments are filed with it: a digest that moves without a change of meaning makes old ones look stale."""
    assert (
        pack_of(COLLECT).digest == pack_of(COLLECT, SMALL_FACTS + "\n# a comment\n").digest == "d828df86ad30"
    )


# --- Folders ---


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return folder


def test_the_shipped_rules_load() -> None:
    rulebook = load_rules()
    assert {"nature", "ways", "technology-fit"} <= rulebook.tables.keys()
    order = list(rulebook.tables)
    assert all(
        order.index(required) < order.index(table.id)
        for table in rulebook.tables.values()
        for required in table.requires
    )


def test_a_folder_adds_tables_as_packs_of_their_own(tmp_path: Path) -> None:
    mine = write(
        tmp_path,
        own=COLLECT.replace("decision: blockers", "decision: own"),
        notes="tick_lists: {mine: Mine?}",
    )
    rulebook = load_rules([mine])
    assert "own" in rulebook.tables
    assert "own" in [pack.name for pack in rulebook.packs]
    assert rulebook.tick_lists["mine"] == "Mine?"


def test_a_folder_inside_is_one_pack_named_by_it(tmp_path: Path) -> None:
    first, second = (
        COLLECT.replace("blockers", "one"),
        COLLECT.replace("blockers", "two").replace("id: B", "id: D"),
    )
    rulebook = load_rules([write(tmp_path, mine__one=first, mine__two=second)])
    assert [pack.version for pack in rulebook.packs if pack.name == "mine"] == ["1"]


def test_a_later_folder_replaces_by_name_and_joins_the_pack(tmp_path: Path) -> None:
    shipped = load_rules()
    ways = WAYS.replace("verdicts: [not_ready, ready]", "verdicts: [random, not_ready, ready]")
    rulebook = load_rules([write(tmp_path, anything=ways)])
    assert rulebook.tables["ways"].question == "Is there one way?"
    assert rulebook.tables.keys() == shipped.tables.keys()
    assert [pack.name for pack in rulebook.packs] == [pack.name for pack in shipped.packs]
    assert rulebook.packs != shipped.packs


def test_a_later_folder_replaces_facts_and_references(tmp_path: Path) -> None:
    mine = write(
        tmp_path,
        facts="facts: {needed: {question: Is it wanted?, type: bool}}",
        references="references: {house-default: {authors: us, year: 2030, title: ours, where: here}}",
    )
    rulebook = load_rules([mine])
    assert rulebook.dictionary["needed"].question == "Is it wanted?"
    assert list(rulebook.dictionary) == list(load_rules().dictionary)
    assert rulebook.references["house-default"].year == 2030


def test_a_single_file_is_a_folder_of_one(tmp_path: Path) -> None:
    mine = write(tmp_path, own="facts: {heavy: {question: Heavy?, type: bool}}") / "own.yaml"
    assert "heavy" in load_rules([mine]).dictionary


def test_other_and_hidden_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("not: [yaml", encoding="utf-8")
    (tmp_path / ".draft.yaml").write_text("not: [yaml", encoding="utf-8")
    assert asdict(load_rules([tmp_path])) == asdict(load_rules())


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesError) as caught:
        load_rules([tmp_path / "nowhere"])
    assert caught.value.problems[0].code == "unreadable"
    assert "no such file or directory" in caught.value.problems[0].message


def test_a_binary_file_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_bytes(b"\x00\x01")
    with pytest.raises(RulesError) as caught:
        load_rules([tmp_path])
    assert "rules.yaml" in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="links take a privilege there")
@pytest.mark.parametrize("link", ["stolen.yaml", "pack", "pack/stolen.yaml"])
def test_links_that_lead_out_of_the_folder_are_refused(tmp_path: Path, link: str) -> None:
    """A pack from somewhere else must not make a message quote what only its reader may see."""
    outside, folder = tmp_path / "outside", tmp_path / "rules"
    outside.mkdir()
    (outside / "secret.yaml").write_text("password: x", encoding="utf-8")
    (folder / link).parent.mkdir(parents=True)
    (folder / link).symlink_to(outside / "secret.yaml" if link.endswith(".yaml") else outside)
    with pytest.raises(RulesError) as caught:
        load_rules([folder])
    (problem,) = caught.value.problems
    assert problem.code == "leads-outside"
    assert "password" not in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="links take a privilege there")
def test_links_inside_the_folder_are_followed(tmp_path: Path) -> None:
    """As volumes of containers are made."""
    (tmp_path / "..data").mkdir()
    (tmp_path / "..data" / "own.txt").write_text(
        WAYS.replace("decision: ways", "decision: roads"), encoding="utf-8"
    )
    (tmp_path / "own.yaml").symlink_to("..data/own.txt")
    assert load_rules([tmp_path]).tables["roads"].question == "Is there one way?"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are those of POSIX")
def test_a_pipe_among_the_rules_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "own.yaml")
    with pytest.raises(RulesError, match="not-a-file"):
        load_rules([tmp_path])


def test_spaces_around_the_id_of_a_table_do_not_count() -> None:
    assert list(table_from_text(WAYS.replace("decision: ways", 'decision: " ways "')).tables) == ["ways"]


def test_a_rulebook_can_be_sent_to_another_process() -> None:
    """A portfolio is assessed by several processes at once."""
    rulebook: Rulebook = table_from_text(WAYS)
    assert asdict(pickle.loads(pickle.dumps(rulebook))) == asdict(rulebook)
