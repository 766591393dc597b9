"""The queries of a summary, over two tables: `p`, the documents with a number each (`pid`), and `s`, their steps.

Hours are added up as decimals, so that a sum does not depend on the order in which parts are read, and every list has an order of
its own: the same results give the same summary. Nothing of users becomes a part of a query's text.
"""
# ruff: noqa: S608 - as said above: the texts put together are our own

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "ASKED",
    "BLOCKERS",
    "DOCUMENTS",
    "DUPLICATES",
    "DUPLICATE_PLACES",
    "INITIATIVES",
    "MISSING",
    "PHASES",
    "PROCESSES",
    "QUADRANTS",
    "QUICK_WINS",
    "RANKING",
    "REFUSED",
    "SAMPLE",
    "VERDICTS",
    "counts_of",
    "groups_of",
    "quadrant_case",
    "steps_of",
    "steps_view",
]


def sum_of(column: str, where: str = "true") -> str:
    """An exact sum, whatever the order."""
    return f"coalesce(sum(try_cast({column} as decimal(38, 6))) filter ({where}), 0)::double"


_IS_QUICK = "quadrant = 'quick-win'"
_COUNTS = (
    "count(*), count(*) filter (certainty = 'presumed'), "
    f"{sum_of('hours_low')}, {sum_of('hours_likely')}, "
    f"case when coalesce(bool_or(isinf(hours_high)), false) then 'inf'::double else {sum_of('hours_high')} end, "
    f"count(*) - count(hours_likely), {sum_of('hours_saved')}"
)

PROCESSES = """
create temp table p as
select row_number() over (order by source)::integer as pid, *
from all_processes
where (len($1) = 0 or list_contains($1, coalesce(area, ''))) and (len($2) = 0 or list_contains($2, coalesce(owner, '')))
"""
VERDICTS = "select distinct verdict from s"
DOCUMENTS = "select count(*), count(*) filter (status = 'assessed') from p"
REFUSED = """
select coalesce(code, status), count(*) from p where status <> 'assessed' group by all order by 2 desc, 1
"""
QUICK_WINS = f"select count(*), {sum_of('hours_saved')} from s where {_IS_QUICK}"
QUADRANTS = f"""
select quadrant, count(*), {sum_of("hours_saved")} from s where hours_saved > 0 group by all order by all
"""
MISSING = """
select coalesce(list_sort(missing), []), count(*) from s where certainty = 'open' group by all order by all
"""
SAMPLE = """
select file, list(row order by row) from (
  select file, row, row_number() over (order by source, step) as number from s where certainty = 'open'
) where number % $1 = 0 group by file order by file
"""
ASKED = """
select next_question, count(*) from s where certainty = 'open' and next_question is not null group by all order by all
"""
BLOCKERS = f"""
select id, sum(holds)::bigint, sum(open)::bigint, count(*), {sum_of("hours")}
from (
  select id, pid, sum(holds) as holds, sum(open) as open, sum(hours) as hours
  from (
    select unnest(blockers) as id, pid, 1 as holds, 0 as open, try_cast(hours_likely as decimal(38, 6)) as hours from s
    union all
    select unnest(blockers_open), pid, 0, 1, null from s
  ) group by id, pid
) group by id order by 2 desc, 3 desc, id limit ?
"""
RANKING = f"""
select t.pid, p.source, coalesce(p.process, ''), coalesce(nullif(p.name, ''), p.process, ''), coalesce(p.area, ''),
  coalesce(p.owner, ''), quick, quick_saved, blocked
from (
  select pid, count(*) filter ({_IS_QUICK}) as quick, {sum_of("hours_saved", _IS_QUICK)} as quick_saved,
    count(*) filter (list_contains($1, verdict) and len(blockers) > 0) as blocked, {sum_of("hours_saved")} as saved,
    count(*) filter (list_contains($1, verdict)) as automatable, count(*) as steps
  from s group by pid
) t join p using (pid)
order by t.quick_saved desc, t.saved desc, t.automatable desc, t.steps desc, p.source limit $2
"""
PHASES = "select coalesce(phase, ''), count(*) from p where initiative group by all order by all"
INITIATIVES = """
select count(*), count(*) filter (list_contains(?, phase)), count(delivers), count(*) filter (delivers)
from p where initiative
"""
DUPLICATES = f"""
select signature, min(name), min(verdict), count(*) as steps, count(distinct pid), {sum_of("hours_likely")} as hours,
  {sum_of("hours_saved")} as saved, count(*) over ()
from s where trim(name) <> '' group by signature having count(distinct pid) > 1
order by saved desc, hours desc, steps desc, 2, signature limit ?
"""
DUPLICATE_PLACES = """
select signature, source, process, step from s where list_contains(?, signature)
qualify row_number() over (partition by signature order by source, step) <= ? order by all
"""


def steps_view(quadrant: str) -> str:
    """The steps of the chosen documents, with an expression for their quadrant."""
    return (
        "create temp view s as select all_steps.* exclude (process, owner, filename, file_row_number), "
        "all_steps.filename as file, all_steps.file_row_number as row, p.pid, coalesce(p.process, '') as process, p.area, "
        f"p.owner, {quadrant} as quadrant from all_steps join p using (source)"
    )


def counts_of(key: str, chosen: bool = False) -> str:
    """Verdicts by an expression over steps; with `chosen`, only for keys that are in a list."""
    where = f"where list_contains(?, {key})" if chosen else ""
    return f"select {key}, verdict, {_COUNTS} from s {where} group by all order by all"


def groups_of(key: str) -> str:
    """Name, processes and steps of the largest groups, and how many groups there are."""
    return f"select {key}, count(distinct pid), count(*), count(*) over () from s group by 1 order by 3 desc, 1 limit ?"


def steps_of(quick: bool) -> str:
    """The steps whose change saves most, or the quick wins alone."""
    where = _IS_QUICK if quick else "hours_saved > 0"
    return (
        "select s.source, s.process, s.step, coalesce(nullif(p.name, ''), p.process, ''), coalesce(nullif(s.name, ''), s.step), "
        "coalesce(s.lane, ''), coalesce(s.owner, ''), s.verdict, coalesce(s.technique, ''), s.hours_saved, "
        "coalesce(s.complexity, ''), s.quadrant, coalesce(s.blockers, []) "
        f"from s join p on p.pid = s.pid where {where} order by s.hours_saved desc, s.source, s.step limit ?"
    )


def quadrant_case(quadrants: Iterable[tuple[str, str, str]]) -> str:
    """The first of several quadrants that fits: a level of complexity, a condition on the hours saved, an outcome."""
    whens = [
        f"when complexity = {_text(level)} and {condition} then {_text(outcome)}"
        for level, condition, outcome in quadrants
    ]
    return f"case {' '.join(whens)} else '' end" if whens else "''"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
