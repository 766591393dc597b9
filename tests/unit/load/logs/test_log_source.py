"""Opening logs: what is read, unpacked, and refused."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import sys
import threading
from contextlib import closing

import pytest

from fitengine.errors import InputError
from fitengine.load.logs import MAX_BYTES, read_log

PLAIN = b"case,activity,time\n1,A,2026-01-01\n2,A,2026-01-02\n"


def refusal(source, **more):
    with pytest.raises(InputError) as caught:
        read_log(source, **more)
    [problem] = caught.value.problems
    return problem


def test_a_path_a_text_path_and_open_files(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(PLAIN)
    with path.open("rb") as file:
        assert len(read_log(file)) == 2
    assert len(read_log(path)) == len(read_log(str(path))) == len(read_log(io.StringIO(PLAIN.decode()))) == 2


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(PLAIN))))
    log = read_log("-")
    assert (len(log), log.source) == (2, "standard input")


def test_a_pipe(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(PLAIN,))
    writer.start()
    try:
        assert len(read_log(path)) == 2
    finally:
        writer.join()


def test_the_ending_does_not_matter(tmp_path):
    path = tmp_path / "log.csv.gz"
    path.write_bytes(PLAIN)
    assert len(read_log(path)) == 2


def test_what_cannot_be_opened(tmp_path):
    assert refusal(tmp_path / "missing.csv").code == "no-such-file"
    assert refusal(tmp_path).code == "is-a-folder"
    assert refusal("a\0b").code == "cannot-read"


def test_a_truncated_gzip_is_named_as_such(tmp_path):
    packed = gzip.compress(PLAIN * 10_000)
    problem = refusal(io.BytesIO(packed[: len(packed) // 2]))
    assert (problem.code, problem.message) == ("truncated", "`input` stops in the middle of its gzip data")


def test_damaged_gzip_is_named_as_such():
    packed = bytearray(gzip.compress(os.urandom(50_000).hex().encode()))
    packed[20_000:20_100] = bytes(100)
    assert refusal(io.BytesIO(bytes(packed))).code == "damaged"


def test_a_bomb_stops_at_the_limit():
    bomb = gzip.compress(PLAIN + b"3,A,2026-01-03\n" * 2_000_000)
    assert len(bomb) < 200_000
    problem = refusal(io.BytesIO(bomb), max_bytes=1_000_000)
    assert (problem.code, problem.message) == ("too-large", "`input` unpacks to more than 1,000,000 bytes")
    assert problem.help == "`--max-bytes` sets another limit"


def test_a_large_plain_file_stops_at_the_limit(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(PLAIN * 100)
    assert refusal(path, max_bytes=1000).message == f"`{path}` has more than 1,000 bytes"
    assert refusal(io.BytesIO(PLAIN * 100), max_bytes=1000).code == "too-large"
    assert MAX_BYTES == 4 * 1024**3


def database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("create table event (ocel_id text)")
        return connection.serialize()


@pytest.mark.parametrize(
    ("raw", "code", "word"),
    [
        (b"", "empty-log", "is empty"),
        (gzip.compress(b"", mtime=0), "empty-log", "is empty"),
        (gzip.compress(gzip.compress(PLAIN, mtime=0), mtime=0), "binary", "gzip twice"),
        (b"PK\x03\x04" + bytes(100), "binary", "ZIP archive"),
        (b"PAR1" + bytes(100), "binary", "Parquet"),
        (b"%PDF-1.7", "binary", "PDF"),
        (bytes(range(256)) * 4, "binary", "binary file"),
        (bytes(100), "binary", "binary file"),
        (PLAIN + bytes(3), "binary", "binary file"),
        (b'{"ocel:global-log": {}}', "object-centric", "several objects"),
        (
            b'{"objectTypes": [], "eventTypes": [], "objects": [], "events": []}',
            "object-centric",
            "several objects",
        ),
        (b'[{"case": 1}]', "json", "is JSON"),
        (b"\xef\xbb\xbf {}", "json", "is JSON"),
        (database(), "object-centric", "SQLite"),
    ],
)
def test_what_is_no_log_is_told_in_one_sentence(raw, code, word):
    problem = refusal(io.BytesIO(raw))
    assert problem.code == code
    assert word in problem.message
    assert problem.message[0] == "`"
    assert not problem.message.endswith(".")


def test_zeros_behind_the_beginning_are_noticed_too():
    assert refusal(io.BytesIO(PLAIN + b"3,A,2026-01-03\n" * 20_000 + bytes(8))).code == "binary"
