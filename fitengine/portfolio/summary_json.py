"""A portfolio's summary as plain data and as JSON. Keys are only ever added to it."""

from __future__ import annotations

from dataclasses import asdict
from math import isinf

from fitengine.portfolio.summary_model import Counts, StepRow, Summary
from fitengine.portfolio.summary_words import process_reason, step_reason
from fitengine.report.json_parts import Json, dump

__all__ = ["summary_to_dict", "summary_to_json"]


def summary_to_dict(summary: Summary) -> Json:
    """Everything as dicts, lists, texts and numbers; hours without an end are null."""
    return {
        "packs": [{"name": name, "version": version, "digest": digest} for name, version, digest in summary.rules],
        "documents": {
            "total": summary.documents.total,
            "assessed": summary.documents.assessed,
            "refused": dict(summary.documents.refused),
        },
        "limit": summary.choice.limit,
        "areas": list(summary.choice.areas),
        "owners": list(summary.choice.owners),
        "totals": _counts(summary.total),
        "groups": {
            by: {
                "total": total,
                "groups": [
                    {"name": group.name, "processes": group.processes, "totals": _counts(group.counts)} for group in groups
                ],
            }
            for by, groups, total in summary.groups
        },
        "processes": [
            {
                **{key: value for key, value in asdict(one).items() if key not in ("counts", "because")},
                "reason": process_reason(one),
                "totals": _counts(one.counts),
            }
            for one in summary.processes
        ],
        "steps": [_step(one, summary) for one in summary.steps],
        "quick_wins": {
            "total": summary.quick_total,
            "hours_saved": summary.quick_saved,
            "steps": [_step(one, summary) for one in summary.quick_wins],
        },
        "quadrants": [
            {"id": id_, "label": label, "steps": steps, "hours_saved": saved} for id_, label, steps, saved in summary.quadrants
        ],
        "blockers": [asdict(one) for one in summary.blockers],
        "questions": {
            "open_steps": summary.open_steps,
            "sampled": summary.sampled,
            "unsettling": summary.unsettling,
            "questions": [asdict(one) for one in summary.questions],
        },
        "initiatives": {**asdict(summary.initiatives), "phases": dict(summary.initiatives.phases)},
        "duplicates": {"total": summary.duplicate_total, "duplicates": [asdict(one) for one in summary.duplicates]},
    }  # fmt: skip


def summary_to_json(summary: Summary) -> str:
    """`summary_to_dict` as JSON text, indented, ending in a line end."""
    return dump(summary_to_dict(summary))


def _counts(counts: Counts) -> list[Json]:
    return [
        {
            key: None if isinstance(value, float) and isinf(value) else value
            for key, value in asdict(one).items()
        }
        for one in counts.verdicts
    ]


def _step(step: StepRow, summary: Summary) -> Json:
    found = asdict(step)
    return {**found.pop("place"), **found, "reason": step_reason(step, summary)}
