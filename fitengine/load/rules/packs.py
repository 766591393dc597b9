"""Which packs of knowledge there are, and which folders extended them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from fitengine.load.rules.digest import describe_pack, facts_used
from fitengine.load.rules.layers import Extension, Layered
from fitengine.model.rules import DecisionTable, FactDefinition, PackInfo

__all__ = ["describe_packs"]


def describe_packs(
    layered_tables: Mapping[str, Layered],
    layered_facts: Mapping[str, Layered],
    tables: Mapping[str, DecisionTable],
    dictionary: Mapping[str, FactDefinition],
) -> tuple[PackInfo, ...]:
    """Every pack, and every folder that extends one, by name.

    A pack whose tables, or facts that these use, were extended keeps its version and names the folders behind it:
    `1.0.0+our-rules`. A folder has the version that its extensions share.
    """
    packs: dict[str, list[DecisionTable]] = {}
    for id_, table in tables.items():
        original = replace(table, version=layered_tables[id_].version)
        packs.setdefault(layered_tables[id_].pack, []).append(original)
    described = [
        _with_folders(
            describe_pack(name, own, dictionary), _extensions_of(own, layered_tables, layered_facts)
        )
        for name, own in packs.items()
    ]
    described += _folders(layered_tables, layered_facts, tables, dictionary)
    return tuple(sorted(described, key=lambda pack: (pack.name, pack.version)))


def _extensions_of(
    own: Sequence[DecisionTable], tables: Mapping[str, Layered], facts: Mapping[str, Layered]
) -> Iterator[Extension]:
    for table in own:
        yield from tables[table.id].extensions
        for fact in sorted(facts_used(table) & facts.keys()):
            yield from facts[fact].extensions


def _with_folders(pack: PackInfo, extensions: Iterable[Extension]) -> PackInfo:
    folders = sorted({extension.folder for extension in extensions})
    return replace(pack, version="+".join([pack.version, *folders]))


def _folders(
    layered_tables: Mapping[str, Layered],
    layered_facts: Mapping[str, Layered],
    tables: Mapping[str, DecisionTable],
    dictionary: Mapping[str, FactDefinition],
) -> Iterator[PackInfo]:
    extended = [*layered_tables.values(), *layered_facts.values()]
    for folder in sorted({extension.folder for one in extended for extension in one.extensions}):
        own = [
            replace(tables[id_], version=extension.version)
            for id_, one in layered_tables.items()
            for extension in one.extensions
            if extension.folder == folder and id_ in tables
        ]
        facts = [name for name, one in layered_facts.items() if folder in _names(one)]
        yield describe_pack(folder, own, dictionary, facts)


def _names(layered: Layered) -> list[str]:
    return [extension.folder for extension in layered.extensions]
