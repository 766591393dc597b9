"""The manifest of a folder of results: what was run on what, with which rules, and how far it came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Literal

from fitengine.errors import InputError
from fitengine.load.atomic import replace_file
from fitengine.model.rules import PackInfo
from fitengine.portfolio.tables import FORMAT, Layout

__all__ = ["Manifest", "read_manifest", "write_manifest"]

Status = Literal["running", "complete", "interrupted"]


@dataclass(frozen=True, slots=True)
class Manifest:
    """`rules` and `settings` are as they were given, `packs` what they came to. `shards`, `documents`, `steps` and `statuses` are
    those of finished shards; `digest` is over the digests of all documents, shard by shard, once the run is complete."""

    version: str
    status: Status
    sources: tuple[str, ...]
    rules: tuple[str, ...]
    settings: Mapping[str, str]
    packs: tuple[PackInfo, ...]
    strict: bool
    questions: bool
    batch: int
    limit: float
    shards: int = 0
    documents: int = 0
    steps: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""
    again: str = ""
    """The folder of results that these were decided again from; empty for a run on sources."""
    format: int = FORMAT

    def key(self) -> str:
        """What every part of these results has in common: equal where parts can stand beside each other."""
        parts = [self.format, [pack.digest for pack in self.packs], self.strict, self.questions]
        return sha256(json.dumps(parts).encode()).hexdigest()[:16]

    def with_status(self, status: Status) -> Manifest:
        """The same run, farther on."""
        return replace(self, status=status)


def read_manifest(layout: Layout) -> Manifest | None:
    """The manifest of a folder; None where there is none. Raises InputError for one that cannot be read."""
    try:
        text = layout.manifest.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        data = json.loads(text)
        if data.get("format") != FORMAT:
            message = f"`{layout.folder}` holds results of format {data.get('format')}, this version reads format {FORMAT}"
            raise InputError.single("other-format", message, "run the portfolio again into another folder")
        packs = tuple(PackInfo(**pack) for pack in data.pop("packs"))
        for name in ("sources", "rules"):
            data[name] = tuple(data[name])
        return Manifest(**data, packs=packs)
    except (ValueError, TypeError, KeyError, AttributeError):
        message = f"`{layout.manifest}` is no manifest of results"
        raise InputError.single("bad-manifest", message, "name a folder that `portfolio run` wrote") from None


def write_manifest(layout: Layout, manifest: Manifest) -> None:
    """Replaces the manifest as a whole. Raises InputError."""
    replace_file(
        layout.manifest, (json.dumps(asdict(manifest), indent=2, ensure_ascii=False) + "\n").encode()
    )
