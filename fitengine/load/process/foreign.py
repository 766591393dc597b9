"""Files that are no process files: what is missing, and what they seem to be."""

from __future__ import annotations

from collections.abc import Mapping

from fitengine.errors import InputError, SourceSpan
from fitengine.load.yaml.events import YamlDocument

__all__ = ["refuse_markup", "refuse_other_files"]

_HELP = "a process file starts with `process: ID` and lists its steps under `steps`"

_SIGNATURES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("a rule pack", ("decision", "rules")),
    ("a fact dictionary", ("facts",)),
    ("a sidecar of a BPMN model", ("model",)),
    ("a Serverless Workflow definition", ("document.dsl",)),
    ("a Serverless Workflow definition", ("states", "specVersion")),
    ("a Serverless Workflow definition", ("states", "id")),
    ("a Serverless Workflow definition", ("do",)),
    ("a Power Automate flow", ("properties.definition",)),
    ("a Power Automate flow", ("definition.actions",)),
    ("a Power Automate flow", ("actions", "triggers")),
    ("a Power Automate package manifest", ("packageTelemetryId",)),
    ("a Power Automate package manifest", ("flowAssets",)),
    ("a Power Automate package manifest", ("details", "resources", "schema")),
    ("a state machine", ("StartAt", "States")),
    ("a JSON Schema", ("$schema", "properties")),
    ("an OpenAPI description", ("openapi",)),
    ("an OpenAPI description", ("swagger",)),
    ("a decision graph", ("nodes", "edges")),
    ("a Kubernetes manifest", ("apiVersion", "kind")),
    ("a container composition", ("services",)),
    ("a build pipeline", ("jobs",)),
)
"""What a file is called that has all of these keys; a dot leads into a mapping."""


def refuse_markup(text: str, source: str) -> None:
    """Raises InputError where a text is XML: BPMN and DMN have readers of their own."""
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        message = "this is not a process file: it starts like XML"
        help_ = "a BPMN model is read by its file name, as `NAME.bpmn`"
        raise InputError.single("not-a-process", message, help_, SourceSpan(source, 1, 1, 1, 2))


def refuse_other_files(document: YamlDocument) -> Mapping[str, object]:
    """The root mapping of a process file. Raises InputError for anything that was never meant as one."""
    data, seems = document.data, seems_to_be(document.data)
    if isinstance(data, Mapping) and (
        "process" in data or (isinstance(data.get("steps"), Mapping) and not seems)
    ):
        return data
    reason = _kind(data) if not isinstance(data, Mapping) else _missing(data)
    message = f"this is not a process file: {reason}" + (f"; it looks like {seems}" if seems else "")
    raise InputError([document.problem("not-a-process", message, _HELP)])


def seems_to_be(data: object) -> str:
    """What kind of file this looks like, empty where nothing is known."""
    for name, keys in _SIGNATURES:
        if all(_has(data, key) for key in keys):
            return name
    return ""


def _has(data: object, key: str) -> bool:
    for part in key.split("."):
        if not isinstance(data, Mapping) or part not in data:
            return False
        data = data[part]
    return True


def _kind(data: object) -> str:
    return "it holds a list" if isinstance(data, list) else "it holds a single value"


def _missing(data: Mapping[str, object]) -> str:
    return "`process` is missing" if "steps" in data else "`process` and `steps` are missing"
