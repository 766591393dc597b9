"""The public functions: what the command line and embedding tools call.

Everything returned is frozen; a rulebook and an assessment may be shared between threads and survive a fork.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from fitengine.decide.decider import Decider
from fitengine.doctor import DoctorLine, examine
from fitengine.load.files import Source, open_process
from fitengine.load.rulebook import load_rules as _load_rules
from fitengine.model.decision import Assessment, Finding, RuleFinding, RuleTestResult
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook

__all__ = [
    "DoctorLine",
    "assess",
    "check_process",
    "check_rules",
    "doctor",
    "draw_map",
    "load_process",
    "load_rules",
    "process_schema",
    "starter_process",
    "starter_sidecar",
    "test_rules",
]


def load_rules(*folders: Path | str, settings: Mapping[str, str] | None = None) -> Rulebook:
    """The shipped rules; each folder adds to them or overrides by id, `settings` choose by name. Raises RulesError."""
    return _load_rules([Path(folder) for folder in folders], settings or {})


def load_process(
    source: Source, *, rules: Rulebook | None = None, facts: Path | str | None = None
) -> Process:
    """A process from a YAML, JSON or BPMN file, an open file, or `-`. Facts of a BPMN model are read from `facts`, else from
    `NAME.facts.yaml` beside it. Raises InputError with every problem found."""
    rulebook = rules or _shipped_rules()
    return open_process(source, rulebook.dictionary, _rateable(rulebook), facts)


def assess(
    process: Process, *, rules: Rulebook | None = None, strict: bool = False, executor: str = "auto"
) -> Assessment:
    """A verdict for every step with its reasons, blockers, findings and totals. `strict` presumes nothing; `executor` is
    `auto`, `rete` or `plain`. Raises RulesError for rules that leave gaps or conflict, EngineFault when the two ways of
    deciding disagree."""
    from fitengine.assess.process import assess_process

    decider = _decider(rules or _shipped_rules(), executor)
    decider.require_sound()
    return assess_process(process, decider, strict=strict)


def check_process(process: Process) -> tuple[Finding, ...]:
    """What is weak in the structure: starts, ends, branches, shares, names."""
    from fitengine.assess.structure import check_structure
    from fitengine.facts.graph import process_graph

    return check_structure(process, process_graph(process))


def check_rules(rules: Rulebook) -> tuple[RuleFinding, ...]:
    """Gaps and conflicts with a witness each (errors), and rules that do nothing (warnings)."""
    from fitengine.decide.proofs import check_rulebook

    return check_rulebook(rules, _decider(rules, "plain").space)


def test_rules(rules: Rulebook) -> tuple[RuleTestResult, ...]:
    """Every test that travels with the rules."""
    from fitengine.decide.rule_tests import run_tests

    return run_tests(_decider(rules, "plain"))


test_rules.__test__ = False  # type: ignore[attr-defined] # its name is the user's word, not a test runner's


def draw_map(
    assessment: Assessment,
    *,
    format: str = "svg",  # noqa: A002 - the field's name
    theme: str = "light",
    unfold: bool = False,
    dot: Path | str | None = None,
) -> bytes:
    """The annotated process map as `svg`, `png`, `pdf` or `dot`. Raises DrawingFault without a drawing program."""
    from fitengine.render import draw_map as draw

    drawn = draw(
        assessment, format=format, theme=theme, unfold=unfold, dot=Path(dot) if dot is not None else None
    )
    return drawn.encode() if isinstance(drawn, str) else drawn


def doctor() -> tuple[DoctorLine, ...]:
    """Versions, what is in use and what is missing on this machine."""
    return examine()


def starter_process(rules: Rulebook | None = None) -> str:
    """A commented process file to start from."""
    from fitengine.load.starter import starter_process as write

    return write((rules or _shipped_rules()).dictionary)


def starter_sidecar(process: Process, rules: Rulebook | None = None) -> str:
    """A commented file of facts for a process that was read from BPMN."""
    from fitengine.load.starter import starter_sidecar as write

    return write(process, (rules or _shipped_rules()).dictionary)


def process_schema(rules: Rulebook | None = None) -> Mapping[str, object]:
    """The JSON Schema of process files, generated from the fact dictionary."""
    from fitengine.load.schema import process_schema as make

    rulebook = rules or _shipped_rules()
    return make(rulebook.dictionary, _rateable(rulebook))


def _rateable(rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """The decisions an analyst may answer directly, with their outcomes: those that another decision requires."""
    required: Sequence[str] = [
        name for table in rulebook.tables.values() if table.subject == "step" for name in table.requires
    ]
    return {name: table.outcomes for name, table in rulebook.tables.items() if name in required}


@lru_cache(maxsize=1)
def _shipped_rules() -> Rulebook:
    return _load_rules([], {})


@lru_cache(maxsize=8)
def _decider(rulebook: Rulebook, executor: str) -> Decider:
    """The decider of a rulebook, kept while it is in use: compiling costs more than deciding."""
    return Decider(rulebook, executor)
