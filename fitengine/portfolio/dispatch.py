"""Handing out jobs, and finding the document at fault where a worker dies.

Only so many jobs are under way at once, however many there are. When a worker dies, every job that may have killed it is done
again, alone, so that blame is certain; a job that kills its worker alone is cut in halves until the document is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from typing import cast

from fitengine.errors import EngineFault, FitengineError
from fitengine.portfolio.crew import Crew
from fitengine.portfolio.tables import DocumentStatus
from fitengine.portfolio.work import Job, Outcome, count_documents, note_of_death, run_job

__all__ = ["hand_out"]

_AHEAD = 2
"""Jobs under way or waiting for each worker."""
_LOOK = 1.0
"""Seconds after which to see whether anybody is still there."""
_TRIES = 2
"""So often a document kills a worker before it is to blame: somebody else may have killed it."""


def hand_out(jobs: Iterable[Job], crew: Crew) -> Iterator[Outcome]:
    """The outcomes of all jobs, as they come. Raises FitengineError where the run cannot go on."""
    waiting = iter(jobs)
    under_way: dict[Future[object], Job] = {}
    while True:
        suspects = _fill(under_way, waiting, crew)
        if not under_way and not suspects:
            return
        done, _ = wait(under_way, timeout=_LOOK, return_when=FIRST_COMPLETED)
        crew.check()
        for future in done:
            job = under_way.pop(future)
            error = future.exception()
            if error is None:
                yield _checked(cast("Outcome", future.result()))
            elif crew.died(error):
                suspects.append(job)
            else:
                raise error
        if suspects:
            if crew.shared_death():
                yield from _drain(under_way, suspects)
            yield from _settle(suspects, crew)


def _fill(under_way: dict[Future[object], Job], waiting: Iterator[Job], crew: Crew) -> list[Job]:
    """Hands out until there is enough to do; gives back a job that nobody could take, because all died meanwhile."""
    while len(under_way) < _AHEAD * crew.width:
        job = next(waiting, None)
        if job is None:
            return []
        try:
            under_way[crew.submit(run_job, job)] = job
        except Exception as error:
            if not crew.died(error):
                raise
            return [job]
    return []


def _drain(under_way: dict[Future[object], Job], suspects: list[Job]) -> Iterator[Outcome]:
    """Where one death takes all with it: what was finished before, and the rest among the suspects."""
    wait(under_way)
    for future, job in under_way.items():
        if future.cancelled() or future.exception() is not None:
            suspects.append(job)
        else:
            yield _checked(cast("Outcome", future.result()))
    under_way.clear()


def _settle(suspects: list[Job], crew: Crew) -> Iterator[Outcome]:
    """Does the suspects one by one."""
    crew.renew()
    for job in sorted(suspects, key=lambda one: one.shard.number):
        outcome = _alone(job, crew)
        if outcome is None:
            lost = _find(job, crew, 0, count_documents(job.shard))
            outcome = _alone(replace(job, lost=lost), crew)
        if outcome is None:
            message = f"shard {job.shard.number} kills its worker, but none of its documents does by itself"
            help_ = "give it more memory, or fewer documents to a shard with --batch"
            raise EngineFault.single("worker-lost", message, help_)
        yield _checked(outcome)


def _find(job: Job, crew: Crew, first: int, last: int) -> dict[int, DocumentStatus]:
    """The documents from one number to before another that kill their worker."""
    probe = replace(job, probe=(first, last))
    for _ in range(_TRIES if last - first == 1 else 1):
        if _alone(probe, crew) is not None:
            return {}
    if last - first > 1:
        middle = (first + last) // 2
        return {**_find(job, crew, first, middle), **_find(job, crew, middle, last)}
    note = note_of_death(job.results, job.shard.number, first)
    hung = note.exists()
    note.unlink(missing_ok=True)
    return {first: DocumentStatus.TIMEOUT if hung else DocumentStatus.CRASHED}


def _alone(job: Job, crew: Crew) -> Outcome | None:
    """The outcome of a job while nothing else is under way; None where the worker dies of it."""
    future = crew.submit(run_job, job)
    while not wait([future], timeout=_LOOK).done:
        crew.check()
    error = future.exception()
    if error is None:
        return cast("Outcome", future.result())
    if not crew.died(error):
        raise error
    crew.renew()
    return None


def _checked(outcome: Outcome) -> Outcome:
    if outcome.problem is not None:
        raise FitengineError([outcome.problem])
    return outcome
