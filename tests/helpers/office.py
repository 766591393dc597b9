"""A small office: a few facts, three decision tables and a process, so that reports can be tested on real decisions that
change only when this file does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fitengine.api import load_process
from fitengine.load.rules.rulebook import RuleText, read_rulebook
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook

__all__ = ["CHANGED", "PROCESS", "STRICTER", "office_process", "office_rules"]

FACTS = """
facts:
  rule_based: {question: How much of the work can be written as rules?, help: "fully: every decision.", type: level,
               values: [none, partly, mostly, fully], change: 6, prior: {none: 1, partly: 4, mostly: 3, fully: 2}}
  pattern_task: {question: Is the core of it reading or sorting?, type: bool, prior: {false: 3, true: 1},
                 presume: [{is: false, when: {rule_based: at least mostly}}]}
  standardised: {question: Is there one procedure that people follow?, type: level,
                 values: [ad_hoc, varies, mostly, uniform], change: 4}
  exception_rate: {question: How many of 100 cases leave the procedure?, type: number, unit: "%", range: [0, 100],
                   role: knock-out, presume: at most 20, change: 4}
  needed: {question: Would somebody miss the result?, type: bool, role: knock-out, presume: true,
           prior: {true: 95, false: 5}}
  access_allowed: {question: May software reach the systems?, type: bool, role: knock-out, presume: true,
                   prior: {true: 90, false: 10}}
references:
  house-default: {authors: fitengine, year: 2026, title: A default of our own, where: to be adjusted}
  syed-2020: {authors: "Syed, R. et al.", year: 2020, title: "Robotic process automation: what next?", where: A journal 115}
"""
NATURE = """
decision: nature
version: 1.0.0
question: What is the heart of the step?
hit_policy: priority
verdicts: {judgement: a person's judgement, rules: work that rules can express, pattern: reading or sorting}
tiers: [fit]
constraints:
- {id: CN1, never: {rule_based: fully, pattern_task: true}, because: what is learned from examples is not fully rules}
rules:
- {id: N1, tier: fit, when: {rule_based: at least mostly, pattern_task: false}, then: rules,
   because: Most of the work can be written as rules., cite: [syed-2020]}
- {id: N2, tier: fit, when: {pattern_task: true}, then: pattern, because: The core is reading or sorting., cite: [syed-2020]}
- {id: N3, tier: fit, when: {rule_based: at most partly, pattern_task: false}, then: judgement,
   because: A person weighs each case., cite: [house-default]}
"""
WAYS = """
decision: ways
version: 1.0.0
question: Is there one agreed way?
hit_policy: priority
verdicts: {not_ready: not yet, ready: one way}
tiers: [gate, fit]
rules:
- {id: W1, tier: gate, when: {exception_rate: over 20}, then: not_ready, because: One case in five is an exception.,
   cite: [syed-2020, house-default]}
- {id: W2, tier: fit, when: {standardised: at most varies}, then: not_ready, because: It is done in several ways.,
   cite: [syed-2020]}
- {id: W3, tier: fit, when: {standardised: at least mostly}, then: ready, because: One procedure is followed.,
   cite: [syed-2020]}
"""
FIT = """
decision: technology-fit
version: 1.0.0
question: Which technology fits the step?
requires: [nature, ways]
hit_policy: priority
verdicts: {keep-human: Keep human, standardise-first: Standardise first, rpa: RPA, ai-suitable: AI-suitable}
tiers: [eliminate, veto, gate, fit]
rules:
- {id: T1, tier: eliminate, when: {needed: false}, then: standardise-first, because: Nobody would miss it.,
   cite: [house-default]}
- {id: T2, tier: veto, when: {access_allowed: false}, then: keep-human, because: Software may not do it., cite: [house-default]}
- {id: T3, tier: gate, when: {nature: [rules, pattern], ways: not_ready}, then: standardise-first,
   because: There is no agreed way yet., cite: [syed-2020]}
- {id: T4, tier: fit, when: {nature: judgement}, then: keep-human, because: Its heart is what people do best.,
   cite: [house-default]}
- {id: T5, tier: fit, when: {nature: rules}, then: rpa, because: Rules express the work., cite: [syed-2020]}
- {id: T6, tier: fit, when: {nature: pattern}, then: ai-suitable, because: It is pattern work., cite: [syed-2020]}
"""
STRICTER = """
decision: ways
extends: ways
version: 1.1.0
disable: [W2]
rules:
- {id: W1, tier: gate, when: {exception_rate: over 10}, then: not_ready, because: One case in ten is an exception.,
   cite: [house-default]}
- {id: W4, tier: fit, when: {standardised: at most varies}, then: not_ready, because: There is no one procedure.,
   cite: [house-default]}
"""
PROCESS = """
process: letters
name: Letters to the office
version: 2
owner: Head of the office
lanes: {desk: Front desk, clerks: Clerks}
defaults: {access_allowed: true}
lane_defaults: {clerks: {standardised: mostly}}
steps:
  enter:
    name: Enter the case data
    lane: clerks
    stage: Work
    facts: {rule_based: [mostly, fully], exception_rate: 2% to 5%}
  sort: {name: Sort by topic, lane: desk, stage: Receive, facts: {rule_based: partly, pattern_task: true, standardised: varies}}
  archive: {name: Archive the copy, lane: desk, facts: {needed: false}}
  answer: {name: Answer the letter, lane: clerks, facts: {rule_based: partly, access_allowed: unknown}}
  judge: {name: Judge hardship, lane: clerks, facts: {nature: judgement, needed: true}}
  clash: {lane: clerks, facts: {rule_based: fully, pattern_task: true}}
"""
CHANGED = (
    PROCESS.replace("version: 2", "version: 3")
    .replace("exception_rate: 2% to 5%", "exception_rate: 25, pattern_task: false")
    .replace("  archive: {name: Archive the copy, lane: desk, facts: {needed: false}}\n", "")
    .replace(
        "lane: clerks, facts: {nature: judgement", "lane: desk, facts: {nature: judgement, exception_rate: 3"
    )
    + "  call: {name: Call back, lane: desk, facts: {rule_based: none, pattern_task: false}}\n"
)


def office_rules(*more: str) -> Rulebook:
    """The rules of the office; each further text extends or replaces a table."""
    own = [
        RuleText(f"office/{name}.yaml", text, "office")
        for name, text in (("nature", NATURE), ("ways", WAYS), ("fit", FIT))
    ]
    shared = [RuleText("facts.yaml", FACTS)]
    later = [
        RuleText(f"house-{layer}/own.yaml", text, "house", layer, "house")
        for layer, text in enumerate(more, 1)
    ]
    return read_rulebook([*shared, *own, *later])


def office_process(folder: Path, text: str = PROCESS, rules: Rulebook | None = None) -> Process:
    """The process of the office, read from a file in `folder`; its source is named without it."""
    path = folder / "letters.yaml"
    path.write_text(text, encoding="utf-8")
    process = load_process(path, rules=rules or office_rules())
    return replace(process, source=path.name)
