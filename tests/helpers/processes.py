"""Processes as people might write them, for tests that take them out of one form and into another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from hypothesis import strategies as st

from fitengine.api import load_rules
from fitengine.load.process.fact_block import as_defaults, merge_facts
from fitengine.load.process.fact_schema import is_measured
from fitengine.model.estimate import Estimate, ValueInputs
from fitengine.model.facts import Facts, Known, OneOf, Origin, Provenance, Range, Unknown
from fitengine.model.initiative import Actual, Initiative, Kpi
from fitengine.model.process import (
    Event,
    EventKind,
    Gateway,
    GatewayKind,
    Lane,
    LogFigures,
    Node,
    Process,
    SequenceFlow,
    SubProcess,
    SubProcessKind,
    Task,
    TaskKind,
)
from fitengine.model.rules import FactDefinition, FactRole, FactType

__all__ = ["RATINGS", "bare", "facts_about", "known_values", "processes"]

RATINGS = {"nature": ("judgement", "rules", "pattern"), "ways": ("not_ready", "ready")}
IDS = ("register", "prüfen", "s-3", "10", "no", "x.y", "Activity_0x1", "null", "1e3", "步骤")
TRIGGERS = ("", "message", "timer", "error")


@cache
def facts_about(subject: str) -> tuple[FactDefinition, ...]:
    """The shipped facts that people may state about a step or a process."""
    facts = load_rules().dictionary.values()
    return tuple(one for one in facts if one.subject == subject and one.role is not FactRole.DERIVED)


def bare(process: Process) -> Process:
    """What a process says, without where it says so. Flows lose their ids, which are made up."""
    nodes = {name: _bare_node(node) for name, node in process.nodes.items()}
    flows = tuple(replace(flow, id="", span=None) for flow in process.flows)
    return replace(
        process,
        nodes=nodes,
        flows=flows,
        initiative=_bare_initiative(process.initiative),
        source="",
        warnings=(),
        span=None,
    )


def _bare_node(node: Node) -> Node:
    return (
        replace(node, span=None, facts=_bare_facts(node.facts))
        if isinstance(node, Task)
        else replace(node, span=None)
    )


def _bare_facts(facts: Facts) -> Facts:
    """Origins are listed where they are not plainly *stated*."""
    origins = {name: replace(origin, span=None) for name, origin in facts.provenance.items()}
    plain = Provenance(Origin.STATED)
    return Facts(
        dict(facts.values),
        {name: origin for name, origin in origins.items() if origin != plain and name in facts.values},
        dict(facts.ratings),
    )


def _bare_initiative(initiative: Initiative | None) -> Initiative | None:
    if initiative is None:
        return None
    kpis = tuple(replace(kpi, span=None) for kpi in initiative.kpis)
    value = replace(initiative.value, span=None) if initiative.value else None
    return replace(initiative, facts=_bare_facts(initiative.facts), kpis=kpis, span=None, value=value)


def known_values(definition: FactDefinition) -> st.SearchStrategy[Known]:
    """Exact values, parts of them and doubts."""
    match definition.type:
        case FactType.BOOL:
            some: st.SearchStrategy[Known] = st.booleans() | st.just(OneOf((False, True)))
        case FactType.LEVEL | FactType.CHOICE:
            values = definition.values
            several = st.sets(st.sampled_from(values), min_size=2).map(
                lambda chosen: OneOf(tuple(value for value in values if value in chosen))
            )
            some = st.sampled_from(values) | several
        case _:
            some = _numbers(definition)
    return some | st.just(Unknown.UNKNOWN)


def _numbers(definition: FactDefinition) -> st.SearchStrategy[Known]:
    low = definition.low
    high = definition.high if definition.high > low else low + 1e6
    whole = st.integers(int(low), int(high))
    one = whole if definition.type is FactType.COUNT else whole | st.floats(low, high)
    ends = st.lists(one, min_size=2, max_size=2, unique=True).map(sorted)
    several = st.lists(one, min_size=2, max_size=4, unique=True).map(sorted)
    return (
        one
        | ends.map(lambda pair: Range(float(pair[0]), float(pair[1])))
        | several.map(lambda items: OneOf(tuple(items)))
    )


@st.composite
def some_facts(draw: st.DrawFn, subject: str = "step", most: int = 4) -> Facts:
    chosen = draw(
        st.lists(st.sampled_from(facts_about(subject)), max_size=most, unique_by=lambda one: one.name)
    )
    return Facts({one.name: draw(known_values(one)) for one in chosen})


@st.composite
def processes(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Process:
    """A process with lanes, all kinds of nodes, defaults, ratings, measurements and an initiative; names are `texts`."""
    lanes = {
        id_: Lane(id_, draw(texts), draw(st.just("") | texts))
        for id_ in draw(st.sampled_from([(), ("desk",), ("desk", "no")]))
    }
    common = as_defaults(draw(some_facts()), "defaults", None)
    by_lane: dict[str | None, Facts] = {None: common}
    for lane in lanes:
        by_lane[lane] = merge_facts(common, as_defaults(draw(some_facts()), f"lane_defaults.{lane}", None))
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True))
    nodes = {id_: draw(_nodes(id_, texts, by_lane, list(ids))) for id_ in ids}
    nodes |= draw(_inside(nodes, texts, by_lane))
    names = list(nodes)
    flows = [
        SequenceFlow(
            "",
            name,
            draw(st.sampled_from(names)),
            draw(st.just("") | texts),
            draw(_shares()),
            draw(st.booleans()),
        )
        for name in names
        for _ in range(draw(st.integers(0, 2)))
    ]
    tasks = [node.id for node in nodes.values() if isinstance(node, Task)]
    version, owner = draw(st.just("1.10") | texts), draw(texts)
    initiative = draw(st.none() | _initiatives(texts, tasks))
    return Process(
        draw(st.sampled_from(IDS)), draw(texts), nodes, tuple(flows), lanes, version, owner, initiative
    )


def _shares() -> st.SearchStrategy[float | Range | None]:
    ends = st.tuples(st.floats(0, 0.5), st.floats(0.6, 1)).map(lambda pair: Range(*pair))
    return st.none() | st.integers(0, 100).map(lambda percent: percent / 100) | st.floats(0, 1) | ends


@st.composite
def _nodes(
    draw: st.DrawFn, id_: str, texts: st.SearchStrategy[str], by_lane: dict[str | None, Facts], ids: list[str]
) -> Node:
    name, lane = draw(texts), draw(st.sampled_from(list(by_lane)))
    stage = draw(st.none() | texts)
    match draw(st.sampled_from(["task", "task", "task", "gateway", "event", "guest"])):
        case "gateway":
            return Gateway(id_, name, draw(st.sampled_from(list(GatewayKind))), lane, stage)
        case "event":
            kind = draw(st.sampled_from([kind for kind in EventKind if kind is not EventKind.BOUNDARY]))
            return Event(id_, name, kind, draw(st.sampled_from(TRIGGERS)), lane=lane, stage=stage)
        case "guest" if len(ids) > 1:
            host = draw(st.sampled_from([other for other in ids if other != id_]))
            return Event(id_, name, EventKind.BOUNDARY, "timer", host, draw(st.booleans()), lane, stage)
        case _:
            return draw(_tasks(id_, name, lane, stage, by_lane))


@st.composite
def _tasks(
    draw: st.DrawFn,
    id_: str,
    name: str,
    lane: str | None,
    stage: str | None,
    by_lane: dict[str | None, Facts],
) -> Task:
    stated = draw(some_facts())
    ratings = {
        key: draw(st.sampled_from(RATINGS[key])) for key in draw(st.sets(st.sampled_from(list(RATINGS))))
    }
    facts = merge_facts(by_lane[lane], replace(stated, ratings=ratings))
    figures: LogFigures | None = None
    if draw(st.integers(0, 4)) == 4:
        measurable = [one for one in load_rules().dictionary.values() if is_measured(one)]
        number = st.integers(0, 1)
        values = {one.name: draw(number) for one in measurable}
        words = draw(st.sampled_from(["log.csv, 2026-01-02 to 2026-06-30, 1,200 cases", "a, b", "x, 1 case"]))
        facts = merge_facts(facts, Facts(values, dict.fromkeys(values, Provenance(Origin.MEASURED, words))))
        words_of_figures = {
            "runs": draw(number),
            "waiting_minutes_p50": 2.5,
            "suggested_standardised": "varies",
        }
        figures = draw(st.none() | st.just(LogFigures(words, words_of_figures)))
    return Task(id_, name, draw(st.sampled_from(list(TaskKind))), lane, stage, None, facts, None, figures)


@st.composite
def _inside(
    draw: st.DrawFn, nodes: dict[str, Node], texts: st.SearchStrategy[str], by_lane: dict[str | None, Facts]
) -> dict[str, Node]:
    """Sometimes a subprocess with one task in it."""
    if draw(st.booleans()):
        return {}
    kind = draw(st.sampled_from(list(SubProcessKind)))
    inner = draw(_tasks("inner", draw(texts), None, None, by_lane))
    return {"frame": SubProcess("frame", draw(texts), kind), "inner": replace(inner, parent="frame")}


@st.composite
def _initiatives(draw: st.DrawFn, texts: st.SearchStrategy[str], tasks: list[str]) -> Initiative:
    names = draw(st.lists(texts.filter(bool), max_size=2, unique=True))
    days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
    figure = st.none() | st.integers(-1000, 1000).map(float) | st.floats(-1e6, 1e6)
    kpis = []
    for name in names:
        actuals = draw(st.dictionaries(days, st.floats(-1e3, 1e3), max_size=2))
        kpis.append(
            Kpi(
                name,
                draw(texts),
                draw(st.sampled_from(["up", "down"])),
                draw(figure),
                draw(figure),
                draw(figure),
                tuple(Actual(on, actuals[on]) for on in sorted(actuals)),
                None,
                draw(st.none() | days),
                draw(figure),
            )
        )
    value = draw(st.none() | _value(tasks))
    return Initiative(draw(some_facts("process")), tuple(kpis), None, draw(days), value)


def _estimates(most: float, scale: float = 1.0) -> st.SearchStrategy[Estimate]:
    written = st.integers(0, int(most)).map(float) | st.decimals(0, int(most), places=2).map(float)
    number = written.map(lambda figure: figure * scale)
    three = st.lists(number, min_size=3, max_size=3).map(sorted)
    return (
        number.map(Estimate.exactly)
        | three.map(lambda items: Estimate.between(items[0], items[2]))
        | three.filter(lambda items: items[0] < items[2]).map(lambda items: Estimate(*items))
    )


@st.composite
def _value(draw: st.DrawFn, tasks: list[str]) -> ValueInputs:
    verdicts = ("rpa", "ai-suitable")
    some = st.dictionaries
    step = st.fixed_dictionaries(
        {}, optional={"build_days": _estimates(50), "automated_share": _estimates(100, 0.01)}
    )
    return ValueInputs(
        "EUR",
        draw(st.none() | _estimates(100)),
        draw(st.none() | _estimates(900)),
        draw(some(st.sampled_from(verdicts), _estimates(90), max_size=2)),
        draw(some(st.sampled_from(verdicts), _estimates(900), max_size=2)),
        draw(some(st.sampled_from(verdicts), _estimates(100, 0.01), max_size=2)),
        draw(some(st.sampled_from(tasks), step.filter(bool), max_size=2)) if tasks else {},
        draw(st.none() | st.integers(1, 60).map(float)),
    )
