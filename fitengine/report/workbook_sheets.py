"""An assessed process as the sheets of a workbook: what `fitengine import` reads again, and the verdicts for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from fitengine.errors import Problem
from fitengine.load.plain import plain_known
from fitengine.load.process.schema import TRIGGERS
from fitengine.load.process.value_write import value_tree
from fitengine.load.process.write import TYPES, Shared, share_text, type_word
from fitengine.load.units import other_units
from fitengine.load.workbook.process import COLUMNS, STEP_TEXTS
from fitengine.model.decision import Assessment
from fitengine.model.facts import Known, OneOf, Origin, Scalar, format_known
from fitengine.model.initiative import Initiative, Kpi
from fitengine.model.process import Event, Node, Process, Task
from fitengine.model.rules import FactDefinition, FactRole, FactType, Rulebook
from fitengine.report.records import FIELDS, to_records
from fitengine.report.workbook import Column, Entry, Sheet

__all__ = ["problem_sheet", "process_sheets"]

Row = tuple[Entry | None, ...]
Line = Sequence[Scalar | None]

_WIDE = {
    "name": 34,
    "value": 26,
    "question": 70,
    "because": 60,
    "problem": 70,
    "help": 60,
    "when": 26,
    "ground": 60,
}
_USUAL = 15.0
_HOW = """\
How to use this workbook
Steps: one row a task, gateway or event; one column a fact. Leave a cell empty where nobody knows; write unknown for a doubt.
What is known in part is said in part: mostly or uniform, 2 to 5. The comment of each header has the question.
Grey values hold by default (sheet Defaults). One that is left as it is stays a default; another value is stated for the step.
Flows: what follows what. Lanes: who does the work. Initiative, Measures, Actuals and Value: the undertaking as a whole.
Rows and columns may be moved, and columns of your own may stand between them. Formulas and merged cells are refused.
Verdicts is a result: nothing reads it. It holds for the facts as they were when this file was written.
Back: fitengine import BOOK.xlsx -o process.yaml (with --problems FILE.xlsx for a list of what cannot be read)."""


def process_sheets(
    assessment: Assessment, rules: Rulebook, ratings: Mapping[str, tuple[str, ...]]
) -> tuple[Sheet, ...]:
    """All sheets; `ratings` are the decisions that a step may answer directly, with their outcomes."""
    process = assessment.process
    initiative = process.initiative or Initiative()
    return (
        _steps(process, rules, ratings),
        _table("Flows", _flows(process)),
        _table("Lanes", ([lane.id, lane.name, lane.pool or None] for lane in process.lanes.values())),
        _table("Defaults", _defaults(process)),
        _table("Measured", _measured(process)),
        _table("Process", _about(process)),
        _initiative(initiative, rules),
        _table("Measures", map(_measure, initiative.kpis)),
        _table("Actuals", _actuals(initiative)),
        _table("Value", _value(initiative)),
        Sheet(
            "Verdicts",
            tuple(map(_column, FIELDS)),
            tuple(_entries(one.values()) for one in to_records(assessment)),
            frozen=3,
            read_only=True,
        ),
        Sheet(
            "About", (Column("About", 120),), tuple((Entry(line),) for line in _lines(assessment)), 0, True
        ),
    )


def problem_sheet(problems: Iterable[Problem]) -> Sheet:
    """What is wrong with a workbook, cell by cell."""
    columns = (Column("cell", 20), Column("code", 20), Column("problem", 70), Column("help", 60))
    rows = (
        _entries([one.span.cell if one.span else None, one.code, one.message, one.help or None])
        for one in problems
    )
    return Sheet("Problems", columns, tuple(rows))


def _steps(process: Process, rules: Rulebook, ratings: Mapping[str, tuple[str, ...]]) -> Sheet:
    facts = _stated(rules, "step")
    shared = Shared(process)
    options = {
        "type": TYPES,
        "lane": tuple(process.lanes),
        "trigger": TRIGGERS,
        "interrupting": ("yes", "no"),
    }
    columns = [
        Column(word, _WIDE.get(word, _USUAL), options=options.get(word, ())) for word in ("id", *STEP_TEXTS)
    ]
    order = 5  # facts come before what only events have
    fact_columns = [_fact_column(one) for one in facts]
    rated = [Column(name, _USUAL, f"{rules.tables[name].question} Rated directly.", outcomes)
             for name, outcomes in ratings.items()]  # fmt: skip
    rows = []
    for node in process.nodes.values():
        texts = _entries(_texts(node))
        known = tuple(_fact_entry(node, one.name, shared) for one in facts)
        given = node.facts.ratings if isinstance(node, Task) else {}
        rated_row = _entries(given.get(name) for name in ratings)
        rows.append((*texts[:order], *known, *rated_row, *texts[order:]))
    return Sheet("Steps", (*columns[:order], *fact_columns, *rated, *columns[order:]), tuple(rows), 2)


def _texts(node: Node) -> Line:
    event = node if isinstance(node, Event) else None
    interrupting = "no" if event and not event.interrupting else None
    host = event.attached_to if event else None
    trigger = event.trigger or None if event else None
    return [
        node.id,
        node.name,
        type_word(node),
        node.lane,
        node.stage,
        trigger,
        host,
        interrupting,
        node.parent,
    ]


def _fact_entry(node: Node, name: str, shared: Shared) -> Entry | None:
    if not isinstance(node, Task) or name not in node.facts.values:
        return None
    return Entry(_known(node.facts.values[name]), shared.covers(node, name))


def _fact_column(fact: FactDefinition) -> Column:
    header = f"{fact.name} ({fact.unit})" if fact.unit else fact.name
    return Column(header, max(_USUAL, min(24.0, len(fact.name) + 2.0)), _comment(fact), _options(fact))


def _comment(fact: FactDefinition) -> str:
    units = f"In {', or '.join((fact.unit, *other_units(fact.unit)))}." if fact.unit else ""
    return "\n".join(filter(None, (fact.question, fact.help, units)))


def _options(fact: FactDefinition) -> tuple[str, ...]:
    if fact.type is FactType.BOOL:
        return "yes", "no", "unknown"
    return (*fact.values, "unknown") if fact.values else ()


def _flows(process: Process) -> Iterator[Line]:
    for flow in process.flows:
        share = None if flow.share is None else share_text(flow.share)
        yield [flow.source, flow.target, flow.condition or None, share, True if flow.default else None]


def _defaults(process: Process) -> Iterator[Line]:
    shared = Shared(process)
    yield from ([None, name, _known(value)] for name, value in shared.common.items())
    for lane, values in shared.by_lane.items():
        yield from ([lane, name, _known(value)] for name, value in values.items())


def _measured(process: Process) -> Iterator[Line]:
    for task in process.tasks():
        for name, value in task.facts.values.items():
            origin = task.facts.origin(name)
            if origin.origin is Origin.MEASURED:
                yield [task.id, name, None, _known(value), origin.detail]
        if task.figures is not None:
            for name, figure in task.figures.values.items():
                yield [task.id, None, name, figure, task.figures.log]


def _about(process: Process) -> Iterator[Line]:
    yield ["process", process.id]
    yield ["name", process.name]
    yield ["version", process.version or None]
    yield ["owner", process.owner or None]
    initiative = process.initiative
    yield ["go_live", initiative.go_live.isoformat() if initiative and initiative.go_live else None]
    yield ["currency", initiative.value.currency or None if initiative and initiative.value else None]


def _initiative(initiative: Initiative, rules: Rulebook) -> Sheet:
    """Every fact about the process, answered or not."""
    columns = (
        Column("fact", 30),
        Column("value", 20),
        Column("unit", 14),
        Column("legal values", 30),
        Column("question", 70),
    )
    values = initiative.facts.values
    rows = (
        _entries(
            [
                fact.name,
                _known(values[fact.name]) if fact.name in values else None,
                fact.unit or None,
                ", ".join(_options(fact)) or None,
                _comment(fact),
            ]
        )
        for fact in _stated(rules, "process")
    )
    return Sheet("Initiative", columns, tuple(rows))


def _measure(kpi: Kpi) -> Line:
    since = kpi.baseline_on.isoformat() if kpi.baseline_on else None
    return [kpi.name, kpi.unit, kpi.direction, kpi.baseline, since, kpi.month_1, kpi.month_6, kpi.stop]


def _actuals(initiative: Initiative) -> Iterator[Line]:
    for kpi in initiative.kpis:
        for actual in kpi.actuals:
            yield [kpi.name, actual.on.isoformat(), actual.value]


def _value(initiative: Initiative) -> Iterator[Line]:
    tree = value_tree(initiative.value) if initiative.value else {}
    for figure, what in tree.items():
        if figure == "steps" and isinstance(what, Mapping):
            for step, figures in what.items():
                assert isinstance(figures, Mapping)
                yield from (_figure(str(name), None, step, one) for name, one in figures.items())
        elif isinstance(what, Mapping) and "likely" not in what:
            yield from (_figure(figure, verdict, None, one) for verdict, one in what.items())
        elif figure != "currency":
            yield _figure(figure, None, None, what)


def _figure(name: str, verdict: str | None, step: str | None, figure: object) -> Line:
    """One row: value, or low, likely and high."""
    if isinstance(figure, Mapping):
        return [name, verdict, step, None, figure["low"], figure["likely"], figure["high"]]
    assert isinstance(figure, int | float | str)
    return [name, verdict, step, figure, None, None, None]


def _lines(assessment: Assessment) -> Iterator[str]:
    try:
        yield f"fitengine {version('fitengine')}"
    except PackageNotFoundError:
        yield "fitengine"
    yield from (f"Rules: {pack.name} {pack.version} ({pack.digest})" for pack in assessment.packs)
    yield from _HOW.split("\n")


def _table(name: str, rows: Iterable[Iterable[Scalar | None]]) -> Sheet:
    return Sheet(name, tuple(map(_column, COLUMNS[name])), tuple(map(_entries, rows)))


def _column(word: str) -> Column:
    return Column(word, _WIDE.get(word, _USUAL))


def _entries(values: Iterable[Scalar | None]) -> Row:
    return tuple(None if value is None else Entry(value) for value in values)


def _known(value: Known) -> Scalar:
    """As a person types it: `mostly or uniform`, `2 to 5`, `unknown`."""
    if isinstance(value, OneOf):
        return " or ".join(format_known(item) for item in value.values)
    plain = plain_known(value)
    assert not isinstance(plain, tuple)
    return plain


def _stated(rules: Rulebook, subject: str) -> list[FactDefinition]:
    facts = rules.dictionary.values()
    return [one for one in facts if one.subject == subject and one.role is not FactRole.DERIVED]
