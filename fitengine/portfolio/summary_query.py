"""From the results of a portfolio to its summary: DuckDB over the Parquet parts. The one place that knows DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from fitengine.assess.complexity import LEVELS
from fitengine.assess.priority import PRIORITY, find_quadrant
from fitengine.decide.decider import Decider
from fitengine.errors import FitengineError, InputError
from fitengine.model.decision import UNDETERMINED
from fitengine.model.roadmap import Quadrant
from fitengine.model.rules import Rulebook
from fitengine.model.value import Figures
from fitengine.portfolio import summary_sql as sql
from fitengine.portfolio.results_folder import Results, damaged
from fitengine.portfolio.summary_gains import SAMPLE, Worth, weigh_answers
from fitengine.portfolio.summary_model import (
    Choice,
    CommonBlocker,
    CommonQuestion,
    Counts,
    Documents,
    Duplicate,
    Group,
    Initiatives,
    Place,
    ProcessRow,
    Region,
    StepRow,
    Summary,
    VerdictCount,
)
from fitengine.portfolio.summary_questions import rank_questions
from fitengine.render.palette import order_outcomes

if TYPE_CHECKING:
    import duckdb

__all__ = ["AUTOMATING", "summarise"]

AUTOMATING = ("rpa", "ai-suitable")
"""Verdicts after which something is built."""

_DECISION = "technology-fit"
_PRODUCTION = "production"
_SAVED = "hours_saved"
_MEMORY = "1GB"
_MOST_PLACES = 5
_NO_LIMIT = 1 << 40


def summarise(results: Results, rulebook: Rulebook, choice: Choice) -> Summary:
    """What the results say together. Raises FitengineError where DuckDB is not installed."""
    decider = Decider(rulebook, "plain")
    quadrants = list(_quadrants(decider))
    with _opened(results, choice, quadrants) as connection:
        return _Query(connection, results, decider, choice, quadrants).summary()


@dataclass(frozen=True, slots=True)
class _Reach:
    """From `hours` saved on (beyond them with `over`), at a level of complexity, the quadrant is this one."""

    complexity: str
    hours: float
    over: bool
    quadrant: Quadrant

    @property
    def condition(self) -> str:
        return f"hours_saved {'>' if self.over else '>='} {self.hours!r}"


@contextmanager
def _opened(
    results: Results, choice: Choice, quadrants: Sequence[_Reach]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with the tables `p` and `s`; what grows too large goes into a folder of its own for a while."""
    try:
        import duckdb
    except ImportError:
        help_ = "install it with `pip install 'fitengine[portfolio]'`"
        message = "summaries are worked out with DuckDB, which is not installed"
        raise FitengineError.single("not-installed", message, help_) from None
    with TemporaryDirectory() as spill:
        settings: dict[str, Any] = {"memory_limit": _MEMORY, "temp_directory": spill}
        try:
            with duckdb.connect(config=settings) as connection:
                _make_tables(connection, results, choice, quadrants)
                yield connection
        except duckdb.Error as error:
            words = " ".join(str(error).splitlines()[:1])
            raise InputError([damaged(f"`{results.layout.folder}` cannot be read: {words}")]) from error


def _make_tables(
    connection: duckdb.DuckDBPyConnection, results: Results, choice: Choice, quadrants: Sequence[_Reach]
) -> None:
    connection.execute("set preserve_insertion_order = false")
    for table in ("processes", "steps"):
        parts = connection.read_parquet(
            results.paths(table), hive_partitioning=False, filename=True, file_row_number=True
        )
        parts.create_view(f"all_{table}")
    connection.execute(sql.PROCESSES, [list(choice.areas), list(choice.owners)])
    case = sql.quadrant_case((one.complexity, one.condition, one.quadrant.id) for one in quadrants)
    connection.execute(sql.steps_view(case))


class _Query:
    """The questions to one database."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        results: Results,
        decider: Decider,
        choice: Choice,
        quadrants: Iterable[_Reach],
    ) -> None:
        self._connection = connection
        self._results = results
        self._decider = decider
        self._rulebook = decider.rulebook
        self._choice = choice
        self._limit = choice.limit or _NO_LIMIT
        self._reaches = list(quadrants)
        self._quadrants = {one.quadrant.id: one.quadrant for one in self._reaches}
        self._verdicts = order_outcomes(row[0] for row in self._rows(sql.VERDICTS))

    def summary(self) -> Summary:
        """All of it."""
        total = self._counts("''").get("", self._no_counts())
        left = total.of(UNDETERMINED).steps
        questions, unsettling = self._questions(left)
        duplicates, duplicate_total = self._duplicates()
        ((quick_total, quick_saved),) = self._rows(sql.QUICK_WINS)
        return Summary(
            choice=self._choice,
            rules=self._results.rules,
            documents=self._documents(),
            total=total,
            groups=tuple((by, *self._groups(by)) for by in self._choice.by),
            blockers=self._blockers(),
            questions=questions,
            sampled=left >= 2 * SAMPLE,
            open_steps=left,
            unsettling=unsettling,
            processes=self._processes(),
            steps=self._steps(quick=False),
            quick_wins=self._steps(quick=True),
            quick_total=quick_total,
            quick_saved=quick_saved,
            quadrants=tuple(self._quadrant_counts()),
            initiatives=self._initiatives(),
            duplicates=duplicates,
            duplicate_total=duplicate_total,
            regions=tuple(
                Region(one.complexity, one.hours, one.quadrant.id, one.quadrant.label)
                for one in self._reaches
            ),
            base=self._results.base,
            labels=self._labels(),
        )

    def _documents(self) -> Documents:
        ((total, assessed),) = self._rows(sql.DOCUMENTS)
        return Documents(total, assessed, tuple(self._rows(sql.REFUSED)))

    def _no_counts(self) -> Counts:
        return Counts(tuple(VerdictCount(verdict, 0) for verdict in self._verdicts))

    def _counts(self, key: str, chosen: Sequence[str | int] | None = None) -> dict[str | int, Counts]:
        """Verdicts by an expression over steps, for the chosen keys alone."""
        found: dict[str | int, dict[str, VerdictCount]] = {}
        rows = self._rows(
            sql.counts_of(key, chosen is not None), *([list(chosen)] if chosen is not None else [])
        )
        for name, *counts in rows:
            found.setdefault(name, {})[counts[0]] = VerdictCount(*counts)
        return {
            name: Counts(tuple(by.get(verdict, VerdictCount(verdict, 0)) for verdict in self._verdicts))
            for name, by in found.items()
        }

    def _groups(self, by: str) -> tuple[tuple[Group, ...], int]:
        """The largest groups, and how many there are."""
        key = f"coalesce({by}, '')"
        rows = self._rows(sql.groups_of(key), self._limit)
        counts = self._counts(key, [row[0] for row in rows])
        groups = tuple(Group(name, processes, counts[name]) for name, processes, *_ in rows)
        return groups, rows[0][-1] if rows else 0

    def _blockers(self) -> tuple[CommonBlocker, ...]:
        table = self._rulebook.tables.get("blockers")
        return tuple(
            CommonBlocker(id_, table.label(id_) if table else id_, *counts)
            for id_, *counts in self._rows(sql.BLOCKERS, self._limit)
        )

    def _questions(self, steps: int) -> tuple[tuple[CommonQuestion, ...], int]:
        texts = {name: definition.question for name, definition in self._rulebook.dictionary.items()}
        following = dict(self._rows(sql.ASKED))
        return rank_questions(
            self._rows(sql.MISSING), self._worth(steps), following, texts, self._choice.limit
        )

    def _worth(self, steps: int) -> dict[str, Worth]:
        """What answers are worth; nothing is known of that where the rules are others than those that decided."""
        manifest = self._results.manifest
        if not steps or manifest.packs != self._rulebook.packs:
            return {}
        rows = [
            (self._results.layout.folder / "facts" / Path(file).name, places)
            for file, places in self._rows(sql.SAMPLE, max(1, steps // SAMPLE))
        ]
        return weigh_answers(rows, self._decider, manifest.strict, steps)

    def _processes(self) -> tuple[ProcessRow, ...]:
        rows = self._rows(sql.RANKING, list(AUTOMATING), self._limit)
        counts = self._counts("pid", [row[0] for row in rows])
        return tuple(
            ProcessRow(*[*names, counts[pid], quick, saved, blocked])
            for pid, *names, quick, saved, blocked in rows
        )

    def _steps(self, quick: bool) -> tuple[StepRow, ...]:
        found = []
        for source, process, step, *texts, saved, complexity, id_, blockers in self._rows(
            sql.steps_of(quick), self._limit
        ):
            quadrant = self._quadrants.get(id_)
            words = (quadrant.label, quadrant.because) if quadrant else ("", "")
            place = Place(source, process, step)
            found.append(StepRow(*[place, *texts, saved, complexity, id_, *words, tuple(blockers)]))
        return tuple(found)

    def _quadrant_counts(self) -> Iterator[tuple[str, str, int, float]]:
        found = {id_: counts for id_, *counts in self._rows(sql.QUADRANTS)}
        table = self._rulebook.tables.get(PRIORITY)
        for outcome in reversed(table.outcomes if table else ()):
            steps, saved = found.get(outcome, (0, 0.0))
            yield outcome, table.label(outcome) if table else outcome, steps, saved

    def _initiatives(self) -> Initiatives:
        definition = self._rulebook.dictionary.get("phase")
        order = definition.values if definition else ()
        reached = order[order.index(_PRODUCTION) :] if _PRODUCTION in order else (_PRODUCTION,)
        counts = dict(self._rows(sql.PHASES))
        names = [*order, *(name for name in counts if name and name not in order), ""]
        ((total, *others),) = self._rows(sql.INITIATIVES, list(reached))
        return Initiatives(total, tuple((name, counts[name]) for name in names if name in counts), *others)

    def _duplicates(self) -> tuple[tuple[Duplicate, ...], int]:
        rows = self._rows(sql.DUPLICATES, self._limit)
        places: dict[int, list[Place]] = {}
        for signature, *place in self._rows(sql.DUPLICATE_PLACES, [row[0] for row in rows], _MOST_PLACES):
            places.setdefault(signature, []).append(Place(*place))
        found = tuple(Duplicate(*[*counts, tuple(places[signature])]) for signature, *counts, _ in rows)
        return found, rows[0][-1] if rows else 0

    def _labels(self) -> dict[str, str]:
        """Words for verdicts, techniques and blockers."""
        names = ("blockers", "technique", _DECISION)
        tables = [self._rulebook.tables[name] for name in names if name in self._rulebook.tables]
        labels = {outcome: table.label(outcome) for table in tables for outcome in table.outcomes}
        return {**labels, UNDETERMINED: "Undetermined"}

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, list(values)).fetchall()


def _quadrants(decider: Decider) -> Iterator[_Reach]:
    """For each level of complexity, and each cell of saved hours from the highest down."""
    hours = decider.space.get(_SAVED)
    if hours is None or PRIORITY not in decider.rulebook.tables:
        return
    for level in LEVELS:
        for cell in reversed(range(hours.size)):
            start, after = hours.cuts[cell - 1] if cell else (0.0, 0)
            figures = Figures(hours_saved=float(hours.sample(cell)))
            yield _Reach(level, start, bool(after), find_quadrant(figures, (level,), decider))
