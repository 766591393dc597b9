"""The DOT text of a few maps, letter by letter: a change of the drawing shows in the diff.

After a change that is meant, look at the maps and renew the files: `python -m tests.golden.map.test_map_golden`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fitengine.render import MapOptions, draw_map
from tests.helpers.maps import accounts_payable, boundary_process, claims_process, rework_process

FOLDER = Path(__file__).parent
MAPS = {
    "accounts-payable": lambda: draw_map(accounts_payable(), format="dot"),
    "rework": lambda: draw_map(rework_process(), MapOptions(columns=0, theme="dark"), format="dot"),
    "boundary-events": lambda: draw_map(boundary_process(), MapOptions(theme="print"), format="dot"),
    "boundary-events-unfolded": lambda: draw_map(boundary_process(), MapOptions(unfold=True), format="dot"),
    "claims-overview": lambda: draw_map(claims_process(), MapOptions(overview=True), format="dot"),
    "claims-triage": lambda: draw_map(claims_process(), MapOptions(stage="Triage"), format="dot"),
}


@pytest.mark.parametrize("name", MAPS)
def test_the_map_is_drawn_as_it_was_looked_at(name: str) -> None:
    assert MAPS[name]() == (FOLDER / f"{name}.dot").read_text(encoding="utf-8")


if __name__ == "__main__":
    for name, draw in MAPS.items():
        (FOLDER / f"{name}.dot").write_text(str(draw()), encoding="utf-8")
