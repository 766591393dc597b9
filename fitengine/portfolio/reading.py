"""One document to an entry: by the short road where it is plain, else by its loader; what cannot be read is an entry as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from fitengine.errors import FitengineError, Problem
from fitengine.facts.graph import process_graph
from fitengine.load.files import is_markup
from fitengine.load.process.schema import shapes
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook
from fitengine.portfolio.batch import Entry
from fitengine.portfolio.documents import Document, process_document
from fitengine.portfolio.fact_columns import Tokens
from fitengine.portfolio.tables import DocumentStatus
from fitengine.portfolio.texts import Text

if TYPE_CHECKING:
    from fitengine.portfolio.plain_document import PlainDocument

__all__ = ["EntryReader", "Unfinished", "problem_entry"]

_LONGEST_MESSAGE = 500


class Unfinished(NamedTuple):
    """A plain document, but for the values of its facts."""

    text: Text
    document: PlainDocument


class EntryReader:
    """Reads documents under one rulebook. Not for several threads at once."""

    def __init__(self, rulebook: Rulebook) -> None:
        from fitengine.portfolio.plain import PlainReader

        self.tokens = Tokens(rulebook.dictionary)
        self._rulebook = rulebook
        self._rateable = rulebook.rateable()
        self._plain = PlainReader(rulebook, self.tokens)

    def warm_up(self) -> None:
        """Loads what the first document would else pay for with its time."""
        shapes()
        process_graph(Process("", "", {}))

    def forget(self) -> None:
        """Makes room between two batches: tokens given out before mean nothing any more."""
        self._plain.forget()

    def read(self, text: Text) -> Entry | Unfinished:
        """What became of a document. A plain one is finished together with others, see `finish`."""
        if text.problem is not None:
            return problem_entry(text, DocumentStatus.REFUSED, [text.problem])
        try:
            found = self._plain.read(text.data)
        except Exception:  # noqa: BLE001 - the loader tells what is wrong
            found = None
        return self.read_by_loader(text) if found is None else Unfinished(text, found)

    def finish(self, read: Sequence[Entry | Unfinished]) -> list[Entry | None]:
        """The same with plain documents finished; None for those that are better read by the loader."""
        plain = [one.document for one in read if isinstance(one, Unfinished)]
        try:
            finished: Iterator[Document | None] = iter(self._plain.finish(plain))
        except Exception:  # noqa: BLE001 - the loader tells in which of them something is wrong
            finished = repeat(None)
        return [_entry(one.text, next(finished)) if isinstance(one, Unfinished) else one for one in read]

    def read_by_loader(self, text: Text) -> Entry:
        """What became of a document that is not plain."""
        try:
            document = process_document(self.load(text), self.tokens)
        except FitengineError as error:
            return problem_entry(text, DocumentStatus.REFUSED, error.problems)
        except (MemoryError, RecursionError) as error:
            problem = Problem("too-large", f"it takes too much memory: {type(error).__name__}")
            return problem_entry(text, DocumentStatus.REFUSED, [problem])
        except Exception as error:  # noqa: BLE001 - one document must not end the run
            problem = Problem("internal-error", " ".join(f"{type(error).__name__}: {error}".split()))
            return problem_entry(text, DocumentStatus.CRASHED, [problem])
        return Entry(text.source, text.area, DocumentStatus.ASSESSED, document)

    def load(self, text: Text) -> Process:
        """The process of a document, by its loader. Raises FitengineError."""
        dictionary = self._rulebook.dictionary
        if not is_markup(text.data):
            from fitengine.load.process.file import read_process

            return read_process(text.data, text.name, dictionary, self._rateable)
        from fitengine.load.bpmn import read_bpmn

        process = read_bpmn(text.data, text.name)
        if text.sidecar is None:
            return process
        from fitengine.load.process.sidecar import read_sidecar

        return read_sidecar(*text.sidecar, process, dictionary, self._rateable)


def _entry(text: Text, document: Document | None) -> Entry | None:
    return None if document is None else Entry(text.source, text.area, DocumentStatus.ASSESSED, document)


def problem_entry(text: Text, status: DocumentStatus, problems: list[Problem] | tuple[Problem, ...]) -> Entry:
    """The entry of a document that cannot be used: its first problem, with its place, and how many more there are."""
    first, *more = problems
    place = f"{first.span.line}:{first.span.column}: " if first.span and first.span.line else ""
    rest = f" (and {len(more)} more)" if more else ""
    message = f"{place}{first.message}"[:_LONGEST_MESSAGE] + rest
    safe = message.encode("utf-8", "replace").decode("utf-8")
    return Entry(text.source, text.area, status, None, first.code, safe)
