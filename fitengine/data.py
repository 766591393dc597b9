"""Where the shipped knowledge lies: inside the installed package, else beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from fitengine.errors import FitengineError

__all__ = ["examples_folder", "messages_page", "rules_folder"]

_PACKAGE = Path(__file__).resolve().parent


def rules_folder() -> Path:
    """The folder of the shipped rules. Raises FitengineError where it is missing."""
    return _find("rules", "facts.yaml")


def examples_folder() -> Path:
    """The folder of the example processes. Raises FitengineError where it is missing."""
    return _find("processes", "*.yaml")


def messages_page() -> Path:
    """The page that explains the code of every message, in Markdown. Raises FitengineError where it is missing."""
    for page in (_PACKAGE / "messages.md", _PACKAGE.parent / "docs" / "messages.md"):
        if page.is_file():
            return page
    raise _incomplete("page `messages.md`")


def _find(name: str, landmark: str) -> Path:
    """The folder with a file like `landmark` in it, as any package may bring a folder called `name`."""
    for parent in (_PACKAGE, _PACKAGE.parent):
        folder = parent / name
        if folder.is_dir() and next(folder.glob(landmark), None):
            return folder
    raise _incomplete(f"folder `{name}`")


def _incomplete(what: str) -> FitengineError:
    return FitengineError.single(
        "incomplete-installation", f"the shipped {what} is missing", "install the package again"
    )
