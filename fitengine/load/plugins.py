"""What other distributions add: readers for further file endings (entry points `fitengine.loaders`) and packs of rules
(`fitengine.packs`).

A reader is named by the ending it reads, without the dot, and takes the contents and the name of a file: `(bytes, str) ->
Process`. Its code runs only when such a file is opened. A pack is named as people ask for it with `--rules NAME`; it is a package
whose folder holds rules as YAML, and none of its code runs. Nothing is active just because it is installed.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path, PurePath

from fitengine.errors import FitengineError, InputError, RulesError
from fitengine.model.process import Process

__all__ = ["LOADERS", "PACKS", "installed_plugins", "pack_folder", "read_foreign"]

LOADERS, PACKS = "fitengine.loaders", "fitengine.packs"


def read_foreign(raw: bytes, name: str) -> Process | None:
    """The process in a file whose ending another distribution reads; None where none does. Raises InputError, also for a reader
    that is broken, with the name of its distribution."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    point = _only(LOADERS, ending, InputError)
    if point is None:
        return None
    what = f"{_whose(point)} reads `.{ending}`"
    try:
        read = point.load()
    except Exception as error:  # whatever the code of others does, it is their name that has to be said
        raise _broken(
            point, InputError, f"{what}, but `{point.value}` cannot be loaded: {_words(error)}"
        ) from error
    try:
        process = read(raw, name)
    except FitengineError:
        raise
    except Exception as error:  # whatever the code of others does, it is their name that has to be said
        raise _broken(point, InputError, f"{what}, and failed on `{name}`: {_words(error)}") from error
    if not isinstance(process, Process):
        raise _broken(point, InputError, f"{what}, but gave no process for `{name}`")
    return process


def pack_folder(name: Path | str) -> Path:
    """The folder of rules that goes by this name: itself where there is such a file or folder, else that of an installed pack,
    else itself all the same. Raises RulesError for a pack that is broken."""
    path = Path(name)
    if path.exists() or len(path.parts) != 1:
        return path
    point = _only(PACKS, str(name), RulesError)
    if point is None:
        return path
    folder = _folder_of(point)
    if folder is None:
        message = f"{_whose(point)} has the pack `{point.name}`, but there is no package `{point.value}` with a folder"
        raise _broken(point, RulesError, message)
    return folder


def installed_plugins() -> tuple[tuple[str, str, str], ...]:
    """Group, name and distribution of everything that other distributions add, in that order."""
    found = (
        (group, one.name, _whose(one)) for group in (LOADERS, PACKS) for one in entry_points(group=group)
    )
    return tuple(sorted(set(found)))


def _only(group: str, name: str, kind: type[FitengineError]) -> EntryPoint | None:
    """The entry point of this name; a distribution that is found twice on the path counts once."""
    points = {(one.value, _whose(one)): one for one in entry_points(group=group, name=name)}
    if len(points) > 1:
        whose = " and ".join(sorted({f"{owner} ({value})" for value, owner in points}))
        message = f"`{name}` is offered by several distributions: {whose}"
        raise kind.single("ambiguous-plug-in", message, "uninstall all but one of them")
    return next(iter(points.values()), None)


def _folder_of(point: EntryPoint) -> Path | None:
    try:
        spec = find_spec(point.value)
    except (ImportError, ValueError):
        return None
    places: Iterable[str] = (spec.submodule_search_locations or ()) if spec else ()
    return next(filter(Path.is_dir, map(Path, places)), None)


def _whose(point: EntryPoint) -> str:
    return f"`{point.dist.name} {point.dist.version}`" if point.dist else "a distribution without a name"


def _broken(point: EntryPoint, kind: type[FitengineError], message: str) -> FitengineError:
    name = point.dist.name if point.dist else point.value
    return kind.single("broken-plug-in", message, f"tell those who make `{name}`, or uninstall it")


def _words(error: Exception) -> str:
    """Kind and words of an error that is not ours, in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
