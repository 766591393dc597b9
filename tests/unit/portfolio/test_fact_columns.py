"""Facts in columns say what was said, however many values a fact has."""

from __future__ import annotations

import pytest

pytest.importorskip("pyarrow", reason="pyarrow comes with the extra `portfolio`")
pytest.importorskip("msgspec", reason="msgspec comes with the extra `portfolio`")

from fitengine.decide.cells import Variable
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.facts import Known, OneOf, Unknown
from fitengine.model.rules import FactDefinition, FactType
from fitengine.portfolio.fact_columns import Tokens, cell_columns, row_facts
from fitengine.portfolio.plain import PlainReader
from tests.helpers.portfolio import document_text


@pytest.mark.parametrize("count", [2, 7, 8, 9, 15, 16, 31, 32, 63])
def test_a_choice_of_many_values_comes_back(count: int) -> None:
    words = tuple(f"w{at}" for at in range(count))
    choice = FactDefinition("choice", FactType.CHOICE, "Which?", values=words)
    said: list[Known | None] = [words[0], words[-1], OneOf(words[-2:]), Unknown.UNKNOWN, None]
    tokens = Tokens({"choice": choice})
    steps = [{} if one is None else {"choice": one} for one in said]
    columns = tokens.columns([tokens.rows(steps)])
    assert [row_facts(columns, {"choice": choice}, row).values.get("choice") for row in range(5)] == said
    space = {"choice": Variable("choice", count, choice, values=words)}
    cells = cell_columns(columns, space, ["choice"])
    expected = [space["choice"].full if one is None else space["choice"].encode(one) for one in said]
    assert cells.known["choice"].tolist() == expected
    assert cells.said["choice"].tolist() == [True, True, True, True, False]


def test_what_is_remembered_of_values_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens are forgotten between batches, and mean the same again afterwards."""
    monkeypatch.setattr("fitengine.portfolio.plain._MOST_TOKENS", 20)
    rules = load_rules()
    tokens = Tokens(rules.dictionary)
    reader = PlainReader(rules, tokens)
    found = []
    for number in (0, 1, 0):
        reader.forget()
        assert len(tokens) <= 1
        read = reader.read(document_text(number).encode())
        assert read is not None
        (document,) = reader.finish([read])
        assert document is not None
        assert len(tokens) > 20
        columns = tokens.columns([document.facts])
        found.append([row_facts(columns, tokens.definitions, row) for row in range(columns.count)])
    assert found[0] == found[2] != found[1]


def test_values_of_documents_that_are_not_plain_leave_nothing_behind() -> None:
    rules = load_rules()
    tokens = Tokens(rules.dictionary)
    reader = PlainReader(rules, tokens)
    for number in range(30):
        text = document_text(0).replace('"facts":{', f'"facts":{{"volume":"{number} of them",', 1)
        text = text.replace('"steps":', '"lane_defaults":{},"steps":')
        read = reader.read(text.encode())
        assert read is None or reader.finish([read]) == [None]
    assert max(map(len, reader._known)) < 30
