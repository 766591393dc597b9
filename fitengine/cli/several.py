"""Several processes in one go: each is read, and what is wrong with one does not hide what is wrong with the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from fitengine import api
from fitengine.cli.failures import show_problems
from fitengine.cli.output import utf8
from fitengine.errors import InputError, Problem
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook

if TYPE_CHECKING:
    from fitengine.report.annotations import Annotation

__all__ = ["Read", "annotated", "joined_json", "read_all"]


@dataclass(frozen=True, slots=True)
class Read:
    """A process as it was named, or what is wrong with it."""

    source: str
    process: Process | None
    problems: tuple[Problem, ...]


def read_all(sources: Sequence[str], rulebook: Rulebook, facts: str | None, quiet: bool) -> list[Read]:
    """Every process, in the order they were named; problems and warnings are shown at once."""
    if facts is not None and len(sources) > 1:
        raise click.UsageError("--facts is about one model: name that alone")
    return list(_read(sources, rulebook, facts, quiet))


def _read(sources: Sequence[str], rulebook: Rulebook, facts: str | None, quiet: bool) -> Iterator[Read]:
    for source in sources:
        try:
            process = api.load_process(source, rules=rulebook, facts=facts)
        except InputError as error:
            show_problems(error.problems)
            yield Read(source, None, error.problems)
        else:
            if not quiet:
                show_problems(process.warnings)
            yield Read(source, process, process.warnings)


def annotated(
    form: str, read: Sequence[Read], remarks: Callable[[str, Process], Iterable[Annotation]]
) -> bytes:
    """What is to be said about all of them as SARIF or as GitHub's workflow commands: `remarks` about the usable ones, and what
    reading them told."""
    from fitengine.report.annotations import of_problems

    found: list[Annotation] = []
    for one in read:
        found += of_problems(one.source, one.problems)
        found += remarks(one.source, one.process) if one.process is not None else ()
    if form == "github":
        from fitengine.report.github import annotations_to_github

        return utf8(annotations_to_github(found))
    from fitengine.report.sarif import annotations_to_sarif

    return utf8(annotations_to_sarif(found, usable=all(one.process is not None for one in read)))


def joined_json(texts: Sequence[str], asked: int) -> str:
    """The JSON of a single process as it is; of several a list, also where only one could be used."""
    return texts[0] if asked == 1 else f"[{','.join(text.rstrip() for text in texts)}]\n"
