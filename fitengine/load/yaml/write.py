"""Plain values as YAML or JSON text: bare where every reader sees the same, quoted where one might not."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import yaml
from yaml.resolver import Resolver

from fitengine.load.yaml.scalars import read_scalar
from fitengine.model.facts import Scalar

__all__ = ["Changes", "Plain", "Spelling", "flow_text"]

Plain: TypeAlias = Scalar | Sequence[Scalar]
Changes: TypeAlias = Mapping[str, "Plain | Changes"]
"""Values by key, to any depth."""

_BARE = re.compile(r"[-+.]?\w[\w.+-]*(?: [\w.+-]+)*")
_TEXT_TAG = "tag:yaml.org,2002:str"
_OLD_YAML = Resolver()
"""YAML 1.1, where `no`, `1_000` and `2026-09-30` are no texts: other tools read the file too."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a text writes what stands in braces; with `quote_all`, as JSON."""

    quote_all: bool = False
    colon: str = ": "
    comma: str = ", "


_USUAL = Spelling()


def flow_text(value: Plain | Changes, spelling: Spelling = _USUAL) -> str:
    """A value on one line: `mostly`, `[varies, mostly]`, `{a: 1, b: "no"}`."""
    if isinstance(value, str):
        return value if not spelling.quote_all and _is_bare(value) else _quoted(value)
    if isinstance(value, Mapping):
        pairs = (flow_text(key, spelling) + spelling.colon + flow_text(value[key], spelling) for key in value)
        return f"{{{spelling.comma.join(pairs)}}}"
    if isinstance(value, Sequence):
        return f"[{spelling.comma.join(flow_text(item, spelling) for item in value)}]"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _is_bare(text: str) -> bool:
    if not _BARE.fullmatch(text) or read_scalar(text) != text:
        return False
    tag = _OLD_YAML.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return bool(tag == _TEXT_TAG)


def _quoted(text: str) -> str:
    """In JSON's quotes, which YAML has too. Beyond U+FFFF nothing is escaped: YAML knows no surrogates."""
    return "".join(
        character if character.isprintable() or ord(character) > 0xFFFF else f"\\u{ord(character):04x}"
        for character in json.dumps(text, ensure_ascii=False)
    )
