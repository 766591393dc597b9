"""Open coloured BPMN models with bpmn-js in a browser, and compare its warnings with those of the models as they were.

    npm install bpmn-js
    python tests/conformance/bpmn_js_corpus.py node_modules/bpmn-js/dist/bpmn-navigated-viewer.production.min.js FOLDER [--each N]

Takes every N-th usable model below the folder (all of them where it is not given), colours it, and imports both; and exports
every example process as a laid-out model. Prints how many open with no more warnings than before; exits 1 where there are more,
and where one does not open.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fitengine import api
from fitengine.data import examples_folder
from fitengine.errors import FitengineError
from fitengine.load.markup.encoding import as_utf8
from tests.helpers.browser import Tab, browser

SUFFIXES = {".bpmn", ".bpmn2", ".xml"}
PAGE = """<!doctype html><meta charset="utf-8"><div id="canvas" style="width:1200px;height:800px"></div><script>{viewer}</script>
<script>
async function open_model(xml) {{
  const viewer = new BpmnJS({{container: "#canvas"}});
  try {{
    const {{warnings}} = await viewer.importXML(xml);
    const filled = [...document.querySelectorAll(".djs-visual *")].map((one) => getComputedStyle(one).fill);
    return {{warnings: warnings.map((one) => one.message), colours: [...new Set(filled)]}};
  }} catch (error) {{
    return {{error: String(error.message), warnings: (error.warnings || []).map((one) => one.message)}};
  }} finally {{
    viewer.destroy();
  }}
}}
</script>"""


def open_model(tab: Tab, raw: bytes, name: str) -> dict:
    """What bpmn-js says: `warnings`, the fills of the shapes as `colours`, or an `error`."""
    text = as_utf8(raw, name)[0].decode()
    found = tab.run(f"open_model({json.dumps(text)})")
    assert isinstance(found, dict)
    return found


def usable(folder: Path, each: int) -> Iterator[tuple[Path, bytes, bytes]]:
    """Models with their coloured copies."""
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES and path.is_file()]
    for path in paths[::each]:
        try:
            assessment = api.assess(api.load_process(path))
            yield path, path.read_bytes(), api.export_bpmn(assessment, model=path)
        except FitengineError:
            continue


def compare(tab: Tab, path: Path, raw: bytes, coloured: bytes) -> str:
    before, after = open_model(tab, raw, path.name), open_model(tab, coloured, path.name)
    if "error" in before:
        return "not openable before either" if "error" in after else "mended"
    if "error" in after or len(after["warnings"]) > len(before["warnings"]):
        print(f"{path}: {after} (before: {before['warnings']})", file=sys.stderr)
        return "worse"
    return "as before"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("viewer", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", type=int, default=1)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name, browser(Path(name) / "profile") as window:
        page = Path(name) / "page.html"
        page.write_text(PAGE.format(viewer=options.viewer.read_text(encoding="utf-8")), encoding="utf-8")
        tab = window.open(page)
        for path, raw, coloured in usable(options.folder, options.each):
            counts[compare(tab, path, raw, coloured)] += 1
        for path in sorted(
            set(examples_folder().glob("*.yaml")) - set(examples_folder().glob("*.facts.yaml"))
        ):
            found = open_model(tab, api.export_bpmn(api.assess(api.load_process(path))), path.name)
            result = (
                "laid out, no warning"
                if not found.get("error") and not found["warnings"]
                else "laid out, worse"
            )
            counts[result] += 1
            print(f"{path.name}: {result}, {len(found.get('colours', ()))} colours {found.get('error', '')}")
    for result, count in sorted(counts.items()):
        print(f"{count:6} {result}")
    return int(counts["worse"] + counts["laid out, worse"] > 0)


if __name__ == "__main__":
    sys.exit(main())
