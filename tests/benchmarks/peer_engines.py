"""The translated rules on each engine. A maker takes the pack and gives a function from steps to verdicts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fitengine.decide.decider import Decider
from fitengine.decide.remembering import RememberingExecutor
from fitengine.decide.vector import VectorDecider
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.rules import AllOf, AnyOf, Condition, Not, UnaryTest
from tests.benchmarks.peer_rules import FIT, Pack, Row, Step, Table, Test, literal, render

__all__ = ["ENGINES", "Engine"]

Run = Callable[[Sequence[Step]], list[str | None]]
Prepare = Callable[[Sequence[Step]], Any]


def durable_host(pack: Pack) -> Run:
    """The documented interface: rules in a Host whose actions call Python. Tiers are applied to what fired, in Python; the facts
    go into one ruleset, the outcomes of the required tables into a second."""
    from durable.engine import Host, MessageNotHandledException

    fired: list[tuple[str, int, str]] = []

    def action(hit: tuple[str, int, str]) -> Callable[[object], None]:
        return lambda _: fired.append(hit)

    def rules(tables: Iterable[Table]) -> dict[str, Any]:
        return {
            f"{table.name}-{row.rule}-{number}": {
                "all": [{"m": {"$and": [_durable(test) for test in box]}}],
                "run": action((table.name, order, row.then)),
            }
            for table in tables
            for order, row in enumerate(table.rows)
            for number, box in enumerate(_exact_boxes(row))
        }

    host = Host({"required": rules(pack.required), "fit": rules([pack.decision])})
    direct = sorted({test.fact for row in pack.decision.rows for box in row.boxes for test in box})

    def winners(ruleset: str, fact: Mapping[str, Any]) -> dict[str, str]:
        fired.clear()
        try:
            host.assert_fact(ruleset, fact)
        except MessageNotHandledException:
            return {}
        host.retract_fact(ruleset, fact)
        return {table: then for table, _, then in sorted(fired, reverse=True)}

    def decide(number: int, step: Step) -> str | None:
        outcomes = winners("required", {"id": number, **step})
        known = {**step, **outcomes}
        return winners("fit", {"id": number, **{name: known[name] for name in direct if name in known}}).get(
            FIT
        )

    return lambda steps: [decide(number, step) for number, step in enumerate(steps, 1)]


def zen_tables(pack: Pack) -> Run:
    """A decision graph of seven decision tables, hit policy first, as its editor would save it."""
    import zen

    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    links = [("in", FIT), (FIT, "out")]
    for table in pack.tables:
        nodes.append(
            {"id": table.name, "type": "decisionTableNode", "name": table.name, "content": _zen_table(table)}
        )
        if table.name != FIT:
            links += [("in", table.name), (table.name, FIT)]
    edges = [
        {"id": f"{source}>{target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in links
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda steps: [decision.evaluate(step)["result"].get(FIT) for step in steps]


def zen_expression(pack: Pack) -> Run:
    """The whole decision as one compiled expression."""
    import zen

    evaluate = zen.compile_expression(_whole(pack, " and ", " or ", "not ")).evaluate
    return lambda steps: [evaluate(step) for step in steps]


def datalogic(pack: Pack) -> Run:
    """The whole decision as one compiled JSONLogic rule."""
    import datalogic_py

    evaluate = datalogic_py.Engine().compile(_whole_logic(pack)).evaluate
    return lambda steps: [evaluate(step) for step in steps]


def datalogic_batch(pack: Pack) -> tuple[Prepare, Callable[[Any], Any]]:
    """The same over data parsed ahead, many in one call."""
    import datalogic_py

    engine = datalogic_py.Engine()
    rule, session = engine.compile(_whole_logic(pack)), engine.session()

    def prepare(steps: Sequence[Step]) -> list[Any]:
        return [datalogic_py.DataHandle(json.dumps(step)) for step in steps]

    def decide(handles: Any) -> list[str]:
        return [text.strip('"') for text in session.evaluate_batch(rule, handles)]

    return prepare, decide


def clipspy(pack: Pack) -> Run:
    """CLIPS rules that chain: the outcome of a table is a fact, tiers are saliences, the first outcome of a table bars others."""
    import clips

    environment = clips.Environment()
    slots = "".join(f"(slot {fact})" for fact in pack.facts)
    environment.build(f"(deftemplate step {slots})")
    environment.build("(deftemplate outcome (slot table) (slot is))")
    decided: list[str] = []

    def verdict(name: object) -> None:
        decided.append(str(name))

    environment.define_function(verdict)
    for late, table in enumerate([pack.required, [pack.decision]]):
        for one in table:
            for text in _clips_rules(one, pack, late):
                environment.build(text)
    template = environment.find_template("step")

    def decide(step: Step) -> str | None:
        decided.clear()
        environment.reset()
        template.assert_fact(**{name: _clips_value(clips, value) for name, value in step.items()})
        environment.run()
        return decided[0] if decided else None

    return lambda steps: [decide(step) for step in steps]


def rule_engine(pack: Pack) -> Run:
    """One chain of conditional expressions a table."""
    import rule_engine as engine

    rules = {table.name: engine.Rule(_chain(pack, table, " and ", " or ", "not ")) for table in pack.tables}

    def decide(step: Step) -> str | None:
        known = dict(step)
        for table in pack.required:
            known[table.name] = rules[table.name].evaluate(step)
        found: str | None = rules[FIT].evaluate(known)
        return found

    return lambda steps: [decide(step) for step in steps]


def cel_python(pack: Pack) -> Run:
    """Google's expression language in Python: the required tables as one list, then the decision."""
    import celpy

    environment = celpy.Environment()

    def evaluator(text: str) -> Callable[[Step], Any]:
        program = environment.program(environment.compile(text))
        return lambda step: program.evaluate({name: celpy.json_to_cel(value) for name, value in step.items()})

    chains = [_chain(pack, table, " && ", " || ", "!") for table in pack.tables]
    required, final = evaluator(f"[{', '.join(chains[:-1])}]"), evaluator(chains[-1])
    names = [table.name for table in pack.required]
    return lambda steps: [
        str(final({**step, **dict(zip(names, required(step), strict=True))})) for step in steps
    ]


def cel_rust(pack: Pack) -> Run:
    """The same in Rust, as one expression: common-expression-language."""
    import cel

    execute = cel.compile(_whole(pack, " && ", " || ", "!")).execute
    return lambda steps: [execute(step) for step in steps]


def generated_python(pack: Pack) -> Run:
    """No engine: the same rules written out as one Python function."""
    lines = ["def decide(step):", *(f"    {name} = step[{name!r}]" for name in pack.facts)]
    for table in pack.tables:
        target = "fit" if table.name == FIT else table.name
        lines.append(f"    {target} = {_python_chain(pack, table)}")
    scope: dict[str, Any] = {}
    exec("\n".join([*lines, "    return fit"]), scope)
    decide = scope["decide"]
    return lambda steps: [decide(step) for step in steps]


def duckdb_columns(pack: Pack) -> tuple[Prepare, Callable[[Any], Any]]:
    """No engine: the same rules as CASE expressions over columns that stand in memory, on one thread."""
    import duckdb
    import pyarrow

    connection = duckdb.connect(config={"threads": 1})
    required = ", ".join(f"{_case(pack, table)} as {table.name}" for table in pack.required)
    query = f"select {_case(pack, pack.decision)} as fit from (select *, {required} from steps)"

    def columns(steps: Sequence[Step]) -> Any:
        return pyarrow.table({name: [step[name] for step in steps] for name in pack.facts})

    def decide(steps: Any) -> Any:
        connection.register("steps", steps)
        return connection.execute(query).to_arrow_table().column("fit")

    return columns, decide


def ours_by_rules(kind: str) -> Callable[[Pack], Run]:
    """Our rules fired by an executor, table after table."""

    def make(pack: Pack) -> Run:
        decider = Decider(load_rules(), kind)
        outcomes = decider.rulebook.tables[FIT].outcomes
        replay, space = decider._replay, decider.space

        def decide(step: Step) -> str | None:
            cells = {name: space[name]._cell(value) for name, value in step.items()}
            return outcomes[replay(FIT, cells, {}).bit_length() - 1]

        def run(steps: Sequence[Step]) -> list[str | None]:
            decide(steps[0])
            for (
                name,
                executor,
            ) in decider._executors.items():  # what was found before is not to be remembered here
                if isinstance(executor, RememberingExecutor):
                    decider._executors[name] = executor._executor
            return [decide(step) for step in steps]

        return run

    return make


def our_diagram(pack: Pack) -> Run:
    """Our diagram, one step after the other."""
    decider = Decider(load_rules(), "plain")
    oracle = decider.oracle(FIT)
    variables = [decider.space[name] for name in oracle.names]

    def decide(step: Step) -> str | None:
        masks = [variable.encode(step[variable.name]) for variable in variables]
        return oracle.outcome(oracle.possible(masks))

    return lambda steps: [decide(step) for step in steps]


def our_columns(pack: Pack) -> tuple[Prepare, Callable[[Any], Any]]:
    """Our diagram over columns of cells, as a portfolio stores them."""
    import numpy

    decider = Decider(load_rules(), "plain")
    diagram = decider.diagram(FIT)
    vector = VectorDecider(diagram)
    outcomes = {bit: name for name, bit in diagram.bits.items()}
    names = numpy.array([outcomes.get(mask) for mask in range(max(outcomes) + 1)], dtype=object)

    def columns(steps: Sequence[Step]) -> Any:
        return {
            name: numpy.fromiter(
                (decider.space[name].encode(step[name]) for step in steps), numpy.uint32, len(steps)
            )
            for name in diagram.names
        }

    def decide(known: Any) -> Any:
        return names[vector.possible(known, len(next(iter(known.values()))))]

    return columns, decide


@dataclass(frozen=True, slots=True)
class Engine:
    """`ahead`: the maker gives two functions, one that prepares steps beforehand and one that decides what was prepared. `note`
    says what the rules had to be put in other words for."""

    name: str
    package: str
    kind: Literal["peer", "ours", "yardstick"]
    make: Callable[[Pack], Any]
    ahead: bool = False
    note: str = ""


_WORDS = "no levels (lists of words), no tables (nested conditionals)"
ENGINES = (
    Engine(
        "durable-rules Host",
        "durable_rules",
        "peer",
        durable_host,
        note="no tiers (applied in Python to what fired), `$or` fires twice (a rule for each alternative and word)",
    ),
    Engine(
        "zen-engine, tables",
        "zen-engine",
        "peer",
        zen_tables,
        note="no alternatives in a row (one row for each), no levels (lists of words)",
    ),
    Engine("zen-engine, expression", "zen-engine", "peer", zen_expression, note=_WORDS),
    Engine("datalogic-py", "datalogic-py", "peer", datalogic, note=_WORDS),
    Engine("datalogic-py, batch", "datalogic-py", "peer", datalogic_batch, ahead=True, note=_WORDS),
    Engine("clipspy", "clipspy", "peer", clipspy, note="no levels (lists of words), tiers as saliences"),
    Engine("rule-engine", "rule-engine", "peer", rule_engine, note=_WORDS),
    Engine("cel, in Python", "cel-python", "peer", cel_python, note=_WORDS),
    Engine("cel, in Rust", "common-expression-language", "peer", cel_rust, note=_WORDS),
    Engine("generated Python", "python", "yardstick", generated_python),
    Engine("SQL on DuckDB", "duckdb", "yardstick", duckdb_columns, ahead=True),
    Engine("fitengine, Rete", "fitengine", "ours", ours_by_rules("rete")),
    Engine("fitengine, plain", "fitengine", "ours", ours_by_rules("plain")),
    Engine("fitengine, diagram", "fitengine", "ours", our_diagram),
    Engine("fitengine, vectorised", "fitengine", "ours", our_columns, ahead=True),
)
"""Every engine the way that turned out fastest for it; where two ways are usual, both."""


def _chain(
    pack: Pack, table: Table, both: str, either: str, negate: str, below: Mapping[str, str] | None = None
) -> str:
    """`a ? "x" : b ? "y" : ""`, the form that several languages share. `below` is the text of the tables it requires."""
    names = below or {}
    text = '""'
    for row in reversed(table.rows):
        condition = render(pack, row.when, lambda test: _comparison(test, names), both, either, negate)
        text = f"({condition} ? {literal(row.then)} : {text})"
    return text


def _whole(pack: Pack, both: str, either: str, negate: str) -> str:
    """The decision with the tables it requires in place of their names."""
    below = {table.name: _chain(pack, table, both, either, negate) for table in pack.required}
    return _chain(pack, pack.decision, both, either, negate, below)


def _comparison(test: Test, below: Mapping[str, str]) -> str:
    subject = below.get(test.fact, test.fact)
    if test.symbol == "in":
        return f"{subject} in [{', '.join(map(literal, test.values))}]"
    return f"{subject} {test.symbol} {literal(test.values[0])}"


def _python_chain(pack: Pack, table: Table) -> str:
    text = "None"
    for row in reversed(table.rows):
        condition = render(pack, row.when, _python_comparison, " and ", " or ", "not ")
        text = f"({row.then!r} if {condition} else {text})"
    return text


def _python_comparison(test: Test) -> str:
    if test.symbol == "in":
        return f"{test.fact} in {test.values!r}"
    if isinstance(test.values[0], bool):
        return test.fact if test.values[0] else f"not {test.fact}"
    return f"{test.fact} {test.symbol} {test.values[0]!r}"


def _case(pack: Pack, table: Table) -> str:
    rows = (
        f"when {render(pack, row.when, _sql_comparison, ' and ', ' or ', 'not ')} then '{row.then}'"
        for row in table.rows
    )
    return f"case {' '.join(rows)} end"


def _sql_comparison(test: Test) -> str:
    words = [f"'{value}'" if isinstance(value, str) else literal(value) for value in test.values]
    if test.symbol == "in":
        return f"{test.fact} in ({', '.join(words)})"
    return f"{test.fact} {'=' if test.symbol == '==' else test.symbol} {words[0]}"


def _durable(test: Test) -> dict[str, Any]:
    operators = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
    comparison = {test.fact: test.values[0]}
    return {operators[test.symbol]: comparison} if test.symbol in operators else comparison


def _exact_boxes(row: Row) -> list[tuple[Test, ...]]:
    """The boxes of a row with one word in each comparison."""
    boxes: list[tuple[Test, ...]] = []
    for box in row.boxes:
        spread: list[tuple[Test, ...]] = [()]
        for test in box:
            words = (
                [Test(test.fact, "==", (value,)) for value in test.values] if test.symbol == "in" else [test]
            )
            spread = [(*one, word) for one in spread for word in words]
        boxes += spread
    return boxes


def _zen_table(table: Table) -> dict[str, Any]:
    facts = sorted({test.fact for row in table.rows for box in row.boxes for test in box})
    rows = [
        {"_id": f"{row.rule}-{number}", "o": literal(row.then), **dict.fromkeys(facts, ""), **_zen_cells(box)}
        for row in table.rows
        for number, box in enumerate(row.boxes)
    ]
    return {
        "hitPolicy": "first",
        "inputs": [{"id": fact, "name": fact, "field": fact} for fact in facts],
        "outputs": [{"id": "o", "name": table.name, "field": table.name}],
        "rules": rows,
    }


def _zen_cells(box: Iterable[Test]) -> dict[str, str]:
    return {
        test.fact: ", ".join(map(literal, test.values))
        if test.symbol in ("==", "in")
        else f"{test.symbol} {literal(test.values[0])}"
        for test in box
    }


def _whole_logic(pack: Pack) -> dict[str, Any]:
    below = {table.name: _logic_chain(pack, table, {}) for table in pack.required}
    return _logic_chain(pack, pack.decision, below)


def _logic_chain(pack: Pack, table: Table, below: Mapping[str, Any]) -> dict[str, Any]:
    chain: list[Any] = []
    for row in table.rows:
        chain += [_logic(pack, row.when, below), row.then]
    return {"if": [*chain, None]}


def _logic(pack: Pack, condition: Condition, below: Mapping[str, Any]) -> Any:
    match condition:
        case UnaryTest():
            test = pack.test(condition)
            subject = below.get(test.fact, {"var": test.fact})
            if test.symbol == "in":
                return {"in": [subject, list(test.values)]}
            symbol = {"==": "===", "!=": "!=="}.get(test.symbol, test.symbol)
            return {symbol: [subject, test.values[0]]}
        case AllOf(parts):
            return {"and": [_logic(pack, part, below) for part in parts]}
        case AnyOf(parts):
            return {"or": [_logic(pack, part, below) for part in parts]}
        case Not(part):
            return {"!": [_logic(pack, part, below)]}


def _clips_rules(table: Table, pack: Pack, late: int) -> Iterable[str]:
    for order, row in enumerate(table.rows):
        for number, box in enumerate(row.boxes):
            facts = "".join(
                _clips_slot(test, f"?v{place}") for place, test in enumerate(box) if test.fact in pack.facts
            )
            outcomes = "".join(
                f" (outcome (table {test.fact}) (is {'|'.join(map(str, test.values))}))"
                for test in box
                if test.fact not in pack.facts
            )
            result = (
                f"(assert (outcome (table {table.name}) (is {row.then})))" + f" (verdict {row.then})" * late
            )
            yield (
                f"(defrule {table.name}-{row.rule}-{number} (declare (salience {1000 - 500 * late - order}))"
                f" (step{facts}){outcomes} (not (outcome (table {table.name}))) => {result})"
            )


def _clips_slot(test: Test, variable: str) -> str:
    words = [str(value).upper() if isinstance(value, bool) else str(value) for value in test.values]
    if test.symbol in ("==", "in"):
        return f" ({test.fact} {'|'.join(words)})"
    return f" ({test.fact} {variable}&:({test.symbol} {variable} {words[0]}))"


def _clips_value(clips: Any, value: object) -> object:
    if isinstance(value, bool):
        return clips.Symbol("TRUE" if value else "FALSE")
    return clips.Symbol(value) if isinstance(value, str) else value
