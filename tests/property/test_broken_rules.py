"""Whatever stands in a rule pack: it is read, or refused with places. Never a traceback."""

import json
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.data import rules_folder
from fitengine.errors import RulesError
from fitengine.load.rules.rulebook import RuleText, read_rulebook
from fitengine.load.yaml.events import read_yaml

ROOT = rules_folder()
FILES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(ROOT.rglob("*.yaml"))
}
TREES = {name: read_yaml(text, name).data for name, text in FILES.items()}
ODD = st.sampled_from(
    [None, "", [], {}, [[]], [{}], {"": None}, 0, -1, 1.5, 10**400, True, "yes", "unknown", "over", "not", "not not x",
     "> 3", "1 to", " to ", "3 to 1", "a" * 300, "`", "\n", "over\nthe\nhill", "at least at least",
     ["x", "x"], {"all": []}, {"not": None}]
)  # fmt: skip


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of every value inside."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*path, key))


PLACES = [(name, path) for name, tree in TREES.items() for path in paths(tree)]


def put(tree: object, path: tuple[str | int, ...], value: object) -> object:
    """A copy of the tree with `value` at `path`."""
    if not path:
        return value
    copy = dict(tree) if isinstance(tree, dict) else list(tree)  # type: ignore[call-overload]
    copy[path[0]] = put(copy[path[0]], path[1:], value)
    return copy  # type: ignore[no-any-return]


@settings(max_examples=60, deadline=None)
@given(place=st.sampled_from(PLACES), value=ODD)
def test_an_odd_value_anywhere_is_read_or_refused_at_its_place(
    place: tuple[str, tuple[str | int, ...]], value: object
) -> None:
    changed, path = place
    texts = {**FILES, changed: json.dumps(put(TREES[changed], path, value))}
    try:
        read_rulebook(
            RuleText(name, text, Path(name).parts[0].removesuffix(".yaml")) for name, text in texts.items()
        )
    except RulesError as error:
        for problem in error.problems:
            assert problem.span is not None
            assert problem.message[0] == "`" or problem.message[0].islower()
            assert not problem.message.endswith(".")
            assert len(problem.message.splitlines()) == 1
            assert len(problem.message) < 300
