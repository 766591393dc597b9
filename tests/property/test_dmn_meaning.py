"""Random DMN tables decide, once imported, as a plain reading of their rows does.

The tests of a cell are drawn as a text together with what it means, so that nothing of the reader is used to check it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.decide.decider import Decider
from fitengine.load.dmn.pack import import_dmn, read_pack
from fitengine.model.facts import Facts, Scalar
from tests.helpers.dmn import decision, model, table

NUMBERS = [0, 1, 2.5, 4, 7]
WORDS = ["red", "at least blue", "no"]
OUTCOMES = ["a", "b", "c"]


@dataclass(frozen=True)
class Drawn:
    text: str
    holds: Callable[[Scalar], bool]


ANYTHING = Drawn("-", lambda _: True)


def number_tests() -> st.SearchStrategy[Drawn]:
    one = st.sampled_from(NUMBERS)
    compared = st.builds(
        lambda n, kind: {
            "<": Drawn(f"< {n}", lambda x: x < n),
            "<=": Drawn(f"<={n}", lambda x: x <= n),
            ">": Drawn(f">{n}", lambda x: x > n),
            ">=": Drawn(f">= {n}", lambda x: x >= n),
            "=": Drawn(f"{n}", lambda x: x == n),
        }[kind],
        one,
        st.sampled_from(["<", "<=", ">", ">=", "="]),
    )
    ends = st.lists(one, min_size=2, max_size=2, unique=True).map(sorted)
    between = st.builds(
        lambda pair, low, high: Drawn(
            f"{low}{pair[0]}..{pair[1]}{high}",
            lambda x: (
                (x >= pair[0] if low == "[" else x > pair[0])
                and (x <= pair[1] if high == "]" else x < pair[1])
            ),
        ),
        ends,
        st.sampled_from("[(]"),
        st.sampled_from("])["),
    )
    return listed(compared | between)


def word_tests() -> st.SearchStrategy[Drawn]:
    return listed(st.sampled_from(WORDS).map(lambda w: Drawn(f'"{w}"', lambda x: x == w)))


def truth_tests() -> st.SearchStrategy[Drawn]:
    return st.sampled_from(
        [ANYTHING, Drawn("true", lambda x: x is True), Drawn("not(true)", lambda x: x is False)]
    )


def listed(single: st.SearchStrategy[Drawn]) -> st.SearchStrategy[Drawn]:
    def join(tests: list[Drawn], negated: bool) -> Drawn:
        text = ", ".join(test.text for test in tests)
        if negated:
            return Drawn(f"not({text})", lambda x: not any(test.holds(x) for test in tests))
        return Drawn(text, lambda x: any(test.holds(x) for test in tests))

    return st.just(ANYTHING) | st.builds(join, st.lists(single, min_size=1, max_size=3), st.booleans())


ROWS = st.lists(
    st.tuples(number_tests(), word_tests(), truth_tests(), st.sampled_from(OUTCOMES)), min_size=1, max_size=5
)
Row = tuple[Drawn, Drawn, Drawn, str]


def plainly(rows: Sequence[Row], policy: str, case: Sequence[Scalar]) -> str:
    """What DMN says the table gives; `else` where no row holds."""
    given_ = [
        row[3] for row in rows if all(test.holds(value) for test, value in zip(row[:3], case, strict=True))
    ]
    if not given_:
        return "else"
    return min(given_, key=OUTCOMES.index) if policy == "PRIORITY" else given_[0]


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, policy=st.sampled_from(["FIRST", "PRIORITY"]))
def test_an_imported_table_decides_as_its_rows_say(rows: list[Row], policy: str) -> None:
    listed_outcomes = ", ".join(f'"{outcome}"' for outcome in OUTCOMES)
    outputs = f'<output name="o"><outputValues><text>{listed_outcomes}</text></outputValues></output>'
    texts = [[*(test.text for test in row[:3]), f'"{row[3]}"'] for row in rows]
    logic = table([("n", "number"), ("w", "string"), ("t", "boolean")], texts, policy=policy, outputs=outputs)
    pack = import_dmn(model(decision("D", logic)), "m.dmn", otherwise={"d": "else"})
    decider = Decider(read_pack(pack))
    words = decider.rulebook.dictionary["w"].values if "w" in pack.facts else ("red",)
    for number in (0, 0.5, 1, 2, 2.5, 3, 4, 5, 7, 8):
        for word in words:
            for truth in (True, False):
                values: Mapping[str, Scalar] = {"n": number, "w": word, "t": truth}
                known = {pack.facts[name]: value for name, value in values.items() if name in pack.facts}
                grade = decider.grade("d", decider.case(Facts(known), strict=True))
                assert grade.outcome == plainly(rows, policy, (number, word, truth)), (values, pack.files)
