"""Whatever a facts file looks like and whatever became of its model, an update loses nothing and is done after once."""

from __future__ import annotations

import json
import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.load.process.sidecar import read_sidecar
from fitengine.load.process.sidecar_update import update_sidecar
from fitengine.load.yaml.events import read_yaml
from fitengine.model.process import Process, Task
from tests.helpers.dictionary import DICTIONARY

IDS = ("a", "b-1", "c.2", "Activity_0x", "prüfen")
NAMES = ("Check", "Ship it", "Send bill", "check", "Ärger: #1", "no")
KEY = re.compile(
    r"^\s*(?:Activity_0x|prüfen|a|b-1|c\.2|(?:a|b-1|c\.2|Activity_0x|prüfen)-\d+|steps|orphans|name):"
)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, dict[str, object]]:
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=4))
    found: dict[str, dict[str, object]] = {}
    for id_ in ids:
        found[id_] = {"name": draw(st.sampled_from(NAMES))} if draw(st.booleans()) else {}
        if draw(st.booleans()):
            found[id_]["facts"] = {"volume": draw(st.integers(0, 9)), "rule_based": "fully"}
    return found


class Author:
    """Writes entries line by line or in braces, with a numbered comment wherever one may stand."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.comments = draw, 0

    def comment(self) -> str:
        self.comments += 1
        return f"# c{self.comments}"

    def maybe(self) -> bool:
        return self.draw(st.integers(0, 2)) == 0

    def section(self, name: str, data: dict[str, dict[str, object]], indent: int) -> list[str]:
        lines = [f"{name}:" + (f"  {self.comment()}" if self.maybe() else "")]
        for id_, entry in data.items():
            lines += [""] * self.maybe() + [" " * indent + self.comment()] * self.maybe()
            lines += self.entry(id_, entry, indent)
        return lines

    def entry(self, id_: str, entry: dict[str, object], indent: int) -> list[str]:
        pad, deeper = " " * indent, " " * (indent + self.draw(st.integers(1, 3)))
        tail = f" {self.comment()}" if self.maybe() else ""
        if self.maybe() or not entry:
            return [f"{pad}{id_}: {json.dumps(entry, ensure_ascii=False)}{tail}", *self.below(deeper)]
        lines = [f"{pad}{id_}:{tail}"]
        for key, value in entry.items():
            lines += self.below(deeper)
            if isinstance(value, dict):
                lines += [f"{deeper}{key}:", *(f"{deeper} {name}: {one}" for name, one in value.items())]
            else:
                lines += [f"{deeper}{key}: {json.dumps(value, ensure_ascii=False)}"]
        return [*lines, *self.below(deeper)]

    def below(self, pad: str) -> list[str]:
        return [pad + self.comment()] * self.maybe()


@st.composite
def sidecars(draw: st.DrawFn) -> str:
    author, steps, orphans = Author(draw), draw(entries()), draw(entries())
    if draw(st.integers(0, 5)) == 0:
        return json.dumps({"steps": steps, "orphans": orphans}, indent=draw(st.sampled_from([None, 2])))
    lines = ["model: m.bpmn"] * draw(st.booleans())
    lines += author.section("steps", steps, draw(st.integers(1, 4)))
    if orphans or draw(st.booleans()):
        lines += author.section("orphans", orphans, draw(st.integers(1, 4)))
    lines += [author.comment()] * draw(st.booleans())
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join(lines) + end * draw(st.booleans())


@st.composite
def models(draw: st.DrawFn) -> Process:
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1, max_size=5))
    return Process("p", "P", {id_: Task(id_, draw(st.sampled_from(NAMES))) for id_ in ids}, source="m.bpmn")


def _facts(data: dict[str, object]) -> Counter[str]:
    parts = [data.get("steps") or {}, data.get("orphans") or {}]
    return Counter(
        json.dumps(entry["facts"], sort_keys=True)
        for part in parts
        if isinstance(part, dict)
        for entry in part.values()
        if entry and entry.get("facts")
    )


def _other_lines(text: str) -> Counter[str]:
    """All that is neither a key that may change nor blank, without its indent."""
    return Counter(line.strip() for line in text.splitlines() if line.strip() and not KEY.match(line))


@settings(max_examples=400, deadline=None)
@given(sidecars(), models())
def test_an_update_loses_nothing_and_is_done_after_once(text, model):
    done = update_sidecar(text, model, DICTIONARY)
    before, after = read_yaml(text, "f").data, read_yaml(done.text, "f").data
    assert _facts(after) == _facts(before)
    assert set(after.get("steps") or {}) == set(model.nodes)
    assert sorted(re.findall(r"# c\d+", done.text)) == sorted(re.findall(r"# c\d+", text))
    if not text.startswith("{"):
        assert not _other_lines(text) - _other_lines(done.text)
    again = update_sidecar(done.text, model, DICTIONARY)
    assert again.text == done.text
    codes = {one.code for one in read_sidecar(done.text, "f", model, DICTIONARY).warnings}
    assert codes <= {"orphans", "other-model"}
