"""Event logs: CSV and XES, plain or packed with gzip, to columns of events."""

from __future__ import annotations

from fitengine.load.files import Source
from fitengine.load.logs.columns import LogOptions
from fitengine.load.logs.csv_log import read_csv_log
from fitengine.load.logs.foreign import looks_like_markup, refuse_foreign
from fitengine.load.logs.source import MAX_BYTES, LogFile
from fitengine.load.logs.xes_log import read_xes_log
from fitengine.model.log import EventLog

__all__ = ["MAX_BYTES", "LogOptions", "read_log"]

_NOTHING_SAID = LogOptions()


def read_log(source: Source, options: LogOptions = _NOTHING_SAID, max_bytes: int = MAX_BYTES) -> EventLog:
    """The events of a log, CSV or XES by its content. It is read as a stream of at most `max_bytes` once unpacked.

    Raises InputError for what is no case log, each kind with its reason: no case, object-centric, a recording of a user
    interface, empty, truncated, binary, XML with entities.
    """
    with LogFile(source, max_bytes) as file:
        refuse_foreign(file.head, file.name)
        read = read_xes_log if looks_like_markup(file.head) else read_csv_log
        return read(file, options)
