"""Where a browser is asked for, by BROWSER_TESTS=required as in a pipeline, to have none is a failure and no reason to skip."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.helpers.axe import AXE
from tests.helpers.browser import CHROMIUM

NEEDED = {"Chromium": CHROMIUM, "axe-core": AXE, "pypdf": find_spec("pypdf")}


def pytest_collection_modifyitems(items):
    missing = [name for name, found in NEEDED.items() if found is None]
    here = any(Path(__file__).parent in item.path.parents for item in items)
    if here and missing and os.environ.get("BROWSER_TESTS") == "required":
        raise pytest.UsageError(f"the browser tests are required, and not installed: {', '.join(missing)}")
