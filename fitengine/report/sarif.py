"""Annotations as SARIF 2.1.0 (OASIS standard), the form in which platforms take what analysers found."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path, PurePath
from urllib.parse import quote

from fitengine.errors import SourceSpan
from fitengine.report.annotations import Annotation, sentence
from fitengine.report.json_parts import Json, dump
from fitengine.report.meanings import Meaning, meanings

__all__ = ["annotations_to_sarif", "relative_place"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def annotations_to_sarif(annotations: Iterable[Annotation], *, usable: bool = True) -> str:
    """One run with a result for each annotation; `usable` is False where an input could not be read. Places are relative to the
    working folder where they lie in it."""
    annotations = list(annotations)
    codes = sorted({one.code for one in annotations})
    run = {
        "tool": {
            "driver": {
                "name": "fitengine",
                "semanticVersion": version("fitengine"),
                "rules": _rules(codes),
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": usable}],
        "results": _results(annotations, codes),
    }
    return dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def relative_place(source: str) -> str:
    """The path of a file from the working folder, with `/`; as it is where it lies elsewhere."""
    path = PurePath(source)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def _rules(codes: Iterable[str]) -> list[Json]:
    """What each code means. Code hosts ask for a description and for help."""
    known = meanings()
    return [_rule(code, known.get(code) or Meaning(code.replace("-", " "), "")) for code in codes]


def _rule(code: str, meaning: Meaning) -> Json:
    matter, help_ = sentence(meaning.matter), sentence(meaning.help)
    rule: Json = {"id": code}
    if "-" in code:
        rule["name"] = _name(code)  # no name may be that of the id, and `empty` has none that is better
    return rule | {
        "shortDescription": {"text": sentence(meaning.matter.partition(";")[0])},
        "fullDescription": {"text": matter},
        "help": {"text": help_ or matter},
    }


def _results(annotations: Iterable[Annotation], codes: Sequence[str]) -> list[Json]:
    """Each with a fingerprint that stays when lines move, so that a platform knows it again."""
    seen: Counter[str] = Counter()
    results = []
    for one in annotations:
        print_ = "\n".join((one.code, relative_place(one.source), one.subject, one.message))
        seen[print_] += 1
        digest = hashlib.sha256(f"{print_}\n{seen[print_]}".encode("utf-8", "replace")).hexdigest()[:16]
        results.append(
            {
                "ruleId": one.code,
                "ruleIndex": codes.index(one.code),
                "level": one.level,
                "message": {"text": f"{one.message} {one.help}".strip()},
                "locations": [_location(one)],
                "partialFingerprints": {"fitengine/v1": digest},
            }
        )
    return results


def _location(one: Annotation) -> Json:
    physical: Json = {"artifactLocation": {"uri": _uri(one.source)}}
    if one.span is not None and not one.span.cell:
        physical["region"] = _region(one.span)
    location: Json = {"physicalLocation": physical}
    if one.subject:
        location["logicalLocations"] = [{"name": one.subject, "kind": "element"}]
    return location


def _region(span: SourceSpan) -> Json:
    """SARIF's end is exclusive too."""
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": max(span.line, span.end_line),
        "endColumn": max(1, span.end_column),
    }


def _uri(source: str) -> str:
    place = relative_place(source)
    return Path(place).as_uri() if PurePath(place).is_absolute() else quote(place, errors="replace")


def _name(code: str) -> str:
    """`dead-end` as `DeadEnd`: SARIF wants an identifier that people can read."""
    return "".join(word.capitalize() for word in code.split("-"))
