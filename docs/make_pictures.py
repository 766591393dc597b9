"""Draws the pictures of docs/maps.md again:

    python docs/make_pictures.py

A test sees to it that every shipped example and every picture of that page is in the list below.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fitengine import MapOptions, assess, draw_map, load_process, read_changes, what_if

__all__ = ["PICTURES", "Picture"]

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
_DPI = 66


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its name, the process it shows, and how; `before` is what was otherwise in an earlier version."""

    name: str
    process: str
    options: MapOptions = MapOptions(dpi=_DPI)  # noqa: RUF009 - frozen
    before: tuple[str, ...] = ()


PICTURES = (
    Picture("accounts-payable", "processes/accounts-payable.yaml"),
    Picture("customer-complaints", "processes/customer-complaints.yaml"),
    Picture("employee-onboarding", "processes/employee-onboarding.yaml"),
    Picture("insurance-claims", "processes/insurance-claims.yaml"),
    Picture("order-to-cash", "processes/order-to-cash.bpmn"),
    Picture(
        "insurance-claims-overview", "processes/insurance-claims.yaml", MapOptions(overview=True, dpi=84)
    ),
    Picture("insurance-claims-stage", "processes/insurance-claims.yaml", MapOptions(stage="Settle", dpi=84)),
    Picture("order-to-cash-hours", "processes/order-to-cash.bpmn", MapOptions(colour="hours", dpi=_DPI)),
    Picture(
        "accounts-payable-dark",
        "processes/accounts-payable.yaml",
        MapOptions(lane="accounting", colour="stability", theme="dark", dpi=84),
    ),
    Picture(
        "accounts-payable-changes",
        "processes/accounts-payable.yaml",
        MapOptions(stage="Receive", dpi=84),
        (
            "register.standardised=ad_hoc",
            "register.ways_of_working=8",
            "capture.pattern_task=no",
            "validate.rule_based=none",
        ),
    ),
)


def draw(picture: Picture) -> bytes:
    """One picture as PNG."""
    process = load_process(ROOT / picture.process)
    before = what_if(process, read_changes(process, picture.before)).after if picture.before else None
    drawn = draw_map(assess(process), picture.options, format="png", before=before)
    assert isinstance(drawn, bytes)
    return drawn


if __name__ == "__main__":
    for picture in PICTURES:
        (FOLDER / f"{picture.name}.png").write_bytes(draw(picture))
