"""One body of knowledge out of documents in layers: a higher layer adds to lower ones, replaces by name, or extends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from fitengine.load.rules.extend import EXTENSION_KEYS, extend_fact, extend_table
from fitengine.load.rules.heads import TABLE_KEYS
from fitengine.load.yaml.fields import Node

__all__ = [
    "Documents",
    "Extension",
    "Layered",
    "RuleText",
    "is_table",
    "merge_facts",
    "merge_section",
    "merge_tables",
]


@dataclass(frozen=True, slots=True)
class RuleText:
    """One document of the knowledge. What a higher `layer` says replaces what a lower one says by the same name."""

    source: str
    text: str | bytes = field(repr=False)
    pack: str = ""
    layer: int = 0
    folder: str = ""
    """The name of the folder that was given; it is what an extension is known by."""


Documents = list[tuple[RuleText, Node]]
"""In the order of layers and sources."""


@dataclass(frozen=True, slots=True)
class Extension:
    """Who extended something, with the version of these rules (empty for facts)."""

    folder: str
    version: str


@dataclass(frozen=True, slots=True)
class Layered:
    """A fact or a table after all layers: its pack, its version before it was extended, and what extended it."""

    node: Node
    pack: str
    version: str
    extensions: tuple[Extension, ...] = ()


def is_table(node: Node) -> bool:
    """Whether a document holds a decision table, be it a broken one."""
    keys = (*TABLE_KEYS, *EXTENSION_KEYS)
    return isinstance(node.value, Mapping) and not node.value.keys().isdisjoint(keys)


def merge_section(documents: Documents, section: str) -> dict[str, Node]:
    """The entries of a section by name."""
    stacked = _stack(_entries(documents, section), lambda _name, node, _below: node)
    return {name: one.node for name, one in stacked.items()}


def merge_facts(documents: Documents) -> dict[str, Layered]:
    """The definitions of facts by name."""
    return _stack(_entries(documents, "facts"), extend_fact)


def merge_tables(documents: Documents) -> dict[str, Layered]:
    """The decision tables by id; one that replaces another joins its pack. Those without an id are left out."""
    return _stack(_tables(documents), lambda _name, node, below: extend_table(node, below))


@dataclass(frozen=True, slots=True)
class _Entry:
    text: RuleText
    name: str
    node: Node
    named: Node
    """Where the name stands: the value of a key, or `node` where the name is its key."""


def _entries(documents: Documents, section: str) -> Iterator[_Entry]:
    for text, node in documents:
        part = node.child(section)
        for name, entry in part.entries(f"`{section}`").items() if part else ():
            yield _Entry(text, name, entry, entry)


def _tables(documents: Documents) -> Iterator[_Entry]:
    for text, node in documents:
        id_ = node.child("decision") if is_table(node) else None
        if id_ is not None and isinstance(id_.value, str):
            yield _Entry(text, id_.value.strip(), node, id_)


def _stack(
    entries: Iterable[_Entry], extend: Callable[[str, Node, Mapping[str, Node]], Node | None]
) -> dict[str, Layered]:
    found: dict[str, Layered] = {}
    for _, layer in groupby(entries, key=lambda entry: entry.text.layer):
        below = dict(found)
        nodes = {name: one.node for name, one in below.items()}
        here: dict[str, _Entry] = {}
        for entry in layer:
            if entry.name in here:
                _note_twice(entry, here[entry.name].text.source)
            here[entry.name] = entry
            node = extend(entry.name, entry.node, nodes)
            if node is not None:
                found[entry.name] = _layered(entry, node, below.get(entry.name))
    return found


def _note_twice(entry: _Entry, source: str) -> None:
    at_key = entry.named is entry.node
    message, help_ = f"`{entry.name}` is defined twice", f"it also stands in `{source}`"
    entry.named.note("duplicate-name", message, help_, at_key=at_key)


def _layered(entry: _Entry, node: Node, below: Layered | None) -> Layered:
    version = node.child("version")
    said = str(version.value).strip() if version else ""
    if below is None:
        return Layered(node, entry.text.pack, said)
    extends = entry.node.child("extends")
    if extends is None or str(extends.value).strip() != entry.name:
        return Layered(node, below.pack, said)
    extension = Extension(entry.text.folder or entry.text.pack, said)
    return Layered(node, below.pack, below.version, (*below.extensions, extension))
