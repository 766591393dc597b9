"""Fact dictionary, references and rule packs, from folders of YAML files to one rulebook.

The shipped folder comes first. Every folder after it adds tables, facts and references, or replaces those of the same
name; tables and facts may also extend those of the folders before. A folder inside it is a pack named by that folder; a
single file is a pack named by the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType

from fitengine.data import rules_folder
from fitengine.errors import InputError, Problem, RulesError
from fitengine.load.rules.dictionary import read_dictionary, read_references
from fitengine.load.rules.heads import DICTIONARY_KEYS, Knowledge, TableHead, check_heads, read_head
from fitengine.load.rules.layers import (
    Documents,
    Layered,
    RuleText,
    is_table,
    merge_facts,
    merge_section,
    merge_tables,
)
from fitengine.load.rules.packs import describe_packs
from fitengine.load.rules.tables import read_table
from fitengine.load.yaml.events import read_yaml
from fitengine.load.yaml.fields import Fields, Node, Notes, hint
from fitengine.model.rules import DecisionTable, Reference, Rulebook

__all__ = ["RuleText", "load_rules", "read_rulebook"]

_SUFFIXES = (".yaml", ".yml")
_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


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
        except RulesError as error:
            problems += error.problems
    if problems:
        raise RulesError(problems)
    return read_rulebook(texts, settings)


def read_rulebook(texts: Iterable[RuleText], settings: Mapping[str, str] = _NO_SETTINGS) -> Rulebook:
    """One rulebook out of texts, whatever their order. Raises RulesError with every defect at once."""
    ordered = sorted(texts, key=lambda text: (text.layer, text.source))
    documents, problems = _parse(ordered)
    if problems:
        raise RulesError(problems)
    gathered = _gather(documents, settings)
    knowledge = gathered.knowledge
    tables = {id_: read_table(knowledge.heads[id_], knowledge) for id_ in _in_order(knowledge.heads)}
    problems = [problem for _, node in documents for problem in node.notes.problems()]
    problems += _check_settings(settings, tables)
    if problems:
        raise RulesError(problems)
    facts = {name: definition for name, definition in knowledge.dictionary.facts.items() if definition}
    packs = describe_packs(gathered.tables, gathered.facts, tables, facts)
    return Rulebook(facts, tables, gathered.references, packs, gathered.tick_lists)


def _read_folder(folder: Path, layer: int) -> list[RuleText]:
    if folder.is_file():
        return [RuleText(str(folder), folder.read_bytes(), folder.stem, layer, folder.stem)]
    files = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    name = folder.resolve().name
    texts = []
    for path in files:
        inner = sorted(path.rglob("*")) if path.is_dir() else [path]
        texts += [
            RuleText(str(file), _read_inside(folder, file, layer), _pack_of(path, file), layer, name)
            for file in inner
            if file.suffix in _SUFFIXES and not file.name.startswith(".")
        ]
    return texts


def _pack_of(path: Path, file: Path) -> str:
    return path.stem if file is path else path.name


def _read_inside(folder: Path, file: Path, layer: int) -> bytes:
    """A folder of rules may be somebody else's: what lies in it is read, and nothing that it points to. An installer may
    well have linked the shipped ones."""
    if layer and not file.resolve().is_relative_to(folder.resolve()):
        raise RulesError.single(
            "leads-outside",
            f"`{file}` is a link that leads out of `{folder}`",
            "put the file itself there, or name its folder with `--rules`",
        )
    if not file.is_file():
        raise RulesError.single(
            "not-a-file", f"`{file}` is no ordinary file", "name rule files `NAME.yaml`, nothing else"
        )
    return file.read_bytes()


def _parse(texts: Iterable[RuleText]) -> tuple[Documents, list[Problem]]:
    documents: Documents = []
    problems: list[Problem] = []
    for text in texts:
        try:
            document = read_yaml(text.text, text.source)
            documents.append((text, Node(Notes(document), (), document.data)))
        except InputError as error:
            problems += error.problems
    return documents, problems


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Everything that rules refer to; the rules themselves are still unread."""

    knowledge: Knowledge
    references: Mapping[str, Reference]
    tick_lists: Mapping[str, str]
    facts: Mapping[str, Layered]
    tables: Mapping[str, Layered]


def _gather(documents: Documents, settings: Mapping[str, str]) -> _Gathered:
    for text, node in documents:
        _check_form(text, node)
    references = read_references(merge_section(documents, "references"))
    tick_lists = {
        key: node.text("a tick list") for key, node in merge_section(documents, "tick_lists").items()
    }
    facts, tables = merge_facts(documents), merge_tables(documents)
    dictionary = read_dictionary({name: one.node for name, one in facts.items()}, tick_lists, references)
    heads = {id_: read_head(one.node, one.pack) for id_, one in tables.items()}
    check_heads(heads, dictionary.facts)
    return _Gathered(
        Knowledge(dictionary, references, heads, settings), references, tick_lists, facts, tables
    )


def _check_form(text: RuleText, node: Node) -> None:
    """Note what makes a document neither a dictionary nor a table with an id."""
    if not is_table(node):
        Fields.read(node, "a dictionary", (), DICTIONARY_KEYS)
        return
    id_ = node.child("decision")
    if id_ is None or not isinstance(id_.value, str):
        read_head(node, text.pack)


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
