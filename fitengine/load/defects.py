"""The defects of one document: noted where they are met, told all at once, in the order of their places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn, Protocol

from fitengine.errors import InputError, Problem
from fitengine.load.yaml.events import Path, YamlDocument
from fitengine.load.yaml.fields import hint

__all__ = ["DefectSink", "Defects"]

_MOST_TOLD = 100


class DefectSink(Protocol):
    """Whatever takes down what is wrong with a value, or with its key, at some path."""

    def add(
        self,
        code: str,
        message: str,
        path: Path,
        help: str = "",  # noqa: A002 - the field's name
        meant: tuple[str, Iterable[str]] = ("", ()),
        at_key: bool = False,
    ) -> None:
        """`meant` is a word and those that it may have been."""


class Defects:
    """Tells the first hundred and counts the rest: looking for what somebody meant takes time, and nobody reads on."""

    __slots__ = ("_document", "_noted", "_untold")

    def __init__(self, document: YamlDocument) -> None:
        self._document = document
        self._noted: dict[tuple[str, str, str, Path, bool], None] = {}
        self._untold = 0

    def __bool__(self) -> bool:
        return bool(self._noted)

    def add(
        self,
        code: str,
        message: str,
        path: Path,
        help: str = "",  # noqa: A002 - the field's name
        meant: tuple[str, Iterable[str]] = ("", ()),
        at_key: bool = False,
    ) -> None:
        """Note a defect of the value at `path`, or of its key; `meant` is a word and those that it may have been."""
        if len(self._noted) >= _MOST_TOLD:
            self._untold += 1
            return
        help_ = help or (hint(*meant) if meant[0] else "")
        self._noted[code, message, help_, path, at_key] = None

    def problems(self) -> list[Problem]:
        """Everything noted, with places; a last one says how many more there are."""
        problems = self._document.problems(self._noted) if self._noted else []
        if self._untold:
            problems.append(Problem("more-problems", f"{self._untold} more problems are not shown"))
        return problems

    def refuse(self) -> NoReturn:
        raise InputError(self.problems())
