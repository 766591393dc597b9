"""Where the shipped knowledge lies: inside the installed package, else beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from fitengine.errors import FitengineError

__all__ = ["examples_folder", "rules_folder"]

_PACKAGE = Path(__file__).resolve().parent


def rules_folder() -> Path:
    """The folder of the shipped rules. Raises FitengineError where it is missing."""
    return _find("rules", "facts.yaml")


def examples_folder() -> Path:
    """The folder of the example processes. Raises FitengineError where it is missing."""
    return _find("processes", "*.yaml")


def _find(name: str, landmark: str) -> Path:
    """The folder with a file like `landmark` in it, as any package may bring a folder called `name`."""
    for parent in (_PACKAGE, _PACKAGE.parent):
        folder = parent / name
        if folder.is_dir() and next(folder.glob(landmark), None):
            return folder
    raise FitengineError.single(
        "incomplete-installation", f"the shipped folder `{name}` is missing", "install the package again"
    )
