"""The public functions: what the command line and embedding tools call.

Everything returned is frozen; a rulebook and an assessment may be shared between threads and survive a fork.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fitengine.api.decisions import (
    assess,
    compare,
    explain,
    next_question,
    open_answer_file,
    open_questions,
    read_answers,
    read_changes,
    start_interview,
    what_if,
)
from fitengine.api.documents import draw_map, draw_roadmap, write_report
from fitengine.api.exchange import (
    drawn_process,
    export_bpmn,
    export_sidecar,
    export_workbook,
    import_log,
    import_workbook,
    measure_log,
    measured_facts,
    problem_workbook,
)
from fitengine.api.initiatives import readiness, roadmap, track, value
from fitengine.api.portfolios import assess_many, run_portfolio, summarise_portfolio
from fitengine.api.processes import (
    check_process,
    load_process,
    process_schema,
    process_text,
    starter_process,
    starter_sidecar,
    update_sidecar,
)
from fitengine.api.rules import (
    check_rules,
    compare_rules,
    export_dmn,
    import_dmn,
    load_rules,
    rule_coverage,
    rule_pages,
    test_rules,
)

if TYPE_CHECKING:
    from fitengine.doctor import DoctorLine

__all__ = [
    "assess",
    "assess_many",
    "check_process",
    "check_rules",
    "compare",
    "compare_rules",
    "doctor",
    "draw_map",
    "draw_roadmap",
    "drawn_process",
    "explain",
    "export_bpmn",
    "export_dmn",
    "export_sidecar",
    "export_workbook",
    "import_dmn",
    "import_log",
    "import_workbook",
    "load_process",
    "load_rules",
    "measure_log",
    "measured_facts",
    "next_question",
    "open_answer_file",
    "open_questions",
    "problem_workbook",
    "process_schema",
    "process_text",
    "read_answers",
    "read_changes",
    "readiness",
    "roadmap",
    "rule_coverage",
    "rule_pages",
    "run_portfolio",
    "start_interview",
    "starter_process",
    "starter_sidecar",
    "summarise_portfolio",
    "test_rules",
    "track",
    "update_sidecar",
    "value",
    "what_if",
    "write_report",
]

logging.getLogger("fitengine").addHandler(logging.NullHandler())  # silent until somebody asks


def doctor() -> tuple[DoctorLine, ...]:
    """Versions, what is in use and what is missing on this machine."""
    from fitengine.doctor import examine

    return examine()
