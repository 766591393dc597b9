"""Decision tables in workbooks decide as those of DMN files do, and are refused for the same reasons, by cell."""

from __future__ import annotations

from datetime import date

import pytest

from fitengine.decide.decider import Decider
from fitengine.errors import InputError
from fitengine.load.dmn.pack import DmnPack, import_dmn, read_pack
from fitengine.model.facts import Facts
from tests.helpers.books import book
from tests.helpers.dmn import decision, model, table

HEAD = ["U", "Age", "Risk", "Loan", "Because"]
LOAN = [
    HEAD,
    [1, ">= 18", "low, mid", "yes", "Of age, and good for it."],
    [2, "< 18", "-", "no", None],
    [3, ">= 18", "not(low, mid)", "no", None],
]


def packed(**sheets) -> DmnPack:
    return import_dmn(book(**sheets), "loan.xlsx")


def decide(pack: DmnPack, decision_id: str, **facts) -> str | None:
    decider = Decider(read_pack(pack))
    decider.require_sound()
    return decider.grade(decision_id, decider.case(Facts(facts), strict=True)).outcome


def refused(fill=None, **sheets) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        import_dmn(book(fill, **sheets), "loan.xlsx")
    return [(one.span.cell if one.span else "", one.code) for one in caught.value.problems]


def test_a_sheet_says_the_same_as_the_dmn_file():
    rows = [[">= 18", '"low","mid"', '"yes"'], ["< 18", "-", '"no"'], [">= 18", 'not("low","mid")', '"no"']]
    raw = model(decision("Loan", table([("Age", ""), ("Risk", "")], rows)))
    from_dmn, from_sheet = import_dmn(raw, "loan.xlsx"), packed(Loan=[row[:4] for row in LOAN])
    assert from_sheet.files == from_dmn.files


def test_words_numbers_and_truth_values_are_read_as_they_are_typed():
    pack = packed(Loan=LOAN)
    assert [decide(pack, "loan", age=age, risk=risk) for age, risk in [(18, "low"), (17, "low"), (30, "other")]] == [
        "yes", "no", "no",
    ]  # fmt: skip
    assert 'because: "Of age, and good for it."' in pack.files["loan.yaml"]
    typed = packed(
        Loan=[
            ["F", "n", "done", "out"],
            [1, 5, True, "five"],
            [2, "[1..4]", "-", 2.5],
            [3, None, None, "rest"],
        ]
    )
    assert decide(typed, "loan", n=5, done=True) == "five"
    assert decide(typed, "loan", n=3, done=True) == "2.5"
    assert decide(typed, "loan", n=5, done=False) == "rest"


@pytest.mark.parametrize(
    ("policy", "written"),
    [
        ("U", "UNIQUE"),
        ("f", "FIRST"),
        ("A", "ANY"),
        ("Unique", "UNIQUE"),
        ("C", "COLLECT"),
        ("COLLECT", "COLLECT"),
    ],
)
def test_hit_policies_go_by_letter_or_word(policy, written):
    pack = packed(Loan=[[policy, "n", "out"], [1, "< 5", "a"], [2, ">= 5", "b"]])
    assert f"hit policy {written}." in pack.files["loan.yaml"]


def test_legal_values_stand_below_the_header_and_give_priorities_their_order():
    rows = [
        ["P", "n", "out"],
        [None, "[0..10]", "high, low"],
        [1, "> 3", "low"],
        [2, "> 5", "high"],
        [3, "<= 3", "low"],
    ]
    pack = packed(Rank=rows)
    assert decide(pack, "rank", n=6) == "high"
    assert "range: [0, 10]\n" in pack.files["facts.yaml"]
    assert refused(Rank=[rows[0], *rows[2:]]) == [("Rank!A1", "no-priorities")]


def test_rules_need_no_numbers():
    assert (
        decide(packed(Loan=[["U", "n", "out"], [None, "< 5", "a"], [None, ">= 5", "b"]]), "loan", n=7) == "b"
    )


def test_a_column_may_ask_for_what_another_sheet_decides():
    pack = packed(
        Points=[["U", "n", "points"], [1, "< 5", "few"], [2, ">= 5", "many"]],
        Grade=[["U", "points", "grade"], [1, "few", "low"], [2, "many", "high"]],
    )
    assert decide(pack, "grade", n=7) == "high"


def test_a_sheet_without_a_name_of_its_own_is_called_by_its_output():
    assert packed(Sheet1=LOAN).decisions == {"Loan": "loan"}


def test_the_output_may_stand_anywhere_when_it_is_named_so():
    pack = packed(Loan=[["U", "out: Loan", "in: Age"], [1, "yes", ">= 18"], [2, "no", "< 18"]])
    assert decide(pack, "loan", age=20) == "yes"


def test_sheets_without_a_hit_policy_are_left_alone():
    assert list(packed(Loan=LOAN, Notes=[["to do", "x"], ["a", "b"]], Empty=[]).decisions) == ["Loan"]


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        (["count(n) > 5", "a"], "Loan!B2", "function"),
        (["> m", "a"], "Loan!B2", "variable"),
        (["n", "a"], "Loan!B2", "variable"),
        (["n + 1", "a"], "Loan!B2", "expression"),
        (["null", "a"], "Loan!B2", "null-value"),
        ([date(2026, 9, 30), "a"], "Loan!B2", "date"),
        (["> 5 and < 9", "a"], "Loan!B2", "variable"),
        (["[9..1]", "a"], "Loan!B2", "empty-range"),
        (["> 5", "n + 1"], "Loan!C2", "expression"),
        (["> 5", None], "Loan!C2", "empty-cell"),
        (["> 5", "unknown"], "Loan!C2", "reserved-name"),
    ],
)
def test_what_a_cell_cannot_say_is_refused_by_its_address(row, cell, code):
    found = refused(Loan=[["U", "n", "out"], [1, *row], [2, "<= 5", "b"]])
    assert found[0][0] == cell
    assert found[0][1] in (code, "expression")
    assert len(found) == 1


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ({"Loan": [["C+", "n", "out"], [1, "> 5", 3]]}, [("Loan!A1", "aggregation")]),
        ({"Loan": [["R", "n", "out"], [1, "> 5", "a"]]}, [("Loan!A1", "hit-policy")]),
        ({"Loan": [["U", "n", "out"]]}, [("Loan!A1", "empty-table")]),
        ({"Loan": [["U", "n", "out: a", "out: b"], [1, "> 5", "x", "y"]]}, [("Loan!A1", "several-outputs")]),
        ({"Loan": [["U", "n + 1", "out"], [1, "> 5", "x"]]}, [("Loan!B1", "input-expression")]),
        ({"Loan": [["U", "n", "out"], [1, "> 5", "x"], [2, "low", "y"]]}, [("Loan!B1", "mixed-types")]),
        ({"Notes": [["to do"], ["a"]]}, [("", "no-decision")]),
        ({"Z": [["U", "n", "out"], [1, "f()", "x"]], "A": [["U", "n", "out"], [1, "g()", "y"]]},
         [("Z!B2", "function"), ("A!B2", "function")]),
    ],
)  # fmt: skip
def test_what_a_table_cannot_say_is_refused_by_its_address(sheets, expected):
    assert refused(**sheets) == expected


def test_formulas_error_values_and_merged_cells_are_refused():
    def fill(made, sheets):
        sheets["Loan"].write_formula("B2", '=">5"', None, ">5")
        sheets["Loan"].write_formula("B3", "=1/0", None, "#DIV/0!")
        sheets["Loan"].merge_range("C2:C3", "a")

    found = refused(fill, Loan=[["U", "n", "out"], [1, "x", None], [2, "y", None], [3, "< 5", "b"]])
    assert {("Loan!B2", "formula"), ("Loan!B3", "formula"), ("Loan!C2", "merged-cells")} <= set(found)


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"PK\x03\x04 no", "broken-file"), (b"\xd0\xcf\x11\xe0 old", "not-a-workbook")],
)
def test_what_is_no_workbook_has_one_reason(raw, code):
    with pytest.raises(InputError) as caught:
        import_dmn(raw, "loan.xlsx")
    assert [one.code for one in caught.value.problems] == [code]
