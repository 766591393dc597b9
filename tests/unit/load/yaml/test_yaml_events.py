"""Plain YAML data, with every defect at its place, whatever the text does to a reader."""

from __future__ import annotations

import gc
import time
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fitengine.errors import InputError
from fitengine.load.yaml import events as yaml_events
from fitengine.load.yaml.events import MAX_DEPTH, read_yaml
from fitengine.load.yaml.lines import read_lines
from fitengine.load.yaml.scalars import read_scalar, write_scalar


def problems_of(text):
    with pytest.raises(InputError) as caught:
        read_yaml(text, "f.yaml")
    return [
        (str(problem.span), problem.code, problem.message, problem.help) for problem in caught.value.problems
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("NO", "NO"), ("y", "y"), ("1:30", "1:30"), ("010", "010"),
        ("2024-01-31", "2024-01-31"), ("1_000", "1_000"), (".inf", ".inf"), ("1e999", "1e999"), ("-", "-"),
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("1", 1), ("-7", -7), ("+7", 7), ("0", 0), ("1.5", 1.5), ("1e3", 1000.0), (".5", 0.5), ("0.10", 0.1),
    ],
)  # fmt: skip
def test_plain_scalars_mean_what_yaml_1_2_says(written, value):
    read = read_scalar(written)
    assert (read, type(read)) == (value, type(value))


def test_quoted_scalars_are_text():
    assert read_yaml("a: '1'\nb: \"true\"\nc: ''\n", "f").data == {"a": "1", "b": "true", "c": ""}


def test_all_defects_of_a_text_are_reported_at_once_with_their_places():
    text = "a: &x 1\nb: *x\nc: !!int 3\na: 2\n<<: {d: 1}\n"
    assert problems_of(text) == [
        ("f.yaml:1:4", "anchor", "`&x` is an anchor; anchors are not read", "write the value out where it is needed"),
        ("f.yaml:2:4", "alias", "`*x` is an alias; aliases are not read", "write the value out"),
        ("f.yaml:3:4", "tag", "`tag:yaml.org,2002:int` is a tag; tags are not read", "write plain data"),
        ("f.yaml:4:1", "duplicate-key", "`a` stands twice in the same mapping", "keep one of them"),
        ("f.yaml:5:1", "merge-key", "merge keys are not read", "write the values out"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("", "f.yaml:1:1", "empty"),
        ("# nothing\n\n", "f.yaml:1:1", "empty"),
        ("~", "f.yaml:1:1", "empty"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1", "two-documents"),
        ("? [a]\n: 1\n", "f.yaml:1:3", "key-not-text"),
        ("a: b: c\n", "f.yaml:1:5", "yaml-syntax"),
        ("a:\n\tb: 1\n", "f.yaml:2:1", "yaml-syntax"),
        ("a: [1, 2\n", "f.yaml:2:1", "yaml-syntax"),
        ("ä: 'ö\n", "f.yaml:2:1", "yaml-syntax"),
        ("a: x\x00y\n", "f.yaml:1:5", "not-text"),
        ("a: 1\nb: \ufffe\n", "f.yaml:2:4", "not-text"),
    ],
)
def test_a_text_that_is_no_single_document_of_data_is_refused_at_its_place(text, place, code):
    assert [problem[:2] for problem in problems_of(text)] == [(place, code)]


def test_a_colon_in_a_text_and_a_tab_get_help():
    assert problems_of("name: Check: invoice\n")[0][3] == "put texts that contain a colon in quotes"
    assert problems_of("a:\n\tb: 1\n")[0][3] == "indent with spaces"


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 50_000, "{a: " * 25_000, "a:\n " + "[" * 100_000])
def test_deep_nesting_is_refused_at_once(text):
    """The stock loaders crash on 100 kB of this."""
    start = time.perf_counter()
    (problem,) = problems_of(text)
    assert problem[1:3] == ("too-deep", f"nested deeper than {MAX_DEPTH} levels")
    assert time.perf_counter() - start < 2


def test_a_merge_key_bomb_is_refused_at_once():
    """431 bytes that take the stock loader 25 seconds."""
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    start = time.perf_counter()
    codes = {problem[1] for problem in problems_of("\n".join(lines))}
    assert codes == {"anchor", "alias", "merge-key"}
    assert time.perf_counter() - start < 2


def test_bytes_may_carry_a_byte_order_mark_and_utf_16():
    assert read_yaml("größe: 1\n".encode("utf-8-sig"), "f").data == {"größe": 1}
    assert read_yaml("größe: 1\n".encode("utf-16"), "f").data == {"größe": 1}
    assert read_yaml("\ufeffa: 1\n", "f").data == {"a": 1}


@pytest.mark.parametrize(
    "raw", [b"\x89PNG\r\n\x1a\n\x00", b"PK\x03\x04\x14\x00", bytes(range(256)), b"a: \xfc\n"]
)
def test_binary_contents_are_refused_with_a_place(raw):
    with pytest.raises(InputError) as caught:
        read_yaml(raw, "f.yaml")
    (problem,) = caught.value.problems
    assert problem.code == "not-text"
    assert problem.span is not None


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(yaml_events, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="too-large `f` has 11 bytes, the limit is 10"):
        read_yaml(b"a: 12345678", "f")


def test_windows_line_ends_do_not_move_places():
    document = read_yaml("a: 1\r\nb:\r\n  c: x\r\n", "f")
    assert document.data == {"a": 1, "b": {"c": "x"}}
    assert str(document.spans([("b", "c")])[("b", "c")]) == "f:3:6"


TEXT = """\
name: A
lanes: {x: X}   # two
steps:
  one:
    facts: {a: [1, {b: 2}]}
  two:
    next:
    - to: one
      when: 'no'
"""


def test_places_of_values_and_keys_are_found():
    document = read_yaml(TEXT, "f")
    paths = [
        (),
        ("name",),
        ("lanes", "x"),
        ("steps", "one", "facts", "a", 1, "b"),
        ("steps", "two", "next", 0, "when"),
    ]
    assert {path: str(span) for path, span in document.spans(paths).items()} == {
        (): "f:1:1",
        ("name",): "f:1:7",
        ("lanes", "x"): "f:2:12",
        ("steps", "one", "facts", "a", 1, "b"): "f:5:24",
        ("steps", "two", "next", 0, "when"): "f:9:13",
    }
    assert str(document.spans([("steps", "two")], keys=True)["steps", "two"]) == "f:6:3"
    assert document.spans([("nobody",)]) == {}


def test_the_keys_of_the_two_topmost_levels_are_known_without_a_second_pass():
    for text in (TEXT, TEXT.replace("when: 'no'", "").replace("- to: one", "  one")):
        document = read_yaml(text, "f")
        for path in [("name",), ("steps",), ("steps", "one"), ("steps", "two")]:
            assert document.places[path] == document.spans([path], keys=True)[path]


def test_a_problem_stands_at_the_nearest_place_that_exists():
    document = read_yaml(TEXT, "f")
    problem = document.problem("x", "y", path=("steps", "one", "lane", 3))
    assert (str(problem.span), problem.excerpt) == ("f:4:3", "  one:")


def test_a_scalar_is_quoted_as_it_was_written():
    document = read_yaml("a: {version: 1.10}\nb: 'x'\n", "f")
    assert document.data == {"a": {"version": 1.1}, "b": "x"}
    assert (document.written(("a", "version")), document.written(("b",))) == ("1.10", "x")
    assert document.written(("a",)) is None


def test_garbage_collection_is_left_as_it_was():
    gc.disable()
    try:
        read_yaml("a: 1", "f")
        assert not gc.isenabled()
    finally:
        gc.enable()
    read_yaml("a: 1", "f")
    assert gc.isenabled()


# The short way for plain lines must mean the same as libyaml, or leave the text alone.

_WORDS = st.sampled_from(
    ["a", "b", "steps", "1", "-1", "0x", "010", "1.5", "true", "null", "~", "no", "x y", "x: y", "x:", "a #b", "a#b",
     "# c", "'q'", '"q"', '"q', "'it''s'", '"\\n"', "[a, b]", "[a", "{a: 1}", "{a: 1, a: 2}", "{a: 1", "[a]: b", "&x a",
     "*x", "!t a", "|", ">", "- a", "-a", "?", "? a", "%a", "@a", "`a", ",", "", " ", "ä", "\u2028", "\x85", "a\tb",
     "2% to 5%", "<<", "...", "---", "a: &x", "\ufeff", "[1, {b: [c]}]", "'a': b", "\xa0", "a\r",
     "longer words", "longer words  ", "longer, [a", "longer - x", "true     ", "longer? ", "longer\\", "longer\t", "longer\xa0"]
)  # fmt: skip
_LINES = st.builds(
    lambda indent, dash, key, value: (
        " " * indent + dash + (f"{key}:{value and ' '}{value}" if key else value)
    ),
    st.integers(0, 6),
    st.sampled_from(["", "", "", "- ", "-"]),
    st.sampled_from(["", "a", "b", "c", "d.e", "steps", "x y", "1", "<<", "true"]),
    _WORDS,
)
_PLAIN = st.sampled_from(
    ["a", "1", "no", "true", "null", "x y", "2% to 5%", "[a, b]", "{a: [1]}", "'q'", "a # c", "-1"]
)


@st.composite
def _texts(draw):
    """Blocks of mappings and lists as programs and people write them, at times with a line out of place."""
    lines = []

    def block(indent, depth):
        for key in draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=depth < 3)):
            kind = draw(st.sampled_from(["plain", "plain", "word", "map", "list", "open", "gap"]))
            inner = indent + draw(st.sampled_from([0, 1, 2, 2, 2, 4]))
            if kind == "plain" or kind == "word":
                lines.append(" " * indent + f"{key}: {draw(_PLAIN if kind == 'plain' else _WORDS)}")
                continue
            lines.append(" " * indent + f"{key}:" + draw(st.sampled_from(["", "", " ", " # c"])))
            if kind == "gap":
                lines.append(draw(st.sampled_from(["", "  ", "# c", "   # c"])))
            if kind == "list":
                lines.extend(" " * inner + f"- {draw(_PLAIN)}" for _ in range(draw(st.integers(1, 3))))
            elif kind == "map" and depth < 3:
                block(max(inner, indent + 1), depth + 1)

    block(0, 0)
    if draw(st.integers(0, 3)) == 0:
        lines.insert(draw(st.integers(0, len(lines))), draw(_LINES))
    return draw(st.sampled_from(["\n", "\n", "\r\n"])).join(lines)


_TEXTS = _texts()


def by_events(text):
    builder = yaml_events._build(text, "f")
    return (builder.root, builder.places) if not builder.problems else None


_FLOW_WORDS = st.sampled_from(
    ["a", "b: c", "a: ", "d: e f", "a:", "[", "]", "{", "}", ", ", ",", " ", "'q'", '"x, y"', "k: 'v'", "x?", "http://x",
     "-1", "#c", " #c", "null", "b: 1", "c: [x, y]", "{a: b}", "g: {h: i}", "\n  ", "\n", "~", "''", "a'b", "-", "&x", "%"]
)  # fmt: skip
_FLOWS = st.builds(
    lambda key, opening, words, closing: f"k:\n  {key}: {opening}{''.join(words)}{closing}\n  z: 1\n",
    st.sampled_from("ab"),
    st.sampled_from("{["),
    st.lists(_FLOW_WORDS, max_size=7),
    st.sampled_from("}]"),
)


@settings(max_examples=1500, deadline=None)
@given(_TEXTS | _FLOWS)
@example("a:\n- b\n- c\nd:\n  e: 1\n")
@example("a: b\r\nc:\r\n  d: e\r\n")
@example("a: # x\n  b: 1 # y\n\n# z\n  c: [d] # w\n")
@example("a: b\n c\n")
@example("a:\n  - b\n - c\n")
@example("k:\n  a: {b: [c}\n")
@example("k:\n  a: {b: [c, d}\n")
@example("k:\n  a: {b: [c, d], e: [f]}\n")
def test_lines_are_read_as_libyaml_reads_them_or_not_at_all(text):
    lines = read_lines(text, "f", yaml_events._read_flow)
    if lines is None:
        return
    expected = by_events(text)
    assert expected is not None
    assert repr(lines.data) == repr(expected[0])
    assert all(expected[1][path] == span for path, span in lines.places.items())


def test_the_short_way_takes_what_programs_write():
    text = "process: p\nlanes: {a: A}\nsteps:\n  one:\n    facts:\n      x: [a, b]\n      y:\n      - 1\n"
    assert read_lines(text, "f", yaml_events._read_flow) is not None


@given(st.text())
def test_a_text_written_as_a_scalar_reads_back(text):
    """In a block, in a mapping on one line, and as a key."""
    written = write_scalar(text)
    assert "\n" not in written
    document = read_yaml(f"a: {written}\nb: {{c: {written}, d: [{written}]}}\ne:\n  {written}: 1\n", "f")
    assert document.data == {"a": text, "b": {"c": text, "d": [text]}, "e": {text: 1}}


@settings(deadline=None)
@given(st.text() | st.binary() | _TEXTS)
def test_any_text_is_data_or_an_input_error(raw):
    with suppress(InputError):
        assert read_yaml(raw, "f").data is not None
