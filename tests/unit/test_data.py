from pathlib import Path

import pytest

from fitengine import data
from fitengine.errors import FitengineError


def test_the_shipped_folders_are_found() -> None:
    assert (data.rules_folder() / "facts.yaml").is_file()
    assert list(data.examples_folder().glob("*.yaml"))


def test_the_folder_inside_the_package_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another installed package may bring a folder `rules` of its own beside this one."""
    package = tmp_path / "fitengine"
    for folder in (package, tmp_path):
        (folder / "rules").mkdir(parents=True)
        (folder / "rules" / "facts.yaml").touch()
    monkeypatch.setattr(data, "_PACKAGE", package)
    assert data.rules_folder() == package / "rules"


def test_a_foreign_folder_of_that_name_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    monkeypatch.setattr(data, "_PACKAGE", tmp_path / "fitengine")
    with pytest.raises(FitengineError) as caught:
        data.rules_folder()
    assert caught.value.problems[0].code == "incomplete-installation"
