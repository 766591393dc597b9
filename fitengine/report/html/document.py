"""The page: everything in one file that opens without a network.

Texts of users are cleaned and escaped wherever the templates show them. A content security policy allows the one style sheet
and the one script in the file, by their hashes, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from math import isfinite
from typing import Literal

from fitengine.decide.decider import Decider
from fitengine.model.decision import Assessment
from fitengine.model.explanation import Explanation
from fitengine.model.facts import Range
from fitengine.model.outlook import Outlook
from fitengine.model.readiness import Readiness
from fitengine.report.display import clean
from fitengine.report.explained import explained_steps
from fitengine.report.html.course import Course
from fitengine.report.html.decision_data import decision_data
from fitengine.report.html.drawn import DrawnMap
from fitengine.report.html.environment import content_policy, page_environment, page_file, script_json
from fitengine.report.html.overall import Overall
from fitengine.report.html.plan import Plan
from fitengine.report.html.ready import Ready
from fitengine.report.html.steps import StepPart
from fitengine.report.html.worth import Worth
from fitengine.report.words import process_name

__all__ = ["PageTheme", "html_report"]

PageTheme = Literal["auto", "light", "dark"]

_DECISION = "technology-fit"
_LONGEST_TITLE = 200


def html_report(
    assessment: Assessment,
    explanations: Iterable[Explanation],
    outlook: Outlook,
    decider: Decider,
    drawn: DrawnMap,
    *,
    theme: PageTheme = "auto",
    fragment: bool = False,
) -> str:
    """The report; with `fragment` only what goes into the body of a page, with its style and script. `auto` follows the reader's
    system. Explanations are those of all steps, in their order."""
    from markupsafe import Markup

    environment = page_environment()
    parts = _step_parts(assessment, explanations, outlook.readiness, decider, drawn)
    ready = Ready(outlook.readiness, decider.rulebook) if outlook.readiness else None
    style = environment.get_template("report.css").render(
        marks=drawn.marks, fills=drawn.fills, strokes=drawn.strokes, texts=drawn.texts
    )
    script = "\n".join(page_file(name) for name in ("decide.js", "page.js"))
    script = f'"use strict";\n(() => {{\n{script}}})();\n'
    page = {
        "title": clean(process_name(assessment.process))[:_LONGEST_TITLE],
        "overall": Overall(assessment, decider.rulebook, drawn.marks, ready.cited() if ready else set()),
        "ready": ready,
        "worth": Worth(outlook.value, decider.rulebook) if outlook.value else None,
        "plan": Plan(outlook.roadmap) if outlook.roadmap else None,
        "course": Course(outlook.tracking) if outlook.tracking else None,
        "steps": parts,
        "map": Markup(drawn.svg),  # noqa: S704 - checked element by element where it was drawn
        "printed": Markup(_without_ids(drawn.printed)),  # noqa: S704 - as above
        "roadmap_svg": Markup(_without_ids(drawn.roadmap)),  # noqa: S704 - as above
        "style": Markup(style),  # noqa: S704 - our own, and colours
        "script": Markup(script),  # noqa: S704 - our own
        "data": script_json(_data(assessment, decider, drawn)),
        "policy": content_policy(style, script),
        "theme": theme,
        "version": version("fitengine"),
    }
    return environment.get_template("fragment.html.j2" if fragment else "page.html.j2").render(page)


def _step_parts(
    assessment: Assessment,
    explanations: Iterable[Explanation],
    readiness: Readiness | None,
    decider: Decider,
    drawn: DrawnMap,
) -> Sequence[StepPart]:
    explained = explained_steps(assessment.process, explanations, decider.rulebook)
    data = {one.step: one for one in readiness.data} if readiness else {}
    looks = {outcome: look for look, outcome in enumerate(drawn.marks)}
    return [
        StepPart(
            number,
            step,
            one,
            drawn.marks[step.decision.outcome],
            looks[step.decision.outcome],
            drawn.anchors[step.step.id].removeprefix("#"),
            data.get(step.step.id),
        )
        for number, (step, one) in enumerate(zip(assessment.steps, explained, strict=True))
    ]


def _data(assessment: Assessment, decider: Decider, drawn: DrawnMap) -> Mapping[str, object]:
    return {
        "marks": {outcome: asdict(mark) for outcome, mark in drawn.marks.items()},
        "decision": decision_data(assessment, decider, _DECISION),
        "hours": [_ends(step.hours_per_month) for step in assessment.steps],
    }


def _without_ids(svg: str) -> str:
    """An id stands once in a page; `<` in a text is escaped, so that only elements are met."""
    return re.sub(r'<g id="[^"]*"', "<g", svg)


def _ends(hours: Range | None) -> tuple[float, float] | None:
    """A range as JSON takes it; one without an end is as good as unknown."""
    return (hours.low, hours.high) if hours and isfinite(hours.high) else None
