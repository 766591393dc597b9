"""The file that measured facts go into: what stands in it stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fitengine.errors import InputError
from fitengine.load.files import is_markup, read_bytes, sidecar_of
from fitengine.load.process.file import read_process
from fitengine.load.process.measured_block import write_measured
from fitengine.load.process.sidecar import read_sidecar
from fitengine.load.yaml.edit import is_blank
from fitengine.load.yaml.events import decode, read_yaml
from fitengine.model.measured import Measurement
from fitengine.model.process import Process
from fitengine.model.rules import FactDefinition

__all__ = ["measured_file"]

_PROCESS_FILES = (".yaml", ".yml", ".json")


def measured_file(
    measurement: Measurement,
    process: Process,
    target: Path | str,
    facts: Path | str | None,
    dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]],
) -> str:
    """The text of `target` with the measured facts in it. A file that is not there yet begins as the sidecar that the process
    was read with, `facts` or the one beside it, so that nothing stated gets lost.

    Raises InputError where that file is neither a sidecar nor the file of this process.
    """
    begun = _begun_with(process, target, facts)
    if begun is None:
        return write_measured("", measurement, process, str(target))
    raw, name = read_bytes(begun)
    if is_markup(raw):
        message = f"`{name}` is a model, and measured facts go into a file beside it"
        raise InputError.single("not-a-sidecar", message, f"write them into `{sidecar_of(begun).name}`")
    text = decode(raw, name)
    _check(text, name, process, dictionary, outcomes)
    return write_measured(text, measurement, process, name)


def _begun_with(process: Process, target: Path | str, facts: Path | str | None) -> Path | None:
    """The file to begin with: the target, else the sidecar of the process; only a model has one beside it."""
    model = Path(process.source)
    beside = sidecar_of(model) if process.source and model.suffix.lower() not in _PROCESS_FILES else None
    candidates = (target if target != "-" else None, facts, beside)
    return next((Path(one) for one in candidates if one is not None and Path(one).is_file()), None)


def _check(
    text: str,
    name: str,
    process: Process,
    dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]],
) -> None:
    """Raises InputError for what would not load, or belongs to another process."""
    if is_blank(text):
        return
    data = read_yaml(text, name).data
    if not isinstance(data, dict) or "process" not in data or "model" in data:
        read = read_sidecar(text, name, process, dictionary, outcomes)
        if astray := [warning for warning in read.warnings if warning.code == "other-model"]:
            raise InputError(astray)
        return
    other = read_process(text, name, dictionary, outcomes)
    if other.id != process.id:
        message = f"`{name}` is the process `{other.id}`, not `{process.id}`"
        raise InputError.single("other-process", message, "name another file with `-o`")
