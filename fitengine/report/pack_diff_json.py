"""The difference between two sets of rules as plain data and as JSON, and the JSON Schema of it. Keys are only ever added."""

from __future__ import annotations

from fitengine.model.explanation import Comparison, Transition
from fitengine.model.rules import Rulebook
from fitengine.report.comparison_json import step_change_json, step_definitions
from fitengine.report.json_parts import Json, dump, hit_json, packs_json, pairs_json, process_json
from fitengine.report.pack_diff import RulesDiff, telling_facts
from fitengine.report.schema_parts import (
    CHANCE,
    COUNT,
    TEXT,
    described,
    list_of,
    object_of,
    ref,
    schema_of,
    texts,
)

__all__ = ["pack_diff_schema", "pack_diff_to_dict", "pack_diff_to_json"]

_KIND: Json = {"enum": ["added", "removed", "altered"]}
_SHARE_DIGITS = 12
"""Digits behind the point: a share of one case in a million is worth telling."""


def pack_diff_to_dict(rules: RulesDiff) -> Json:
    """Both sides, the transitions with the largest first, what changed in rules and facts, and the real steps that change."""
    return {
        "decision": rules.diff.decision,
        "before": _side(rules.names[0], rules.old),
        "after": _side(rules.names[1], rules.new),
        "changed": round(rules.diff.changed, _SHARE_DIGITS),
        "samples": rules.diff.samples,
        "transitions": [_transition(transition) for transition in rules.diff.transitions],
        "rules": [
            {"decision": one.decision, "item": one.item, "kind": one.kind, "before": one.before, "after": one.after}
            for one in rules.items()
        ],
        "facts": [{"fact": one.fact, "kind": one.kind, "parts": list(one.parts)} for one in rules.facts()],
        "processes": [_process(comparison) for comparison in rules.processes],
    }  # fmt: skip


def pack_diff_to_json(rules: RulesDiff) -> str:
    """`pack_diff_to_dict` as JSON text, indented, ending in a line end."""
    return dump(pack_diff_to_dict(rules))


def pack_diff_schema() -> Json:
    """The schema of a difference between rules as JSON."""
    form = {
        "decision": TEXT,
        "before": ref("side"),
        "after": ref("side"),
        "changed": described("share of all cases that are decided otherwise, under the priors", CHANCE),
        "samples": described("random cases the shares are estimated from, 0 where they are exact", COUNT),
        "transitions": list_of(ref("transition"), "the largest first"),
        "rules": list_of(ref("item"), "what changed in any table"),
        "facts": list_of(ref("fact_change"), "what changed in the fact dictionary"),
        "processes": list_of(ref("process_change"), "real processes decided by either side"),
    }
    own = {
        "side": object_of({"name": described("as the user calls it"), "packs": list_of(ref("pack"))}),
        "transition": _transition_schema(),
        "item": object_of({"decision": TEXT, "item": TEXT, "kind": _KIND, "before": TEXT, "after": TEXT}),
        "fact_change": object_of({"fact": TEXT, "kind": _KIND, "parts": texts("what of an altered fact differs")}),
        "process_change": object_of(
            {"process": ref("process"), "steps": COUNT, "changed": list_of(ref("step"), "the steps decided otherwise")}
        ),
        **step_definitions(),
    }  # fmt: skip
    return schema_of("fitengine difference between rules", form, ("process", "known", "rule", "pack"), own)


def _side(name: str, rulebook: Rulebook) -> Json:
    return {"name": name, "packs": packs_json(rulebook.packs)}


def _transition(transition: Transition) -> Json:
    telling = telling_facts(transition)
    return {
        "before": transition.old,
        "after": transition.new,
        "share": round(transition.share, _SHARE_DIGITS),
        "example": pairs_json(transition.example),
        "telling": [name for name, _ in transition.example if name in telling],
        "before_rules": [hit_json(hit) for hit in transition.old_rules],
        "after_rules": [hit_json(hit) for hit in transition.new_rules],
    }


def _process(comparison: Comparison) -> Json:
    return {
        "process": process_json(comparison.after.process),
        "steps": len(comparison.steps),
        "changed": [step_change_json(change) for change in comparison.changed()],
    }


def _transition_schema() -> Json:
    return object_of(
        {
            "before": described(
                "an outcome, undetermined, or impossible where a constraint rules the case out"
            ),
            "after": described("as before"),
            "share": described("share of all cases, under the priors", CHANCE),
            "example": list_of(ref("known"), "one likely case"),
            "telling": texts("the facts of it that tell the two sides apart"),
            "before_rules": list_of(ref("rule"), "rules that decide it on this side only"),
            "after_rules": list_of(ref("rule"), "as before_rules"),
        }
    )
