"""Files that results are written to."""

import os
import stat
from pathlib import Path

import pytest

from fitengine.cli.output import write_result
from fitengine.errors import InputError


def test_a_new_file_has_the_usual_permissions(tmp_path):
    target = tmp_path / "result.txt"
    before = os.umask(0o027)
    try:
        write_result("text", str(target), quiet=True)
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert target.read_bytes() == b"text"


def test_an_old_file_keeps_its_permissions_and_links_to_it_stay(tmp_path):
    target, link = tmp_path / "result.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o604)
    link.symlink_to(target)
    write_result("new", str(link), quiet=True)
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o604


def test_nothing_is_left_when_writing_fails(tmp_path, monkeypatch):
    target = tmp_path / "result.txt"
    target.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(InputError, match=r"cannot-write cannot write `.*`: no space left on device"):
        write_result("new", str(target), quiet=True)
    assert [path.name for path in tmp_path.iterdir()] == ["result.txt"]
    assert target.read_text() == "old"


@pytest.mark.parametrize("name", ["missing/result.txt", "."])
def test_a_place_that_cannot_be_written_is_named(tmp_path, name):
    with pytest.raises(InputError, match="cannot-write"):
        write_result("text", str(tmp_path / name), quiet=True)


def test_a_device_is_written_to_and_not_replaced():
    write_result("text", os.devnull, quiet=True)
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_bytes_are_written_as_they_are(tmp_path):
    target = tmp_path / "map.png"
    write_result(b"\x89PNG\r\n", str(target), quiet=True)
    assert target.read_bytes() == b"\x89PNG\r\n"
