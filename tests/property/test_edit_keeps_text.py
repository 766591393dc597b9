"""Answers change the answered values and nothing else, however the author of a file writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from fitengine.data import examples_folder
from fitengine.errors import InputError
from fitengine.load.answers.edit import known_text, write_answers
from fitengine.load.rules.rulebook import load_rules
from fitengine.load.values import read_value
from fitengine.load.yaml.events import Path, read_yaml
from fitengine.model.facts import Known, OneOf, Range, Unknown
from fitengine.model.inquiry import Answer
from fitengine.model.rules import FactDefinition, FactType

STEPS = ("register", "prüfen", "s-3", "10", "next")
FACTS = ("rule_based", "volume", "größe", "no", "x")
LANES = ("desk", "Büro")
NEW = ("new-step", "Activity_0x1", "two words", "a: b")

REMARKS = re.compile(r"#[^\n#]*?c\d+").findall
COMMENTS = re.compile(r"(?m)(?<!\S)# .*").findall

words = st.sampled_from(
    ["mostly", "none", "no", "on", "unknown", "1:30", "010", "5 to 8", "true", "a, b", "é", "#x"]
)
numbers = st.integers(-5, 10**6) | st.floats(-1e6, 1e20).map(lambda number: round(number, 3)) | st.just(1e22)
ordered = st.lists(st.integers(0, 1000), min_size=2, max_size=3, unique=True).map(sorted)
known: st.SearchStrategy[Known] = st.one_of(
    st.booleans(),
    words,
    numbers,
    st.just(Unknown.UNKNOWN),
    st.lists(words, min_size=2, max_size=4, unique=True).map(lambda some: OneOf(tuple(some))),
    ordered.map(lambda ends: Range(float(ends[0]), ends[-1] + 0.5)),
)


class Writer:
    """Writes data as an author might: any mixture of styles, with a numbered comment wherever one can stand."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.step = draw(st.integers(1, 4))
        self.taste = draw(st.sampled_from(["lines", "braces", "mixed"]))
        self.commented = draw(st.booleans())
        self.comments = 0
        self.after_text = False
        """Behind a text in lines, a deeper comment would be part of it."""

    def pick(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def maybe(self, chance: int = 3) -> bool:
        return self.draw(st.integers(0, chance)) == chance

    def remark(self) -> str:
        self.comments += 1
        start, end = self.pick(" ", "", "\t", " é: {["), self.pick("", " x: 1", ' "', " a #b")
        return f"#{start}c{self.comments}{end}"

    def behind(self) -> str:
        """What may stand behind a value at the end of its line."""
        if self.commented and self.maybe():
            return self.pick(" ", "  ", "\t") + self.remark()
        return self.pick("", "", "", " ")

    def between(self, column: int = 0) -> list[str]:
        """Lines that say nothing: empty, a comment, or a question that waits for its answer."""
        if not self.commented or not self.maybe():
            return []
        return [self.silent_line(column) for _ in range(self.draw(st.integers(1, 3)))]

    def silent_line(self, column: int) -> str:
        comment = " " * self.draw(st.integers(0, column if self.after_text else 9)) + self.remark()
        question = f"{' ' * column}# {self.pick(*FACTS)}:{self.behind()}"
        return self.pick("", comment, question)

    def key(self, name: str) -> str:
        if not re.fullmatch(r"[\w-]+", name):
            return json.dumps(name, ensure_ascii=False)
        return self.pick(name, name, name, f'"{name}"', f"'{name}'")

    def mapping(self, data: Mapping[str, object], column: int) -> list[str]:
        lines = []
        pad = " " * column
        for name, value in data.items():
            lines += self.between(column)
            key = self.key(name)
            head = f"? {key}{self.behind()}\n{pad}:" if self.maybe(20) else f"{key}:"
            lines += (pad + head + self.value(value, column)).split("\n")
        return lines

    def value(self, value: object, column: int) -> str:
        """With what goes before it: a space, or a line end."""
        deeper = column + self.step
        self.after_text = False
        if value is None:
            below = self.between(deeper) if self.maybe(1) else []
            return "\n".join([self.pick("", " ~", " null") + self.behind(), *below])
        if isinstance(value, Mapping) and value and self.in_lines(value):
            return "\n".join([self.behind(), *self.mapping(value, deeper)])
        if isinstance(value, list) and self.maybe(2):
            item_pad = " " * self.draw(st.sampled_from([column, deeper]))
            items = [
                [*self.between(), f"{item_pad}- {self.flow(item, deeper)}{self.behind()}"] for item in value
            ]
            return "\n".join([self.behind(), *(line for item in items for line in item)])
        if isinstance(value, str) and self.maybe(8):
            self.after_text = True
            style = self.pick("|", ">", "|-", ">-", "|+")
            body = "\n".join(" " * deeper + line for line in (f"{value} # no comment", "more: text"))
            return f" {style}{self.behind()}\n{body}" + self.pick("", "\n", "\n\n")
        gap = f"\n{' ' * deeper}" if self.maybe(12) else " "
        return gap + self.flow(value, deeper) + self.behind()

    def in_lines(self, value: Mapping[str, object]) -> bool:
        if any(isinstance(inner, Mapping) for inner in value.values()):
            return self.taste != "braces" or not self.maybe(1)
        return self.taste == "lines" or (self.taste == "mixed" and self.maybe(1))

    def flow(self, value: object, column: int) -> str:
        if isinstance(value, Mapping):
            parts = [self.key(name) + self.flow_value(inner, column + 1) for name, inner in value.items()]
            return self.bracketed("{}", parts, column)
        if isinstance(value, list):
            return self.bracketed("[]", [self.flow(item, column + 1) for item in value], column)
        if isinstance(value, str) and (
            value in ("true", "") or not re.fullmatch(r"[\w ]+", value) or self.maybe()
        ):
            return (
                json.dumps(value, ensure_ascii=False)
                if self.maybe(1)
                else "'" + value.replace("'", "''") + "'"
            )
        return json.dumps(value) if not isinstance(value, str) else value

    def flow_value(self, value: object, column: int) -> str:
        if value is None and self.maybe(1):
            return self.pick("", ": ", ":  ")
        return ": " + self.flow(value, column)

    def bracketed(self, ends: str, parts: list[str], column: int) -> str:
        """On one line, wrapped somewhere, or an item a line."""
        pad = "\n" + " " * column
        style = self.pick("tight", "wrapped", "lined")
        if style == "tight":
            return ends[0] + self.pick(", ", ", ", ",  ").join(parts) + ends[1]
        if style == "lined":
            inner = ("," + self.behind() + pad).join(parts)
            return (
                ends[0]
                + self.behind()
                + pad
                + inner
                + self.pick("", "," if parts else "")
                + self.behind()
                + pad
                + ends[1]
            )
        text = parts[0] if parts else ""
        for part in parts[1:]:
            text += self.pick(", ", ", ", "," + self.behind() + pad, self.behind() + pad + ", ") + part
        return (
            ends[0]
            + self.pick("", " ")
            + text
            + self.pick("", " ", "," if parts else "")
            + self.pick("", " ")
            + ends[1]
        )


values = st.one_of(words, st.none(), st.booleans(), st.integers(0, 99), st.lists(words, max_size=3))
fact_blocks = st.one_of(st.none(), st.just({}), st.dictionaries(st.sampled_from(FACTS), values, max_size=4))


@st.composite
def process_data(draw: st.DrawFn, sidecar: bool) -> dict[str, object]:
    def optional(**parts: st.SearchStrategy[object]) -> dict[str, object]:
        return {name: draw(part) for name, part in parts.items() if draw(st.booleans())}

    def step() -> dict[str, object]:
        order = [
            ("name", words),
            ("facts", fact_blocks),
            ("next", st.sampled_from(STEPS) | st.lists(words, max_size=2)),
        ]
        return optional(**dict(draw(st.permutations(order)))) or {"name": "x"}

    steps = draw(st.lists(st.sampled_from(STEPS), min_size=0 if sidecar else 1, max_size=4, unique=True))
    head = {"model" if sidecar else "process": "p", "lanes": dict.fromkeys(LANES, "L")}
    if sidecar:
        del head["lanes"]
    parts = {
        **head,
        **optional(
            defaults=fact_blocks,
            lane_defaults=st.none() | st.dictionaries(st.sampled_from(LANES), fact_blocks),
        ),
        **optional(initiative=st.sampled_from([None, {}, {"facts": None}, {"facts": {"x": 1}, "kpis": []}])),
        "steps": {id_: step() for id_ in steps} or draw(st.sampled_from([None, {}])),
    }
    if sidecar and draw(st.booleans()):
        del parts["steps"]
    return {name: parts[name] for name in draw(st.permutations(list(parts)))}


@st.composite
def texts(draw: st.DrawFn) -> str:
    writer = Writer(draw)
    data = draw(process_data(draw(st.booleans())))
    if draw(st.integers(0, 5)) == 0:
        text = writer.flow(data, 1)
    else:
        text = "\n".join([*writer.between(), *writer.mapping(data, 0), *writer.between()])
    text = (
        draw(st.sampled_from(["", "", "---\n", "\ufeff"]))
        + text
        + draw(st.sampled_from(["", "\n", "\n", "\n\n"]))
    )
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))


@st.composite
def answers_to(draw: st.DrawFn, data: Mapping[str, object], facts: Sequence[str] = FACTS) -> list[Answer]:
    own = data.get("steps")
    ids = [*own] if isinstance(own, Mapping) else []
    places = [("step", id_, False) for id_ in (ids if "process" in data else [*ids, *NEW])]
    places += [("lane", lane, False) for lane in data.get("lanes") or LANES] + [
        ("process", "", False),
        ("process", "", True),
    ]
    chosen = draw(st.lists(st.sampled_from(places), min_size=1, max_size=5))
    return [
        Answer(scope, target, draw(st.sampled_from(facts)), draw(known), initiative)
        for scope, target, initiative in chosen
    ]


def path_of(answer: Answer) -> tuple[str, ...]:
    if answer.scope == "step":
        return "steps", answer.target, "facts", answer.fact
    if answer.scope == "lane":
        return "lane_defaults", answer.target, answer.fact
    return (*(("initiative", "facts") if answer.initiative else ("defaults",)), answer.fact)


def plain(value: Known) -> object:
    if isinstance(value, OneOf):
        return list(value.values)
    if isinstance(value, Range):
        return f"{value.low:.10g} to {value.high:.10g}"
    return value.value if isinstance(value, Unknown) else value


def with_answers(data: object, answers: Iterable[Answer]) -> object:
    copy = json.loads(json.dumps(data))
    for answer in answers:
        *path, fact = path_of(answer)
        inner = copy
        for key in path:
            if inner.get(key) is None:
                inner[key] = {}
            inner = inner[key]
        inner[fact] = plain(answer.value)
    return copy


def same(one: object, other: object) -> bool:
    """Equal, where `1` is `1.0` but not `true`; in mappings, in any order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def keys_in_order(data: object) -> list[Path]:
    found: list[Path] = []
    for key, value in data.items() if isinstance(data, Mapping) else ():
        found += [(key,), *((key, *path) for path in keys_in_order(value))]
    return found


def is_subsequence(few: Iterable[object], many: Iterable[object]) -> bool:
    rest = iter(many)
    return all(item in rest for item in few)


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines are the same at the start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (mine, yours) in pairs if mine != yours), min(len(one), len(other)))


def kept_lines(before: list[str], after: list[str]) -> set[int]:
    """The numbers of the lines of a longest common subsequence."""
    lengths = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for row in range(len(before) - 1, -1, -1):
        for column in range(len(after) - 1, -1, -1):
            equal = before[row] == after[column]
            lengths[row][column] = (
                lengths[row + 1][column + 1] + 1
                if equal
                else max(lengths[row + 1][column], lengths[row][column + 1])
            )
    kept, row, column = set(), 0, 0
    while row < len(before) and column < len(after):
        if before[row] == after[column]:
            kept.add(row)
            row, column = row + 1, column + 1
        elif lengths[row + 1][column] >= lengths[row][column + 1]:
            row += 1
        else:
            column += 1
    return kept


def lines_of(text: str) -> list[str]:
    return re.split("\r\n|\n", text.removeprefix("\ufeff"))


def lost_lines(before: str, after: str) -> int:
    lines = lines_of(before)
    return len(lines) - len(kept_lines(lines, lines_of(after)))


def touchable(text: str, answers: Iterable[Answer]) -> int:
    """How many lines may change: those of each replaced value, and one for each that is new."""
    document = read_yaml(text, "text")
    paths = {path_of(answer) for answer in answers}
    wanted = {path[:length] for path in paths for length in range(1, len(path) + 1)}
    values, keys = document.spans(wanted), document.spans(wanted, keys=True)
    later = sorted(span.line for span in document.spans(all_paths(document.data), keys=True).values())
    total = 0
    for path in paths:
        if path in values:
            ends = [line for line in later if line > keys[path].line]
            total += (ends[0] if ends else text.count("\n") + 2) - keys[path].line + 1
        else:
            total += 2
    return total


def all_paths(data: object, path: Path = ()) -> list[Path]:
    if not isinstance(data, Mapping):
        return [path]
    return [path, *(inner for key, value in data.items() for inner in all_paths(value, (*path, key)))]


def changed(before: str, answers: list[Answer]) -> str:
    """The text with the answers, checked to say what it said before and the answers."""
    after = write_answers(before, answers)
    old, new = read_yaml(before, "before").data, read_yaml(after, "after").data
    assert same(new, with_answers(old, answers))
    assert is_subsequence(keys_in_order(old), keys_in_order(new))
    assert write_answers(after, answers) == after
    return after


@settings(max_examples=300, deadline=None)
@given(texts(), st.data())
def test_only_the_answered_values_change(before, data):
    try:
        old = read_yaml(before, "text").data
    except InputError:
        reject()
    answers = data.draw(answers_to(old))
    after = changed(before, answers)
    assert REMARKS(after) == REMARKS(before)
    assert lost_lines(before, after) <= touchable(before, answers)
    assert before.startswith("\ufeff") == after.startswith("\ufeff")
    assert before.endswith("\n") == after.endswith("\n")
    assert "\n" not in before or ("\r\n" in before) is (after.count("\n") == after.count("\r\n"))


@pytest.mark.parametrize("path", sorted(examples_folder().glob("*.yaml")), ids=lambda path: path.stem)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_in_the_example_processes_one_answer_touches_one_line(path, data):
    before = path.read_bytes().decode()
    old = read_yaml(before, path.name).data
    answers = data.draw(answers_to(old, ("rule_based", "rework_rate", "x")))
    assert COMMENTS(changed(before, answers)) == COMMENTS(before)
    for answer in answers:
        lines, after = lines_of(before), lines_of(write_answers(before, [answer]))
        above = common(lines, after)
        below = common(lines[above:][::-1], after[above:][::-1])
        assert len(lines) - above - below <= 1


@pytest.mark.parametrize("path", sorted(examples_folder().glob("*.yaml")), ids=lambda path: path.stem)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_json_stays_json(path, data):
    old = read_yaml(path.read_bytes(), path.name).data
    indent, separators = data.draw(
        st.sampled_from([(None, (",", ":")), (None, (", ", ": ")), (2, None), (1, None)])
    )
    before = json.dumps(old, indent=indent, separators=separators, ensure_ascii=False)
    answers = data.draw(answers_to(old, ("rule_based", "rework_rate", "x")))
    after = changed(before, answers)
    assert same(json.loads(after), with_answers(old, answers))
    if separators == (",", ":"):
        assert json.dumps(json.loads(after), separators=separators, ensure_ascii=False) == after


DICTIONARY = load_rules().dictionary


@st.composite
def legal_values(draw: st.DrawFn, definition: FactDefinition) -> Known:
    if definition.type is FactType.BOOL:
        return draw(st.booleans() | st.sampled_from([OneOf((False, True)), Unknown.UNKNOWN]))
    if not definition.type.numeric:
        some = draw(st.lists(st.sampled_from(definition.values), min_size=1, unique=True))
        ordered = tuple(sorted(some, key=definition.values.index))
        return ordered[0] if len(ordered) == 1 else OneOf(ordered)
    top = definition.high if definition.high > definition.low else 1e15
    one = st.integers(int(definition.low), int(top))
    if definition.type is FactType.NUMBER:
        one |= st.floats(definition.low, top)
    low, high = sorted(draw(st.tuples(one, one)))
    whole = (
        [low, Unknown.UNKNOWN] if low == high else [low, Range(float(low), float(high)), OneOf((low, high))]
    )
    return draw(st.sampled_from(whole))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(DICTIONARY)).map(DICTIONARY.__getitem__), st.data())
def test_what_is_written_is_read_as_the_same_value(definition, data):
    value = data.draw(legal_values(definition))
    for text in (f"x: {known_text(value)}", f"{{y: 1, x: {known_text(value)}}}"):
        read = read_value(definition, read_yaml(text, "text").data["x"])
        assert (read, isinstance(read, bool)) == (value, isinstance(value, bool))
