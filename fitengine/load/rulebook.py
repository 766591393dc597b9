"""Fact dictionary, references and rule packs, from folders of YAML files to one rulebook.

The shipped folder comes first. Every folder after it adds tables, facts and references, or replaces those of the same
name. A folder inside it is a pack named by that folder; a single file is a pack named by the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType

from fitengine.data import rules_folder
from fitengine.errors import InputError, Problem, RulesError
from fitengine.load.dictionary import read_dictionary, read_references
from fitengine.load.digest import describe_pack
from fitengine.load.fields import Fields, Node, Notes, hint
from fitengine.load.heads import DICTIONARY_KEYS, TABLE_KEYS, Knowledge, TableHead, check_heads, read_head
from fitengine.load.tables import read_table
from fitengine.load.yaml_events import read_yaml
from fitengine.model.rules import DecisionTable, FactDefinition, PackInfo, Reference, Rulebook

__all__ = ["RuleText", "load_rules", "read_rulebook"]

_SUFFIXES = (".yaml", ".yml")
_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RuleText:
    """One document of the knowledge. What a higher `layer` says replaces what a lower one says by the same name."""

    source: str
    text: str | bytes = field(repr=False)
    pack: str = ""
    layer: int = 0


def load_rules(folders: Sequence[Path] = (), settings: Mapping[str, str] = _NO_SETTINGS) -> Rulebook:
    """The shipped rules, with those of further folders (or single files) over them, under the settings chosen.

    Raises RulesError with every defect of every file at once.
    """
    texts: list[RuleText] = []
    problems: list[Problem] = []
    for layer, folder in enumerate([rules_folder(), *folders]):
        try:
            texts += _read_folder(Path(folder), layer)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            problems.append(Problem("unreadable", f"`{error.filename or folder}` cannot be read: {reason}"))
    if problems:
        raise RulesError(problems)
    return read_rulebook(texts, settings)


def read_rulebook(texts: Iterable[RuleText], settings: Mapping[str, str] = _NO_SETTINGS) -> Rulebook:
    """One rulebook out of texts, whatever their order. Raises RulesError with every defect at once."""
    ordered = sorted(texts, key=lambda text: (text.layer, text.source))
    documents, problems = _parse(ordered)
    if problems:
        raise RulesError(problems)
    knowledge, references, tick_lists = _gather(documents, settings)
    tables = {id_: read_table(knowledge.heads[id_], knowledge) for id_ in _in_order(knowledge.heads)}
    problems = [problem for _, node in documents for problem in node.notes.problems()]
    problems += _check_settings(settings, tables)
    if problems:
        raise RulesError(problems)
    facts = {name: definition for name, definition in knowledge.dictionary.facts.items() if definition}
    return Rulebook(facts, tables, references, _describe_packs(knowledge.heads, tables, facts), tick_lists)


def _read_folder(folder: Path, layer: int) -> list[RuleText]:
    if folder.is_file():
        return [RuleText(str(folder), folder.read_bytes(), folder.stem, layer)]
    files = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    texts = []
    for path in files:
        inner = sorted(path.rglob("*")) if path.is_dir() else [path]
        texts += [
            RuleText(str(file), file.read_bytes(), path.stem if file is path else path.name, layer)
            for file in inner
            if file.suffix in _SUFFIXES and not file.name.startswith(".")
        ]
    return texts


_Documents = list[tuple[RuleText, Node]]


def _parse(texts: Iterable[RuleText]) -> tuple[_Documents, list[Problem]]:
    documents: _Documents = []
    problems: list[Problem] = []
    for text in texts:
        try:
            document = read_yaml(text.text, text.source)
            documents.append((text, Node(Notes(document), (), document.data)))
        except InputError as error:
            problems += error.problems
    return documents, problems


def _gather(
    documents: _Documents, settings: Mapping[str, str]
) -> tuple[Knowledge, dict[str, Reference], dict[str, str]]:
    """Everything that rules refer to; the rules themselves are still unread."""
    for _, node in documents:
        if not _is_table(node):
            Fields.read(node, "a dictionary", (), DICTIONARY_KEYS)
    references = read_references(_merge(documents, "references"))
    tick_lists = {key: node.text("a tick list") for key, node in _merge(documents, "tick_lists").items()}
    dictionary = read_dictionary(_merge(documents, "facts"), tick_lists, references)
    heads = _read_heads(documents)
    check_heads(heads, dictionary.facts)
    return Knowledge(dictionary, references, heads, settings), references, tick_lists


def _is_table(node: Node) -> bool:
    return isinstance(node.value, Mapping) and not node.value.keys().isdisjoint(TABLE_KEYS)


def _merge(documents: _Documents, section: str) -> dict[str, Node]:
    """The entries of a section over all documents, higher layers over lower ones."""
    merged: dict[str, tuple[int, Node]] = {}
    for text, node in documents:
        part = node.child(section)
        for name, entry in part.entries(f"`{section}`").items() if part else ():
            if name in merged and merged[name][0] == text.layer:
                source = merged[name][1].notes.document.source
                entry.note(
                    "duplicate-name",
                    f"`{name}` is defined twice",
                    f"it also stands in `{source}`",
                    at_key=True,
                )
            merged[name] = (text.layer, entry)
    return {name: entry for name, (_, entry) in merged.items()}


def _read_heads(documents: _Documents) -> dict[str, TableHead]:
    """The tables by id, higher layers over lower ones; a table that replaces another joins its pack."""
    found: dict[str, tuple[RuleText, Node]] = {}
    packs: dict[str, str] = {}
    for text, node in filter(lambda item: _is_table(item[1]), documents):
        id_ = node.child("decision")
        if id_ is None or not isinstance(id_.value, str):
            read_head(node, text.pack)
            continue
        if id_.value in found and found[id_.value][0].layer == text.layer:
            source = found[id_.value][0].source
            id_.note("duplicate-name", f"`{id_.value}` is defined twice", f"it also stands in `{source}`")
        found[id_.value] = (text, node)
        packs.setdefault(id_.value, text.pack)
    return {id_: read_head(node, packs[id_]) for id_, (_, node) in found.items()}


def _in_order(heads: Mapping[str, TableHead]) -> list[str]:
    """The tables with required ones first, and by name where the requirements leave a choice."""
    graph = {id_: sorted(heads.keys() & set(head.requires)) for id_, head in sorted(heads.items())}
    while (sorter := _prepare(graph, heads)) is None:
        pass
    ordered: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += ready
        sorter.done(*ready)
    return ordered


def _prepare(graph: dict[str, list[str]], heads: Mapping[str, TableHead]) -> TopologicalSorter[str] | None:
    """None where a cycle was found: it is noted, and cut in `graph`."""
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = error.args[1][::-1]
        way = " requires ".join(f"`{id_}`" for id_ in cycle)
        heads[cycle[0]].fields.found["requires"].note("cycle", f"{way}: none of them could be decided first")
        graph[cycle[0]].remove(cycle[1])
        return None
    return sorter


def _check_settings(settings: Mapping[str, str], tables: Mapping[str, DecisionTable]) -> list[Problem]:
    known = {setting.name: setting.values for table in tables.values() for setting in table.settings}
    problems = []
    for name, value in sorted(settings.items()):
        if name not in known:
            problems.append(
                Problem("unknown-setting", f"`{name}` is not a setting of the rules", hint(name, known))
            )
        elif value not in known[name]:
            message = f"the setting `{name}` cannot be `{value}`"
            problems.append(Problem("unknown-setting-value", message, hint(value, known[name])))
    return problems


def _describe_packs(
    heads: Mapping[str, TableHead],
    tables: Mapping[str, DecisionTable],
    dictionary: Mapping[str, FactDefinition],
) -> tuple[PackInfo, ...]:
    packs: dict[str, list[DecisionTable]] = {}
    for id_, table in tables.items():
        packs.setdefault(heads[id_].pack, []).append(table)
    return tuple(describe_pack(name, packs[name], dictionary) for name in sorted(packs))
