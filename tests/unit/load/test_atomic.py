"""Files keep everything they held, whatever happens while they are replaced."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from fitengine.errors import InputError
from fitengine.load import atomic
from fitengine.load.answers.edit import write_answers
from fitengine.load.atomic import check_writable, replace_file, update_file
from fitengine.model.inquiry import Answer

ON_POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="permissions, links and signals are those of POSIX"
)
NOBODY = 65534


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "process.yaml"
    path.write_bytes(b"old\n")
    return path


def in_child(work: Callable[[], None]) -> int:
    """What `os.waitpid` says of a child process that does the work."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the superuser's leave to do everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def common_folder() -> Iterator[Path]:
    """A folder that anybody can reach; pytest's own are for one user."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder
        folder.chmod(0o777)


def test_the_text_is_replaced_and_nothing_is_left_beside(target):
    update_file(target, lambda text: text + "new\n")
    assert target.read_bytes() == b"old\nnew\n"
    assert names(target.parent) == ["process.yaml"]


@pytest.mark.parametrize(
    ("before", "seen", "after"),
    [
        (b"a\r\nb", "a\r\nb", b"a\r\nbX"),
        (b"\xef\xbb\xbf\xc3\xa9\n", "é\n", b"\xef\xbb\xbf\xc3\xa9\nX"),
        ("\ufeffé\r\n".encode("utf-16-le"), "é\r\n", "\ufeffé\r\nX".encode("utf-16-le")),
        ("\ufeffé".encode("utf-16-be"), "é", "\ufefféX".encode("utf-16-be")),
        (b"", "", b"X"),
    ],
)
def test_byte_order_mark_encoding_and_line_ends_stay(target, before, seen, after):
    target.write_bytes(before)
    texts = []
    update_file(target, lambda text: texts.append(text) or text + "X")
    assert texts == [seen]
    assert target.read_bytes() == after


def test_an_edit_of_nothing_does_not_touch_the_file(target):
    status = target.stat()
    update_file(target, str)
    assert target.stat() == status


def test_what_the_edit_raises_comes_through_and_the_file_stays(target):
    with pytest.raises(ZeroDivisionError):
        update_file(target, lambda text: text * (1 // 0))
    assert target.read_bytes() == b"old\n"
    assert names(target.parent) == ["process.yaml"]


def test_a_missing_file_is_made_only_on_demand(tmp_path):
    path = tmp_path / "new.yaml"
    with pytest.raises(InputError, match=r"no-such-file `.*new.yaml` does not exist"):
        update_file(path, lambda text: text + "X")
    before = os.umask(0o027)
    try:
        update_file(path, lambda text: text + "X", create=True)
    finally:
        os.umask(before)
    assert path.read_bytes() == b"X"
    assert sys.platform == "win32" or stat.S_IMODE(path.stat().st_mode) == 0o640


@ON_POSIX
@pytest.mark.parametrize("mode", [0o600, 0o604, 0o664, 0o755])
def test_permissions_stay(target, mode):
    target.chmod(mode)
    update_file(target, str.upper)
    assert stat.S_IMODE(target.stat().st_mode) == mode


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser can give files away"
)
def test_the_owner_stays(target):
    os.chown(target, NOBODY, NOBODY)
    target.chmod(0o640)
    update_file(target, str.upper)
    status = target.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (NOBODY, NOBODY, 0o640)


@ON_POSIX
def test_links_stay_and_lead_to_the_new_text(target, tmp_path):
    (tmp_path / "inner").mkdir()
    first, second = tmp_path / "inner" / "first", tmp_path / "second"
    first.symlink_to("../process.yaml")
    second.symlink_to(first)
    update_file(second, str.upper)
    replace_file(first, first.read_bytes() + b"more\n")
    assert first.is_symlink()
    assert second.is_symlink()
    assert target.read_bytes() == b"OLD\nmore\n"
    assert names(first.parent) == ["first"]


@ON_POSIX
def test_a_link_to_nothing_is_filled_on_demand(tmp_path):
    link = tmp_path / "link"
    link.symlink_to("real")
    update_file(link, lambda text: text + "X", create=True)
    assert link.is_symlink()
    assert (tmp_path / "real").read_bytes() == b"X"


@ON_POSIX
@pytest.mark.parametrize(
    "write", [lambda path: update_file(path, str.upper), lambda path: replace_file(path, b"X")]
)
def test_a_circle_of_links_is_refused(tmp_path, write):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match=r"cannot-write cannot write .*: too many levels of symbolic links"):
        write(tmp_path / "a")
    assert names(tmp_path) == ["a", "b"]


@ON_POSIX
def test_what_is_no_ordinary_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not-a-file"):
        update_file(tmp_path / "pipe", str.upper)
    with pytest.raises(InputError, match="is-a-folder"):
        update_file(tmp_path, str.upper)
    with pytest.raises(InputError, match="cannot-write"):
        update_file(tmp_path / "missing" / "file", str.upper, create=True)


@pytest.mark.parametrize(("raw", "name"), [(b"caf\xe9", "UTF-8"), (b"\xff\xfea", "UTF-16-LE")])
def test_what_is_no_text_is_refused_and_stays(target, raw, name):
    target.write_bytes(raw)
    with pytest.raises(InputError, match=f"not-text `.*` is not {name} text"):
        update_file(target, str.upper)
    assert target.read_bytes() == raw


@ON_POSIX
@pytest.mark.parametrize(
    "write",
    [lambda path: update_file(path, str.upper), lambda path: replace_file(path, b"X"), check_writable],
    ids=["update", "replace", "check"],
)
class TestProtection:
    def test_a_protected_file_is_refused_even_to_the_superuser(self, target, write):
        target.chmod(0o444)
        with pytest.raises(InputError, match=r"write-protected `.*process.yaml` is write-protected"):
            write(target)
        assert target.read_bytes() == b"old\n"

    def test_the_file_of_somebody_else_is_refused(self, common_folder, write):
        target = common_folder / "process.yaml"
        target.write_bytes(b"old\n")
        target.chmod(0o644 if os.geteuid() == 0 else 0o444)
        with as_nobody(), pytest.raises(InputError, match="write-protected"):
            write(target)
        assert target.read_bytes() == b"old\n"

    def test_a_protected_folder_is_refused(self, common_folder, write):
        target = common_folder / "process.yaml"
        target.write_bytes(b"old\n")
        target.chmod(0o666)
        common_folder.chmod(0o555)
        with (
            as_nobody(),
            pytest.raises(
                InputError, match=r"cannot-write (?s:.*)permission denied(?s:.*)folder must be writable"
            ),
        ):
            write(target)
        assert target.read_bytes() == b"old\n"
        assert names(common_folder) == ["process.yaml"]


@ON_POSIX
@pytest.mark.parametrize("write", [lambda path, text: update_file(path, lambda _: text),
                                   lambda path, text: replace_file(path, text.encode())])  # fmt: skip
def test_on_a_full_disk_the_old_file_stays_and_nothing_else(target, write):
    """A limit on the size of files stands in for the disk: writing fails half-way in the same manner."""
    import resource

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        with pytest.raises(InputError, match=r"cannot-write cannot write `.*`: file too large"):
            write(target, "x" * 500_000)

    assert in_child(work) == 0
    assert target.read_bytes() == b"old\n"
    assert names(target.parent) == ["process.yaml"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full is Linux's")
def test_a_full_device_is_named():
    with pytest.raises(InputError, match="cannot-write cannot write `/dev/full`: no space left on device"):
        replace_file(Path("/dev/full"), b"X")


@ON_POSIX
def test_killed_at_any_moment_the_file_is_the_old_or_the_new_one(target):
    """A child is killed at its first call into C, the next at its second, and so on until one gets through."""

    def killed_at(moment: int) -> Callable[[], None]:
        calls = 0

        def count(_frame: object, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event in ("c_call", "c_return")
            if calls == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        def work() -> None:
            sys.setprofile(count)
            update_file(target, lambda _: "new\n")

        return work

    found = []
    for moment in range(1, 2000):
        target.write_bytes(b"old\n")
        status = in_child(killed_at(moment))
        found.append(target.read_bytes())
        for left in target.parent.glob(".fitengine-*"):
            left.unlink()
        if status == 0:
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
    assert len(found) > 50
    assert set(found) == {b"old\n", b"new\n"}
    assert found == sorted(found, reverse=True), "once it is new, it stays new"


WRITER = """
import sys
from pathlib import Path
from fitengine.load.atomic import update_file
path = Path(sys.argv[1])
while True:
    number = int(path.read_text().partition(" ")[0]) + 1
    update_file(path, lambda _: f"{number} " + "x" * 200_000 + " end")
    print(number, flush=True)
"""


@ON_POSIX
@pytest.mark.parametrize("delay", [0.0, 0.003, 0.011, 0.017, 0.029])
def test_killed_in_the_middle_of_writing_nothing_is_lost(target, delay):
    target.write_text("0 " + "x" * 200_000 + " end")
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(delay)
    child.kill()
    told = [1, *map(int, child.stdout.read().split())]
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    number, body, end = target.read_text().split(" ")
    assert int(number) in (told[-1], told[-1] + 1)
    assert (len(body), end) == (200_000, "end")


def test_what_a_killed_program_left_behind_goes_in_time(target):
    old, young, foreign = (
        target.parent / name for name in (".fitengine-1.part", ".fitengine-2.part", "other.part")
    )
    for path in (old, young, foreign):
        path.write_bytes(b"half")
    for path in (old, foreign):
        os.utime(path, (0, 0))
    update_file(target, str.upper)
    assert names(target.parent) == [".fitengine-2.part", "other.part", "process.yaml"]


def add(path: Path, who: int, count: int) -> None:
    for number in range(count):
        answer = Answer("step", f"s{who}", f"f{number}", number)
        update_file(path, lambda text, answer=answer: write_answers(text, [answer]))


@ON_POSIX
def test_programs_that_write_at_the_same_time_lose_no_answer(target):
    target.write_text("# all\nsteps: {}\n")
    children = []
    for who in range(4):
        child = os.fork()
        if child == 0:
            add(target, who, 12)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    text = target.read_text()
    for who in range(4):
        facts = ", ".join(f"f{number}: {number}" for number in range(12))
        assert f"\n  s{who}:\n    facts: {{{facts}}}\n" in text
    assert names(target.parent) == ["process.yaml"]


def test_threads_that_write_at_the_same_time_lose_no_answer(target):
    target.write_text("")
    threads = [Thread(target=add, args=(target, who, 6)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(target.read_text().count(f"f{number}: {number}") for number in range(6)) == 24


def test_what_an_editor_saves_meanwhile_is_kept(target):
    """An editor knows nothing of the lock; its text is met by reading again."""
    seen = []

    def edit(text: str) -> str:
        seen.append(text)
        if len(seen) == 1:
            target.write_text("saved in an editor\n")
        return text + "answer\n"

    update_file(target, edit)
    assert seen == ["old\n", "saved in an editor\n"]
    assert target.read_text() == "saved in an editor\nanswer\n"
    assert names(target.parent) == ["process.yaml"]


def test_a_file_that_keeps_changing_is_left_alone(target):
    seen = []

    def edit(text: str) -> str:
        seen.append(text)
        target.write_text(f"{len(seen)}\n")
        return text + "answer\n"

    with pytest.raises(InputError, match="keeps-changing another program keeps changing"):
        update_file(target, edit)
    assert target.read_text() == f"{len(seen)}\n"
    assert names(target.parent) == ["process.yaml"]


@ON_POSIX
def test_a_folder_that_stays_locked_is_named(target, monkeypatch):
    import fcntl

    monkeypatch.setattr(atomic, "_LONGEST_WAIT", 0.05)
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="locked another program has been writing"):
            update_file(target, str.upper)
    finally:
        os.close(handle)
    update_file(target, str.upper)
    assert target.read_bytes() == b"OLD\n"


@ON_POSIX
def test_where_folders_cannot_be_locked_writing_goes_on(target, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    update_file(target, str.upper)
    assert target.read_bytes() == b"OLD\n"
