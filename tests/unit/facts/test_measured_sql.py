"""The figures again, worked out by SQL: window functions and subqueries instead of tallies."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from fitengine.facts.measured import measure_log
from tests.helpers.logs import COUNTED_BY_HAND, log_of, random_rows, table

SCHEMA = """
create table events (id integer primary key, c text, a text, s text, e text, r text);
create view runs as
    select id, c, a, r, julianday(s) * 86400 as s, julianday(e) * 86400 as e, coalesce(s, e) as at from events;
create view moves as
    select *, lead(a, 1, '') over w as after, lag(r) over w as before, row_number() over w as place
    from runs window w as (partition by c order by at, id);
create view waits as
    select a, s - (select max(b.e) from moves b where b.c = m.c and b.place < m.place and b.e <= m.s) as waited
    from moves m where s is not null;
create view ways as
    select a, after, count(*) as times, sum(count(*)) over (partition by a) as total from moves group by a, after;
"""
FIGURES = """
with
base as (select a, count(*) runs, count(distinct c) cases from moves group by a),
again as (select a, count(*) times from (select a, c from moves group by a, c having count(*) > 1) group by a),
spread as (
    select a, count(*) variants, max(times) top, -sum(1.0 * times / total * log2(1.0 * times / total)) bits
    from ways group by a),
usual as (
    -- A way is usual where the ways that are commoner do not cover four fifths yet.
    select a, after from ways w
    where (select coalesce(sum(b.times), 0) from ways b where b.a = w.a and b.times > w.times) < 0.8 * total),
odd as (
    select m.a, count(distinct m.c) cases from moves m
    where not exists (select 1 from usual u where u.a = m.a and u.after = m.after) group by m.a),
hands as (select a, 100.0 * sum(r <> before) / count(*) share from moves where r is not null and before is not null group by a),
users as (select a, r, count(*) times from moves where r is not null group by a, r),
crowd as (
    select a, count(*) n, sum(times) known, max(times) top, sum(1.0 * times * times) squares from users group by a)
select base.a, base.runs, base.cases, 100.0 * coalesce(again.times, 0) / base.cases rework, variants,
       case when variants > 1 then bits / log2(variants) else 0 end entropy, 100.0 * spread.top / runs,
       100.0 * coalesce(odd.cases, 0) / base.cases exceptions, hands.share, coalesce(crowd.n, 0),
       100.0 * crowd.top / crowd.known,
       case when crowd.n > 1 then (squares / known / known - 1.0 / n) / (1 - 1.0 / n) when n = 1 then 1.0 end
from base join spread using (a) left join again using (a) left join odd using (a) left join hands using (a)
     left join crowd using (a) order by base.a
"""
PERCENTILE = """
with ranked as (
    select value, row_number() over (order by value) - 1 rank, count(*) over () n from ({values})),
place as (select :share * (n - 1) spot from ranked limit 1)
select (select value from ranked, place where rank = cast(spot as integer)) * (1 - (spot - cast(spot as integer)))
     + coalesce((select value from ranked, place where rank = cast(spot as integer) + 1), 0) * (spot - cast(spot as integer))
from place
"""
HANDLING = "select e - s value from moves where a = :a and e > s and (r is null or r <> 'robot')"
WAITING = "select waited value from waits where a = :a and waited is not null"


@pytest.fixture
def database(text: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.create_function("log2", 1, math.log2)
        connection.executescript(SCHEMA)
        rows = [[cell or None for cell in line.split(",")] for line in text.splitlines()[1:]]
        connection.executemany("insert into events (c, a, s, e, r) values (?, ?, ?, ?, ?)", rows)
        yield connection


def without_some_starts(seed: int) -> str:
    rows = [
        (c, a, None if number % 7 == 0 else s, e, r)
        for number, (c, a, s, e, r) in enumerate(random_rows(seed))
    ]
    return table(rows)


LOGS = {
    "counted by hand": COUNTED_BY_HAND,
    "random": table(random_rows(3)),
    "random, without some starts": without_some_starts(8),
}


@pytest.mark.parametrize("text", LOGS.values(), ids=LOGS)
def test_sql_comes_to_the_same_figures(text, database):
    measurement, _ = measure_log(log_of(text), software_users=["robot"])
    ours = sorted(measurement.steps, key=lambda figures: figures.step)
    theirs = database.execute(FIGURES).fetchall()
    assert len(ours) == len(theirs) > 3
    for figures, row in zip(ours, theirs, strict=True):
        mine = (
            figures.runs, figures.cases, figures.rework, figures.variants, figures.entropy, figures.top_variant_share,
            figures.exceptions, figures.handovers, figures.resources, figures.top_resource_share, figures.concentration,
        )  # fmt: skip
        assert figures.step == row[0]
        assert mine == pytest.approx(row[1:], abs=0.0051), figures.step


@pytest.mark.parametrize("text", LOGS.values(), ids=LOGS)
def test_sql_comes_to_the_same_percentiles(text, database):
    measurement, _ = measure_log(log_of(text), software_users=["robot"])
    compared = 0
    for figures in measurement.steps:
        for values, share, ours in (
            (HANDLING, 0.5, figures.handling_p50),
            (HANDLING, 0.9, figures.handling_p90),
            (WAITING, 0.5, figures.waiting_p50),
            (WAITING, 0.9, figures.waiting_p90),
        ):
            asked = {"a": figures.step, "share": share}
            found = database.execute(PERCENTILE.format(values=values), asked).fetchone()
            seconds = found[0] if found else None
            assert ours == (None if seconds is None else pytest.approx(seconds / 60, abs=0.0101)), (
                figures.step
            )
            compared += ours is not None
    assert compared > 8


@pytest.mark.parametrize("text", LOGS.values(), ids=LOGS)
def test_sql_comes_to_the_same_variants_and_volume(text, database):
    measurement, _ = measure_log(log_of(text))
    traces = database.execute(
        "select count(*) from (select c, group_concat(a, ' ') over (partition by c order by place) t, "
        "lead(1) over (partition by c order by place) more from moves) where more is null group by t"
    ).fetchall()
    assert measurement.variants == len(traces)
    assert measurement.top_variant_share == pytest.approx(
        100 * max(traces)[0] / measurement.cases, abs=0.0051
    )
    period = "select (max(t) - min(t)) / 86400 from (select s t from runs union all select e from runs)"
    (days,) = database.execute(period).fetchone()
    for figures in measurement.steps:
        assert figures.volume == pytest.approx(figures.runs / days * 30.436875, abs=0.0051)
