"""Small DMN files, for tests of their reader."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

__all__ = ["decision", "model", "table"]

DMN_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(
    inputs: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    extra: str = "",
    outputs: str = '<output id="o" name="result"/>',
) -> str:
    """A decision table: inputs as (expression, type), rows of input cells and one output."""
    columns = "".join(
        f"<input label={quoteattr(name)}><inputExpression typeRef={quoteattr(kind)}><text>{escape(name)}</text>"
        "</inputExpression></input>"
        for name, kind in inputs
    )
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row[:-1])
        + f"<outputEntry><text>{escape(row[-1])}</text></outputEntry></rule>\n"
        for row in rows
    )
    return f'<decisionTable hitPolicy="{policy}" {extra}>{columns}{outputs}{rules}</decisionTable>'


def decision(name: str, logic: str, requires: Sequence[str] = ()) -> str:
    """A decision whose id is its name, and what it requires."""
    needs = "".join(
        f"<informationRequirement><requiredDecision href={quoteattr('#' + other)}/></informationRequirement>"
        for other in requires
    )
    return f"<decision id={quoteattr(name)} name={quoteattr(name)}>{needs}{logic}</decision>\n"


def model(*decisions: str, namespace: str = DMN_13, before: str = "") -> bytes:
    """A whole file."""
    parts = "".join(decisions)
    return f'<?xml version="1.0"?>\n{before}<definitions xmlns="{namespace}" name="m">\n{parts}</definitions>'.encode()
