"""Facts and tables that extend those of the folders before: what they leave unsaid is taken over.

The result is a node like any other. Its parts come from either document and keep their places, so that a defect is told
where it was written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fitengine.load.yaml.fields import Node, hint
from fitengine.model.rules import HitPolicy

__all__ = ["EXTENSION_KEYS", "extend_fact", "extend_table"]

EXTENSION_KEYS = ("extends", "disable")

_SECTIONS = {"rules": "id", "constraints": "id", "tests": "name"}
"""The lists of a table that are merged, and the key by which their items are the same."""


def extend_fact(name: str, node: Node, below: Mapping[str, Node]) -> Node | None:
    """The fact at `node`, with what it takes over from the fact below that it may extend; None where that is not there.

    `disable` names keys that are not taken over. Aliases stay with the name they belong to.
    """
    if node.child("extends") is None:
        return _alone(node, "a fact")
    base = _find_base(node, "a fact", "unknown-fact", below)
    if base is None:
        return None
    own, inherited = _own(node, "a fact"), base.entries("a fact")
    if "type" in own:
        help_ = "a fact of another type is another fact: give it a name of its own"
        own.pop("type").note("type-changed", "an extension cannot change the type", help_, at_key=True)
    disabled = _disabled(node)
    for key, place in disabled.items():
        if key not in inherited:
            place.note("unknown-key", f"`{key}` is not said of the fact extended", hint(key, inherited))
    if base is not below.get(name):
        inherited.pop("aliases", None)
    kept = {key: part for key, part in inherited.items() if key not in disabled}
    return Node(node.notes, node.path, {**kept, **own})


def extend_table(node: Node, below: Mapping[str, Node]) -> Node | None:
    """The decision table at `node`, with what it takes over from the table below that it may extend; None where that is not
    there.

    `disable` names rules and constraints that are not taken over. A rule, constraint or test of a known id or name takes the
    place of that one; others are added. Settings may be given by their value alone.
    """
    if node.child("extends") is None:
        return _alone(node, "a decision table")
    base = _find_base(node, "a decision", "unknown-decision", below)
    if base is None:
        return None
    own, inherited = _own(node, "a decision table"), base.entries("a decision table")
    if "version" not in own:
        node.note("missing-key", "`version` is missing in an extension", "it tells these rules from others")
    disabled = _disabled(node)
    _check_disabled(disabled, own, inherited)
    merged = {**inherited, **own}
    new_first = "hit_policy" in merged and merged["hit_policy"].value == HitPolicy.FIRST
    for section in _SECTIONS.keys() & inherited.keys():
        items = _merge_items(section, own, inherited, disabled, new_first)
        merged[section] = Node(node.notes, (*node.path, section), items)
    if "settings" in own and "settings" in inherited:
        merged["settings"] = _merge_settings(own["settings"], inherited["settings"])
    return Node(node.notes, node.path, merged)


def _alone(node: Node, what: str) -> Node:
    disable = node.child("disable")
    if disable is None:
        return node
    help_ = "say what is extended, or leave it out"
    disable.note("not-extending", "`disable` means nothing without `extends`", help_, at_key=True)
    return Node(node.notes, node.path, _own(node, what))


def _find_base(node: Node, what: str, code: str, below: Mapping[str, Node]) -> Node | None:
    """What `node` extends; None where nothing below bears the name."""
    extends = node.child("extends")
    name = extends.text("`extends`") if extends else ""
    if extends and name and name not in below:
        message = f"`{name}` is not {what} of the folders before this one"
        extends.note(code, message, hint(name, below))
    return below.get(name)


def _own(node: Node, what: str) -> dict[str, Node]:
    return {key: part for key, part in node.entries(what).items() if key not in EXTENSION_KEYS}


def _disabled(node: Node) -> dict[str, Node]:
    disable = node.child("disable")
    return disable.texts("`disable`") if disable else {}


def _check_disabled(
    disabled: Mapping[str, Node], own: Mapping[str, Node], inherited: Mapping[str, Node]
) -> None:
    known, replaced = _ids(inherited), _ids(own)
    for id_, place in disabled.items():
        if id_ not in known:
            place.note(
                "unknown-rule", f"`{id_}` is not a rule of the table extended", hint(id_, sorted(known))
            )
        elif id_ in replaced:
            help_ = "a rule of the same id takes its place anyway"
            place.note("disabled-rule", f"`{id_}` is disabled and written anew", help_)


def _ids(entries: Mapping[str, Node]) -> set[str]:
    return {id_ for section in ("rules", "constraints") for id_ in _by_name(section, entries)}


def _by_name(section: str, entries: Mapping[str, Node]) -> dict[str, Node]:
    """The items of a section by id or name; of those that share one, or have none, the later are kept by their number, and
    told of where the table is read."""
    found: dict[str, Node] = {}
    for number, item in enumerate(entries[section].items(f"`{section}`") if section in entries else ()):
        name = item.child(_SECTIONS[section])
        known = name is not None and isinstance(name.value, str) and name.value not in found
        found[str(name.value) if known and name else f"{item.notes.document.source} {number}"] = item
    return found


def _merge_items(
    section: str,
    own: Mapping[str, Node],
    inherited: Mapping[str, Node],
    disabled: Collection[str],
    new_first: bool,
) -> list[Node]:
    """The items of both. Under hit policy `first` new rules come in front, since they would hardly be reached behind."""
    old, mine = _by_name(section, inherited), _by_name(section, own)
    kept = [mine.get(name, item) for name, item in old.items() if not _is_disabled(name, item, disabled)]
    new = [item for name, item in mine.items() if name not in old]
    return [*new, *kept] if new_first and section == "rules" else [*kept, *new]


def _is_disabled(name: str, item: Node, disabled: Collection[str]) -> bool:
    """Rules by their id, and tests that expect such a rule to decide."""
    by = item.child("by")
    deciding = by.value if by and isinstance(by.value, list) else [by.value] if by else []
    return name in disabled or any(id_ in disabled for id_ in deciding if isinstance(id_, str))


def _merge_settings(own: Node, inherited: Node) -> Node:
    merged = inherited.entries("`settings`")
    for name, node in own.entries("`settings`").items():
        if name in merged and not isinstance(node.value, Mapping):
            merged[name] = Node(node.notes, node.path, {**merged[name].entries("a setting"), "value": node})
        elif name in merged:
            both = {**merged[name].entries("a setting"), **node.entries("a setting")}
            merged[name] = Node(node.notes, node.path, both)
        else:
            merged[name] = node
    return Node(own.notes, own.path, merged)
