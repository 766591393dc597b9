"""Who does the jobs: a pool of processes on this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from fitengine.errors import EngineFault, FitengineError, InputError

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Crew", "DaskCrew", "PoolCrew", "end_if_worker"]


class Crew(Protocol):
    """Runs functions elsewhere."""

    width: int
    """How many at once."""

    def submit(self, run: Callable[..., object], *arguments: object) -> Future[object]: ...

    def check(self) -> None:
        """Raises FitengineError where nobody is left to do anything."""
        ...

    def died(self, error: BaseException) -> bool:
        """Whether an error says that the worker died."""
        ...

    def shared_death(self) -> bool:
        """Whether one death takes all jobs under way with it, so that nobody knows whose fault it was."""
        ...

    def renew(self) -> None:
        """Makes it able to work again after a death."""
        ...

    def stop(self) -> None:
        """Ends at once what is under way, and frees everything."""
        ...


_GUARD_HELP = (
    'call it under `if __name__ == "__main__":`; where it stands there, what the workers print says why'
)


class PoolCrew:
    """Processes on this machine."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
        if sys.platform == "linux":
            self._context.set_forkserver_preload(["fitengine.portfolio.work"])
        self._executor = self._make()
        try:
            self._executor.submit(_begun).result()
        except BrokenProcessPool:
            message = "no worker can begin: each of them ends at once"
            raise EngineFault.single("no-workers", message, _GUARD_HELP) from None

    def submit(self, run: Callable[..., object], *arguments: object) -> Future[object]:
        return self._executor.submit(run, *arguments)

    def check(self) -> None:
        """Whoever made the pool is here, so it is."""

    def died(self, error: BaseException) -> bool:
        return isinstance(error, BrokenProcessPool)

    def shared_death(self) -> bool:
        return True

    def renew(self) -> None:
        self.stop()
        self._executor = self._make()

    def stop(self) -> None:
        workers = list((self._executor._processes or {}).values())  # noqa: SLF001 - no public way to end them at once
        self._executor.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.kill()
        for worker in workers:
            worker.join()

    def _make(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.width, mp_context=self._context, initializer=_begin)


class DaskCrew:
    """The workers of a cluster, by the address of its scheduler. They must see sources and results under the same paths."""

    def __init__(self, address: str) -> None:
        self._client = _connect(address)
        self._address = address
        self._executor: Executor = self._client.get_executor(pure=False, retries=0)  # type: ignore[no-untyped-call]
        self.width = max(1, sum(self._client.nthreads().values()))  # type: ignore[no-untyped-call]

    def submit(self, run: Callable[..., object], *arguments: object) -> Future[object]:
        return self._executor.submit(run, *arguments)

    def check(self) -> None:
        if self._client.status != "running":
            raise _lost(self._address)

    def died(self, error: BaseException) -> bool:
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            return True
        if isinstance(error, CancelledError | OSError):
            raise _lost(self._address) from None
        return False

    def shared_death(self) -> bool:
        return False

    def renew(self) -> None:
        """The cluster looks after its workers itself."""

    def stop(self) -> None:
        with suppress(Exception):  # a cluster that is gone has nothing to stop
            self._executor.shutdown(wait=False)
        self._client.close(timeout=2)  # type: ignore[no-untyped-call]


def _lost(address: str) -> FitengineError:
    message = f"the scheduler at `{address}` does not answer any more"
    return InputError.single(
        "scheduler-lost", message, "finished shards are kept: start it again and go on with --resume"
    )


def _connect(address: str) -> Client:
    import logging

    from distributed import Client

    logging.disable(
        logging.CRITICAL
    )  # what matters is said in one sentence, not in tracebacks of the cluster's
    try:
        return Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        reason = " ".join(str(error).split())[:200]
        message = f"no scheduler answers at `{address}`: {reason}"
        raise InputError.single("no-scheduler", message, "start one with `dask scheduler`") from None


def end_if_worker() -> None:
    """Ends the process where it is a worker that begins: a program without a guard runs anew in each of its workers, and what it
    did there would come before its turn. Whoever waits for the worker says so."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise SystemExit(1)


def _begun() -> None:
    """What a worker does that has begun."""


def _begin() -> None:
    """A worker leaves Ctrl-C to its parent, and ends when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
