"""What a worker does: reads the documents of a shard, decides their steps, writes the part files.

What goes wrong comes back as a value: errors of this package do not travel between processes.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from fitengine.decide.decider import Decider
from fitengine.errors import FitengineError, Problem
from fitengine.garbage import no_garbage_collection
from fitengine.load.plugins import pack_folder
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.rules import Rulebook
from fitengine.portfolio.batch import Batch, Entry
from fitengine.portfolio.deciding import StepDecider
from fitengine.portfolio.limit import DocumentTimeoutError, TimeLimit
from fitengine.portfolio.parts import PartNote, PartWriter
from fitengine.portfolio.reading import EntryReader, problem_entry
from fitengine.portfolio.results import batch_tables
from fitengine.portfolio.sources import LINES, Shard
from fitengine.portfolio.tables import DocumentStatus, Layout
from fitengine.portfolio.texts import Text, read_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

Made = TypeVar("Made")

__all__ = [
    "Job",
    "Outcome",
    "RulesChoice",
    "chosen_rules",
    "count_documents",
    "note_of_death",
    "rules_tools",
    "run_job",
]

_TOGETHER = 100
"""Documents whose values are looked up together."""
_HUNG = 70
"""How a worker exits whose document does not come back."""
_ONE_AT_A_TIME = threading.Lock()
"""Some clusters run several jobs in one process; what is compiled is for one thread."""
_PROBLEMS = {
    DocumentStatus.CRASHED: Problem("crashed", "the program that read it died"),
    DocumentStatus.TIMEOUT: Problem("timeout", "it took longer than the limit"),
}


@dataclass(frozen=True, slots=True)
class RulesChoice:
    """The rules to decide by: folders and settings as they were given, and the digests that they must have."""

    folders: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]
    digests: tuple[str, ...]
    strict: bool = False
    questions: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A shard to be done. `lost` says what became of documents that killed a worker before, by number. With a `probe`, documents
    from the first number to before the second are read and decided, and nothing is written."""

    shard: Shard
    results: str
    stamp: str
    rules: RulesChoice
    limit: float = 0.0
    lost: Mapping[int, DocumentStatus] = field(default_factory=dict)
    probe: tuple[int, int] | None = None


_NOTHING = PartNote("", 0, 0, {}, "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job. `problem` is why the whole run cannot go on; `read` and `decided` are seconds of work."""

    shard: int
    note: PartNote = _NOTHING
    read: float = 0.0
    decided: float = 0.0
    problem: Problem | None = None


def run_job(job: Job) -> Outcome:
    """Does a job. Only a death of the process, or an interrupt, does not come back as an outcome."""
    with _ONE_AT_A_TIME, no_garbage_collection():
        try:
            return _Run(job).run()
        except FitengineError as error:
            return Outcome(job.shard.number, problem=error.problems[0])
        except OSError as error:
            words = " ".join((error.strerror or str(error)).split()).lower()
            message = f"shard {job.shard.number} cannot be read or written: {words}"
            return Outcome(
                job.shard.number, problem=Problem("cannot-write", message, "finished shards are kept")
            )


def chosen_rules(folders: Sequence[str], settings: Mapping[str, str]) -> Rulebook:
    """The shipped rules with those of folders, or of installed packs by name, over them. Raises RulesError."""
    return load_rules([pack_folder(folder) for folder in folders], settings)


def count_documents(shard: Shard) -> int:
    """How many documents a shard has."""
    return sum(1 for _ in read_texts(shard))


def note_of_death(results: str, shard: int, document: int) -> Path:
    """The file that says that a document took too long and did not come back."""
    return Layout(Path(results)).folder / f".hung-{shard}-{document}"


class _Run:
    def __init__(self, job: Job) -> None:
        self.job = job
        self.reader, self.decider = rules_tools(job.rules)
        self.digest = blake2b(digest_size=12)
        self.statuses: dict[str, int] = {}
        self.documents = self.steps = 0
        self.seconds = [0.0, 0.0]

    def run(self) -> Outcome:
        job = self.job
        texts: Iterator[tuple[int, Text]] = enumerate(read_texts(job.shard))
        with TimeLimit(job.limit, self.hang) as limit:
            if job.probe is not None:
                texts = islice(texts, *job.probe)
                for batch in self.batches(texts, limit):
                    batch_tables(batch, self.decider)
            else:
                self.write(texts, limit)
        return Outcome(job.shard.number, self.note(), self.seconds[0], self.seconds[1])

    def note(self) -> PartNote:
        digest = self.digest.hexdigest()
        return PartNote(self.job.stamp, self.documents, self.steps, self.statuses, digest)

    def write(self, texts: Iterator[tuple[int, Text]], limit: TimeLimit) -> None:
        with PartWriter(Layout(Path(self.job.results)), self.job.shard.number) as part:
            for batch in self.batches(texts, limit):
                start = time.process_time()
                part.write(batch_tables(batch, self.decider))
                self.seconds[1] += time.process_time() - start
            part.sign(self.note())

    def batches(self, texts: Iterator[tuple[int, Text]], limit: TimeLimit) -> Iterator[Batch]:
        """The documents, so many at a time; one empty batch, where there are none."""
        more = True
        while more:
            self.reader.forget()
            start = time.process_time()
            batch = Batch(self.reader.tokens, [*self.entries(islice(texts, LINES), limit)])
            more = len(batch.entries) == LINES
            self.seconds[0] += time.process_time() - start
            if batch.entries or not self.documents:
                self.count(batch)
                yield batch

    def entries(self, texts: Iterator[tuple[int, Text]], limit: TimeLimit) -> Iterator[Entry]:
        """What becomes of documents, which are read some at a time."""
        while some := [*islice(texts, _TOGETHER)]:
            for _, text in some:
                self.digest.update(text.data)
                if text.sidecar is not None:
                    self.digest.update(text.sidecar[0])
            read = [self.timed(self.reader.read, at, text, limit) for at, text in some]
            for (at, text), entry in zip(some, self.reader.finish(read), strict=True):
                yield self.timed(self.reader.read_by_loader, at, text, limit) if entry is None else entry

    def timed(self, read: Callable[[Text], Made], at: int, text: Text, limit: TimeLimit) -> Made | Entry:
        """What reading makes of a document, unless it takes too long or took too much before."""
        status = self.job.lost.get(at)
        if status is not None:
            return problem_entry(text, status, [_PROBLEMS[status]])
        try:
            limit.begin(at)
            made = read(text)
            limit.end()
        except DocumentTimeoutError:
            limit.over()
            return problem_entry(text, DocumentStatus.TIMEOUT, [_PROBLEMS[DocumentStatus.TIMEOUT]])
        return made

    def count(self, batch: Batch) -> None:
        self.documents += len(batch.entries)
        self.steps += len(batch.steps)
        for entry in batch.entries:
            self.statuses[entry.status] = self.statuses.get(entry.status, 0) + 1

    def hang(self, document: int) -> None:
        """Ends a process that is stuck, and leaves word why."""
        note_of_death(self.job.results, self.job.shard.number, document).touch()
        os._exit(_HUNG)


@lru_cache(maxsize=1)
def rules_tools(rules: RulesChoice) -> tuple[EntryReader, StepDecider]:
    """What is made once for all jobs of a process."""
    rulebook = chosen_rules(rules.folders, dict(rules.settings))
    digests = tuple(pack.digest for pack in rulebook.packs)
    if digests != rules.digests:
        message = "the rules are not those that the run began with"
        raise FitengineError([Problem("rules-changed", message, "let nobody change them while it runs")])
    decider = Decider(rulebook, "plain")
    decider.require_sound()
    reader = EntryReader(rulebook)
    reader.warm_up()
    return reader, StepDecider(decider, strict=rules.strict, questions=rules.questions)
