"""fitengine decides, for every step of a business process, which technology fits, and says why.

    from fitengine import assess, load_process
    assessment = assess(load_process("invoices.yaml"))

The names below are the public interface; everything they return is frozen.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fitengine.api import (
        assess,
        assess_many,
        check_process,
        check_rules,
        compare,
        compare_rules,
        draw_map,
        explain,
        export_bpmn,
        export_dmn,
        export_workbook,
        import_dmn,
        import_log,
        import_workbook,
        load_process,
        load_rules,
        measure_log,
        next_question,
        open_questions,
        read_changes,
        readiness,
        roadmap,
        run_portfolio,
        summarise_portfolio,
        test_rules,
        track,
        value,
        what_if,
        write_report,
    )
    from fitengine.errors import DrawingFault, EngineFault, FitengineError, InputError, RulesError
    from fitengine.render.options import MapOptions

__all__ = [
    "DrawingFault",
    "EngineFault",
    "FitengineError",
    "InputError",
    "MapOptions",
    "RulesError",
    "assess",
    "assess_many",
    "check_process",
    "check_rules",
    "compare",
    "compare_rules",
    "draw_map",
    "explain",
    "export_bpmn",
    "export_dmn",
    "export_workbook",
    "import_dmn",
    "import_log",
    "import_workbook",
    "load_process",
    "load_rules",
    "measure_log",
    "next_question",
    "open_questions",
    "read_changes",
    "readiness",
    "roadmap",
    "run_portfolio",
    "summarise_portfolio",
    "test_rules",
    "track",
    "value",
    "what_if",
    "write_report",
]


def __getattr__(name: str) -> object:
    """Public names are imported when first used, so that `import fitengine` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module `fitengine` has no attribute `{name}`")
    from fitengine import api, errors

    if name == "MapOptions":
        from fitengine.render.options import MapOptions

        return MapOptions
    return getattr(errors if hasattr(errors, name) else api, name)


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """Keeps public functions in sight: importing the room `fitengine.assess` would put it in the place of `assess`."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in __all__ or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
