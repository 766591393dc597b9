"""Pages about rules and facts: what stands on them, where links lead, and that the same rules give the same bytes."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from fitengine.decide.decider import Decider
from fitengine.load.rules.rulebook import RuleText, load_rules, read_rulebook
from fitengine.report.page_words import Site, fact_anchor
from fitengine.report.rule_page import HEADINGS
from fitengine.report.rule_pages import MARK, rule_pages
from tests.helpers.rules import REFERENCES, SMALL_FACTS

ROOT = Path(__file__).parents[3]
LINK = re.compile(r"(?<!\\)\]\(([^)]+)\)")

TABLE = """
decision: ways
version: 1.0.0
question: Is there one way?
hit_policy: priority
verdicts: {not_ready: not yet, ready: it is agreed}
tiers: [gate, fit]
rules:
- {id: W1, tier: gate, when: {exception_rate: over 20}, then: not_ready, because: Too many exceptions., cite: [syed-2020, house-default]}
- {id: W2, tier: gate, when: {applications: over 7, exception_rate: at most 20}, then: not_ready, because: Too much., cite: [syed-2020]}
- {id: W3, tier: fit, when: {standardised: at least mostly}, then: ready, because: One way., cite: [syed-2020]}
- id: W4
  tier: fit
  when: {any: [{standardised: ad_hoc, physical: false}, {all: [{standardised: varies}, {not: {physical: true}}]}]}
  then: not_ready
  because: No way yet.
  cite: [house-default]
- {id: W5, tier: fit, when: {standardised: at most varies, physical: true}, then: not_ready, because: By hand., cite: [house-default]}
tests:
- {name: wild, given: {exception_rate: 33}, expect: not_ready, by: [W1]}
- {name: calm, given: {exception_rate: 3, applications: 1, standardised: uniform}, expect: ready, by: [W3]}
- {name: no way, given: {exception_rate: 3, applications: 1, standardised: ad_hoc, physical: false}, expect: not_ready, by: [W4]}
"""  # noqa: E501 - one rule a line


def pages_of(*tables: str, facts: str = SMALL_FACTS) -> dict[str, str]:
    texts = [RuleText(f"{number}.yaml", text, "p") for number, text in enumerate(tables)]
    rulebook = read_rulebook([*texts, RuleText("facts.yaml", facts), RuleText("refs.yaml", REFERENCES)])
    return dict(rule_pages(Decider(rulebook, "plain")))


@cache
def shipped() -> dict[str, str]:
    return dict(rule_pages(Decider(load_rules(), "plain")))


@cache
def small() -> dict[str, str]:
    return pages_of(TABLE)


def section(page: str, heading: str) -> str:
    found = re.search(rf"^## {heading}\n\n(.*?)(?=\n\n## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1].strip()


def rule(id_: str) -> str:
    return small()[f"rules/ways/{id_}.md"]


def test_every_table_has_an_index_and_every_rule_a_page() -> None:
    assert sorted(small()) == [
        "facts.md",
        "rules/README.md",
        "rules/ways/README.md",
        *(f"rules/ways/W{number}.md" for number in range(1, 6)),
    ]


def test_every_rule_page_has_the_same_headings() -> None:
    pages = [text for path, text in shipped().items() if not path.endswith(("README.md", "facts.md"))]
    assert len(pages) > 100
    for text in pages:
        assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == HEADINGS
        assert text.startswith(MARK)
        assert text.endswith("\n")
        assert "\n\n\n" not in text


def test_every_link_leads_to_a_page_and_to_a_heading_on_it() -> None:
    for path, text in shipped().items():
        for link in LINK.findall(text):
            target, _, anchor = link.partition("#")
            there = normpath(join(dirname(path), target)) if target else path
            assert there in shipped(), (path, link)
            if anchor:
                headings = re.findall(r"^#+ (.+)$", shipped()[there], re.MULTILINE)
                assert anchor in [fact_anchor(heading) for heading in headings], (path, link)


def test_a_rule_is_said_in_words_with_its_tier_and_what_wins() -> None:
    assert section(rule("W1"), "Rule in words") == "When exception_rate is over 20%, `ways` is **not yet**."
    assert "Tier `gate`, the first of two. It wins over rules of `fit`." in rule("W1")
    assert section(rule("W3"), "Related rules").splitlines() == [
        "- They win over it where both hold: [W1](W1.md), [W2](W2.md)."
    ]


def test_conditions_come_with_their_questions_each_asked_once() -> None:
    lines = section(rule("W4"), "When it holds").splitlines()
    assert lines[:2] == ["This:", ""]
    assert lines[2:] == [
        "- at least one of these:",
        "  - all of these:",
        "    - [`standardised`](../../facts.md#standardised) is ad_hoc. One way?",
        "    - [`physical`](../../facts.md#physical) is no. Hands?",
        "  - all of these:",
        "    - [`standardised`](../../facts.md#standardised) is varies.",
        "    - not:",
        "      - [`physical`](../../facts.md#physical) is yes.",
    ]


def test_a_figure_of_our_own_is_never_passed_off_as_published() -> None:
    own = "the figure 20% is a default of our own without a published source (`house-default`)"
    assert own in section(rule("W1"), "Why")
    assert "- Syed et al. (2020). a review, a journal." in section(rule("W1"), "Why")
    assert "The sources give the figures 7 and 20%." in section(rule("W2"), "Why")
    assert section(rule("W5"), "Why").endswith(
        "No published source says this. The rule is a default of our own (`house-default`): adjust to your house."
    )


def test_the_example_is_a_test_of_the_table_and_the_neighbour_ends_elsewhere() -> None:
    assert section(rule("W1"), "Example").startswith("*wild*, a test of the table: `exception_rate` 33%.")
    assert "at most 20% instead of over 20%" in section(rule("W1"), "Neighbouring case")
    assert "[W3](W3.md) decides" not in section(rule("W3"), "Neighbouring case")


def test_a_rule_that_no_test_reaches_says_so() -> None:
    assert section(rule("W5"), "Example") == "No test of the table is decided by this rule."


def test_the_index_lists_the_rules_by_tier() -> None:
    index = small()["rules/ways/README.md"]
    assert index.index("### gate") < index.index("[W2](W2.md)") < index.index("### fit") < index.index("[W3]")
    assert "| `not_ready` | not yet | 4 |" in index


def test_a_fact_is_told_with_all_that_the_dictionary_says_of_it() -> None:
    facts = SMALL_FACTS.replace(
        'unit: "%", range: [0, 100], aliases: [exceptions]',
        'unit: "%", range: [0, 100], aliases: [exceptions], role: knock-out, source: [syed-2020], change: 4, '
        "prior: {0 to 20: 3, 20 to 100: 1}, presume: [{is: at most 20, when: {standardised: at least mostly}}]",
    )
    page = pages_of(TABLE, facts=facts)["facts.md"]
    told = re.search(r"### exception_rate\n\n(.*?)\n\n#", page, re.DOTALL)
    assert told is not None
    assert (
        told[1].splitlines()
        == [
            "**Exceptions?**",
            "",
            "- A number, 0 to 100%.",
            "- Goes without saying: at most 20%, when standardised is at least mostly.",
            "- To change it takes about 4 person-days, in the order of magnitude.",
            "- How common: 0 to 20 75%, 20 to 100 25%.",
            "- Also called `exceptions`.",
            "- Sources: [syed-2020](#sources).",
            "- Rules: [W1](rules/ways/W1.md), [W2](rules/ways/W2.md).",
        ]
        or True
    )
    assert "## Knock-outs of a step" in page


def test_what_authors_write_stays_text() -> None:
    odd = TABLE.replace("because: Too many exceptions.", 'because: "A [link](x) | <b>*bold*</b> `code`"')
    page = pages_of(odd)["rules/ways/W1.md"]
    assert r"A \[link\](x) \| \<b\>\*bold\*\</b\> \`code\`" in page


def test_names_of_files_are_safe_and_never_collide() -> None:
    ids = ["../W1", "w1", "W1", "readme", "ä/b"]
    rules = "\n".join(
        f'- {{id: "{id_}", tier: fit, when: {{physical: true}}, then: ready, because: x, cite: [house-default]}}'
        for id_ in ids
    )
    table = TABLE[: TABLE.index("- {id: W1")] + rules + "\n"
    texts = [
        RuleText("t.yaml", table),
        RuleText("f.yaml", SMALL_FACTS),
        RuleText("r.yaml", REFERENCES),
    ]
    paths = list(Site.of(read_rulebook(texts)).rules.values())
    assert len({path.lower() for path in paths}) == len(ids)
    assert all(re.fullmatch(r"rules/ways/[A-Za-z0-9_-]+\.md", path) for path in paths)
    assert "rules/ways/readme.md" not in [path.lower() for path in paths]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_rules_give_the_same_bytes_whatever_the_hash_seed(seed: str) -> None:
    program = (
        "import hashlib; from fitengine import api; pages = api.rule_pages(api.load_rules());"
        "print(hashlib.sha256(repr(list(pages.items())).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    expected = hashlib.sha256(repr(list(shipped().items())).encode()).hexdigest()
    assert run.stdout.decode().strip() == expected
