"""From the results of a portfolio to its summary: DuckDB over the Parquet parts. The one place that knows DuckDB.

Hours are added up as decimals, so that a sum does not depend on the order in which parts are read, and every list has an order of
its own: the same results give the same summary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fitengine.assess.complexity import LEVELS
from fitengine.assess.priority import PRIORITY, find_quadrant
from fitengine.decide.cells import Variable
from fitengine.decide.decider import Decider
from fitengine.errors import FitengineError
from fitengine.model.decision import UNDETERMINED
from fitengine.model.roadmap import Quadrant
from fitengine.model.rules import Rulebook
from fitengine.model.value import Figures
from fitengine.portfolio.summary_model import (
    Choice,
    CommonBlocker,
    Counts,
    Documents,
    Duplicate,
    Group,
    Initiatives,
    Place,
    ProcessRow,
    StepRow,
    Summary,
    VerdictCount,
)
from fitengine.portfolio.summary_questions import rank_questions
from fitengine.portfolio.summary_source import Results

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

__all__ = ["AUTOMATING", "summarise"]

AUTOMATING = ("rpa", "ai-suitable")
"""Verdicts after which something is built."""

_DECISION = "technology-fit"
_QUICK_WIN = "quick-win"
_PRODUCTION = "production"
_SAVED = "hours_saved"
_MEMORY = "1GB"
_MOST_PLACES = 5
_NO_LIMIT = 1 << 40

Row = tuple[object, ...]


def summarise(results: Results, rulebook: Rulebook, choice: Choice) -> Summary:
    """What the results say together. Raises FitengineError where DuckDB is not installed."""
    with _opened(results, choice) as connection:
        return _Query(connection, results, rulebook, choice).summary()


@contextmanager
def _opened(results: Results, choice: Choice) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, which puts what grows too large into a folder of its own, with the tables `p` and `s`."""
    try:
        import duckdb
    except ImportError:
        help_ = "install it with `pip install 'fitengine[portfolio]'`"
        message = "summaries are worked out with DuckDB, which is not installed"
        raise FitengineError.single("not-installed", message, help_) from None
    with TemporaryDirectory() as spill:
        settings = {"memory_limit": _MEMORY, "temp_directory": spill, "preserve_insertion_order": "false"}
        with duckdb.connect(config=settings) as connection:
            for table in ("processes", "steps"):
                paths = [str(path) for path in results.layout.parts(table)]
                connection.read_parquet(paths, hive_partitioning=False).create_view(f"all_{table}")
            connection.execute(_PROCESSES, [list(choice.areas), list(choice.owners)])
            yield connection


class _Query:
    """The questions to one database."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, results: Results, rulebook: Rulebook, choice: Choice
    ) -> None:
        self._connection = connection
        self._results = results
        self._rulebook = rulebook
        self._choice = choice
        self._limit = choice.limit or _NO_LIMIT
        self._decider = Decider(rulebook, "plain")
        self._quadrants = list(_quadrants(self._decider))
        self._verdicts: list[str] = []
        connection.execute(_STEPS.format(quadrant=_quadrant_case(self._quadrants)))

    def summary(self) -> Summary:
        """All of it."""
        table = self._rulebook.tables[_DECISION]
        found = [str(row[0]) for row in self._rows("select distinct verdict from s order by all")]
        known = [*table.outcomes, UNDETERMINED]
        self._verdicts = [*table.outcomes, *(one for one in found if one not in known), UNDETERMINED]
        questions, unsettling = self._questions()
        quick_total, quick_saved = self._one(
            f"select count(*), {_sum('hours_saved')} from s where quadrant = '{_QUICK_WIN}'"
        )
        duplicates, duplicate_total = self._duplicates()
        total = self._counts("''")
        return Summary(
            self._choice,
            self._results.rules,
            self._documents(),
            total.get("", self._no_counts()),
            tuple((by, *self._groups(by)) for by in self._choice.by),
            self._blockers(),
            questions,
            total.get("", self._no_counts()).of(UNDETERMINED).steps,
            unsettling,
            self._processes(),
            self._steps("hours_saved > 0"),
            self._steps(f"quadrant = '{_QUICK_WIN}'"),
            _whole(quick_total),
            _number(quick_saved),
            tuple(self._quadrant_counts()),
            self._initiatives(),
            duplicates,
            duplicate_total,
            self._labels(),
        )

    def _documents(self) -> Documents:
        ((total, assessed),) = self._rows("select count(*), count(*) filter (status = 'assessed') from p")
        refused = self._rows(
            "select coalesce(code, status), count(*) from p where status <> 'assessed' group by all order by 2 desc, 1"
        )
        return Documents(
            _whole(total), _whole(assessed), tuple((str(code), _whole(count)) for code, count in refused)
        )

    def _no_counts(self) -> Counts:
        return Counts(tuple(VerdictCount(verdict, 0) for verdict in self._verdicts))

    def _counts(self, key: str, where: str = "true", values: Sequence[object] = ()) -> dict[str, Counts]:
        """Verdicts by an expression over steps."""
        found: dict[str, dict[str, VerdictCount]] = {}
        query = f"select {key}, verdict, {_COUNTS} from s where {where} group by all order by all"
        for name, verdict, steps, presumed, low, likely, high, unknown, saved in self._rows(query, values):
            found.setdefault(str(name), {})[str(verdict)] = VerdictCount(
                str(verdict),
                _whole(steps),
                _whole(presumed),
                *map(_number, (low, likely, high)),
                _whole(unknown),
                _number(saved),
            )
        return {
            name: Counts(tuple(by.get(verdict, VerdictCount(verdict, 0)) for verdict in self._verdicts))
            for name, by in found.items()
        }

    def _groups(self, by: str) -> tuple[tuple[Group, ...], int]:
        """The largest groups, and how many there are."""
        key = f"coalesce({by}, '')"
        rows = self._rows(
            f"select {key} as name, count(distinct pid), count(*) as steps, count(*) over () from s group by name "
            "order by steps desc, name limit ?",
            [self._limit],
        )
        names = [str(row[0]) for row in rows]
        counts = self._counts(key, f"list_contains(?, {key})", [names])
        groups = tuple(Group(name, _whole(row[1]), counts[name]) for name, row in zip(names, rows, strict=True))
        return groups, _whole(rows[0][3]) if rows else 0

    def _blockers(self) -> tuple[CommonBlocker, ...]:
        return tuple(
            CommonBlocker(
                str(id_),
                self._label("blockers", str(id_)),
                *map(_whole, (holds, open_, processes)),
                hours=_number(hours),
            )
            for id_, holds, open_, processes, hours in self._rows(_BLOCKERS, [self._limit])
        )

    def _questions(self) -> tuple[tuple[object, ...], int]:  # type: ignore[type-arg]
        rows = self._rows(
            f"select list_sort(missing), count(*) from s where verdict = '{UNDETERMINED}' group by all order by all"
        )
        lists = [(tuple(map(str, missing or ())), _whole(count)) for missing, count in rows]  # type: ignore[call-overload]
        asked = self._rows(
            f"select next_question, count(*) from s where verdict = '{UNDETERMINED}' and next_question is not null group by all"
        )
        following = {str(fact): _whole(count) for fact, count in asked}
        texts = {name: definition.question for name, definition in self._rulebook.dictionary.items()}
        return rank_questions(lists, following, texts, self._choice.limit)

    def _processes(self) -> tuple[ProcessRow, ...]:
        rows = self._rows(_RANKING, [list(AUTOMATING), list(AUTOMATING), self._limit])
        counts = self._counts("pid", "list_contains(?, pid)", [[row[0] for row in rows]])
        return tuple(
            ProcessRow(
                *(str(part or "") for part in (source, id_, name, area, owner)),
                counts=counts.get(str(pid), self._no_counts()),
                quick_wins=_whole(quick),
                quick_saved=_number(saved),
                blocked=_whole(blocked),
            )
            for pid, source, id_, name, area, owner, quick, saved, blocked in (row[:9] for row in rows)
        )

    def _steps(self, where: str) -> tuple[StepRow, ...]:
        reasons = {(one.id): one for _, _, one in self._quadrants if one.id}
        rows = self._rows(_STEP_ROWS.format(where=where), [self._limit])
        found = []
        for source, process, step, title, name, lane, owner, verdict, technique, saved, complexity, id_, held in rows:
            quadrant = reasons.get(str(id_))
            found.append(
                StepRow(
                    Place(str(source), str(process), str(step)),
                    str(title or process),
                    str(name or step),
                    *(str(part or "") for part in (lane, owner, verdict, technique)),
                    saved=_number(saved),
                    complexity=str(complexity or ""),
                    quadrant=str(id_),
                    quadrant_label=quadrant.label if quadrant else "",
                    because=quadrant.because if quadrant else "",
                    blockers=tuple(map(str, held or ())),  # type: ignore[call-overload]
                )
            )
        return tuple(found)

    def _quadrant_counts(self) -> Iterator[tuple[str, str, int, float]]:
        table = self._rulebook.tables.get(PRIORITY)
        rows = self._rows(f"select quadrant, count(*), {_sum('hours_saved')} from s where hours_saved > 0 group by all")
        found = {str(id_): (_whole(count), _number(saved)) for id_, count, saved in rows}
        for outcome in reversed(table.outcomes if table else ()):
            yield outcome, table.label(outcome) if table else outcome, *found.get(outcome, (0, 0.0))

    def _initiatives(self) -> Initiatives:
        definition = self._rulebook.dictionary.get("phase")
        order = definition.values if definition else ()
        reached = list(order[order.index(_PRODUCTION) :]) if _PRODUCTION in order else [_PRODUCTION]
        rows = dict(
            (str(phase), _whole(count))
            for phase, count in self._rows(
                "select coalesce(phase, ''), count(*) from p where initiative group by all order by all"
            )
        )
        names = [*order, *(name for name in rows if name and name not in order), ""]
        ((total, production, measured, delivering),) = self._rows(_INITIATIVES, [reached])
        phases = tuple((name, rows[name]) for name in names if name in rows)
        return Initiatives(
            _whole(total), phases, *map(_whole, (production, measured, delivering))
        )

    def _duplicates(self) -> tuple[tuple[Duplicate, ...], int]:
        rows = self._rows(_DUPLICATES, [self._limit])
        places: dict[object, list[Place]] = {}
        for signature, source, process, step in self._rows(
            _DUPLICATE_PLACES, [[row[0] for row in rows], _MOST_PLACES]
        ):
            places.setdefault(signature, []).append(Place(str(source), str(process), str(step)))
        return tuple(
            Duplicate(
                str(name), str(verdict), _whole(steps), _whole(processes), _number(hours), _number(saved),
                tuple(places[signature]),
            )
            for signature, name, verdict, steps, processes, hours, saved, _ in rows
        ), _whole(rows[0][7]) if rows else 0  # fmt: skip

    def _label(self, table: str, outcome: str) -> str:
        found = self._rulebook.tables.get(table)
        return found.label(outcome) if found else outcome

    def _labels(self) -> dict[str, str]:
        """Words for verdicts, techniques and blockers."""
        names = ("blockers", "technique", _DECISION)
        tables = [self._rulebook.tables[name] for name in names if name in self._rulebook.tables]
        labels = {outcome: table.label(outcome) for table in tables for outcome in table.outcomes}
        return {**labels, UNDETERMINED: "Undetermined"}

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(query, list(values)).fetchall()

    def _one(self, query: str) -> Row:
        return self._rows(query)[0]


def _quadrants(decider: Decider) -> Iterator[tuple[str, str, Quadrant]]:
    """For each level of complexity, and each cell of saved hours from the highest down: level, condition in SQL, quadrant."""
    hours = decider.space.get(_SAVED)
    if hours is None or PRIORITY not in decider.rulebook.tables:
        return
    for level in LEVELS:
        for cell in reversed(range(hours.size)):
            figures = Figures(hours_saved=float(hours.sample(cell)))
            yield level, _above(hours, cell), find_quadrant(figures, (level,), decider)


def _above(hours: Variable, cell: int) -> str:
    if cell == 0:
        return "hours_saved is not null"
    value, after = hours.cuts[cell - 1]
    return f"hours_saved {'>' if after else '>='} {value!r}"


def _quadrant_case(quadrants: Iterable[tuple[str, str, Quadrant]]) -> str:
    whens = [
        f"when complexity = '{level}' and {condition} then {_text(quadrant.id)}"
        for level, condition, quadrant in quadrants
    ]
    return f"case {' '.join(whens)} else '' end" if whens else "''"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _sum(column: str) -> str:
    """An exact sum, whatever the order."""
    return f"coalesce(sum(try_cast({column} as decimal(38, 6))), 0)::double"


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value


def _number(value: object) -> float:
    assert isinstance(value, float | int)
    return float(value)


_COUNTS = (
    "count(*), count(*) filter (certainty = 'presumed'), "
    + f"{_sum('hours_low')}, {_sum('hours_likely')}, "
    + f"case when bool_or(isinf(hours_high)) then 'inf'::double else {_sum('hours_high')} end, "
    + f"count(*) - count(hours_likely), {_sum('hours_saved')}"
)
_PROCESSES = """
create temp table p as
select row_number() over (order by source)::integer as pid, *
from all_processes
where (len($1) = 0 or list_contains($1, coalesce(area, ''))) and (len($2) = 0 or list_contains($2, coalesce(owner, '')))
"""
_STEPS = """
create temp view s as
select all_steps.* exclude (process, owner), p.pid, p.process, p.area, p.owner, {quadrant} as quadrant
from all_steps join p using (source)
"""
_BLOCKERS = f"""
select id, sum(holds)::bigint, sum(open)::bigint, count(*), {_sum("hours")}
from (
  select id, pid, sum(holds) as holds, sum(open) as open, sum(hours) as hours
  from (
    select unnest(blockers) as id, pid, 1 as holds, 0 as open, try_cast(hours_likely as decimal(38, 6)) as hours from s
    union all
    select unnest(blockers_open), pid, 0, 1, null from s
  ) group by id, pid
) group by id order by 2 desc, 3 desc, id limit ?
"""
_RANKING = f"""
select s.pid, any_value(p.source), any_value(p.process), any_value(coalesce(nullif(p.name, ''), p.process)), any_value(p.area),
  any_value(p.owner), count(*) filter (quadrant = '{_QUICK_WIN}') as quick,
  coalesce({_sum("hours_saved")} filter (quadrant = '{_QUICK_WIN}'), 0) as quick_saved,
  count(*) filter (list_contains(?, verdict) and len(blockers) > 0) as blocked,
  {_sum("hours_saved")} as saved, count(*) filter (list_contains(?, verdict)) as automatable, count(*) as steps
from s join p on p.pid = s.pid group by s.pid
order by quick_saved desc, saved desc, automatable desc, steps desc, 2 limit ?
"""
_STEP_ROWS = """
select s.source, s.process, s.step, coalesce(nullif(p.name, ''), p.process), s.name, s.lane, s.owner, s.verdict, s.technique,
  s.hours_saved, s.complexity, s.quadrant, s.blockers
from s join p on p.pid = s.pid where {where}
order by s.hours_saved desc, s.complexity, s.source, s.step limit ?
"""
_INITIATIVES = """
select count(*), count(*) filter (list_contains(?, phase)), count(delivers), count(*) filter (delivers)
from p where initiative
"""
_DUPLICATES = f"""
select signature, min(name), min(verdict), count(*) as steps, count(distinct pid) as processes, {_sum("hours_likely")} as hours,
  {_sum("hours_saved")} as saved, count(*) over ()
from s where trim(name) <> '' group by signature having count(distinct pid) > 1
order by saved desc, hours desc, steps desc, 2, signature limit ?
"""
_DUPLICATE_PLACES = """
select signature, source, process, step from s where list_contains(?, signature)
qualify row_number() over (partition by signature order by source, step) <= ? order by all
"""

Ranked = Callable[[Mapping[str, int]], object]
