"""What the chip of a step says: its verdict, or the grade that the colour stands for."""

from __future__ import annotations

from dataclasses import dataclass

from fitengine.model.decision import UNDETERMINED, Certainty, StepAssessment
from fitengine.render.grades import data_grade, hours_grade, stability_grade, style_of
from fitengine.render.insights import Insights
from fitengine.render.marks.figures import format_count
from fitengine.render.options import Colour
from fitengine.render.palette import THEMES

__all__ = ["CERTAINTY_SIGNS", "Categories"]

CERTAINTY_SIGNS = {Certainty.SETTLED: "●", Certainty.PRESUMED: "○", Certainty.OPEN: ""}


@dataclass(frozen=True, slots=True)
class Categories:
    """Keys for `style_of`, and the figures that go with them."""

    colour: Colour
    insights: Insights

    def key(self, step: StepAssessment | None) -> str:
        """The verdict or grade of a step; None is a step that was not assessed."""
        if self.colour == "verdict":
            return step.decision.outcome if step else UNDETERMINED
        if self.colour == "hours":
            return hours_grade(step.hours_per_month if step else None)
        if self.colour == "stability":
            return stability_grade(self._share(step))
        data = self.insights.data.get(step.step.id) if step else None
        return data_grade(data.state if data else None)

    def figure(self, step: StepAssessment | None) -> str:
        """What stands at the right of the chip."""
        if step is None:
            return ""
        share = self._share(step)
        percent = f"{share:.0%}" if share is not None else ""
        match self.colour:
            case "verdict":
                return f"{percent} {CERTAINTY_SIGNS[step.decision.certainty]}".strip()
            case "hours":
                hours = format_count(step.hours_per_month)
                return f"{hours} h" if hours else ""
            case "stability":
                return percent
            case "readiness":
                data = self.insights.data.get(step.step.id)
                return f"{len(data.work)} to do" if data and data.work else ""

    def words(self, step: StepAssessment) -> str:
        """Grade and figure in words; empty where the colour is that of the verdict."""
        if self.colour == "verdict":
            return ""
        figure = self.figure(step)
        return style_of(THEMES["light"], self.key(step)).phrase + (f" ({figure})" if figure else "")

    def _share(self, step: StepAssessment | None) -> float | None:
        return self.insights.stability.get(step.step.id) if step else None
