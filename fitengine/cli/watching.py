"""`fitengine report --watch`: a page that follows the files it is made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from fitengine.cli.failures import show_problems
from fitengine.cli.output import note
from fitengine.errors import FitengineError
from fitengine.load.files import read_bytes, sidecar_of

__all__ = ["watch_report"]


def watch_report(
    write: Callable[[], str | bytes],
    process: str,
    facts: str | None,
    rules: Sequence[str],
    port: int,
    quiet: bool,
) -> None:
    """Serves what `write` gives to this machine until the person interrupts, and again after each change of a file. What is
    broken meanwhile is said in the page and in the terminal."""
    from fitengine.service.live import LivePage, served
    from fitengine.service.watching import Watch

    read_bytes(process)  # a name that leads nowhere is no report to wait for
    files = [Path(process), Path(facts) if facts is not None else sidecar_of(Path(process))]
    watch = Watch(files, [Path(folder) for folder in rules])
    live = LivePage(_page(write, process))
    try:
        with served(live, port) as address:
            click.echo(address)
            note(f"`{process}` is watched; Ctrl-C ends", quiet)
            for _ in watch.changes():
                live.show(_page(write, process))
                note("the page is new", quiet)
    except KeyboardInterrupt:
        note("ended", quiet)


def _page(write: Callable[[], str | bytes], process: str) -> str:
    from fitengine.service.live import problem_page

    try:
        page = write()
        assert isinstance(page, str)
        return page
    except FitengineError as error:
        show_problems(error.problems)
        return problem_page(Path(process).name, error.problems)
