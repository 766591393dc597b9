"""axe-core, the checker of accessible pages, where npm has put it: in `node_modules` of the checkout, or on NODE_PATH."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.helpers.browser import Tab

__all__ = ["AXE", "axe_findings"]

_FOLDERS = [
    Path(__file__).parents[2] / "node_modules",
    *map(Path, filter(None, os.environ.get("NODE_PATH", "").split(os.pathsep))),
]
AXE = next((path for folder in _FOLDERS if (path := folder / "axe-core" / "axe.min.js").is_file()), None)
_RUN = """(async () => {
  const brief = (found) => found.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(' '))]);
  const { violations, incomplete } = await axe.run();
  return { violations: brief(violations), incomplete: brief(incomplete) };
})()"""


def axe_findings(tab: Tab) -> dict[str, dict[str, list[str]]]:
    """Rules that are broken (`violations`), or that a person has to judge (`incomplete`), with the elements concerned."""
    assert AXE is not None
    tab.run(AXE.read_text(encoding="utf-8") + ";0")
    found = tab.run(_RUN)
    assert isinstance(found, dict), json.dumps(found)
    return {kind: dict(found[kind]) for kind in ("violations", "incomplete")}
