"""Columns of folded text."""

from hypothesis import given
from hypothesis import strategies as st

from fitengine.report.display import Style, clean, display_width
from fitengine.report.grid import Column, cell, grid_lines

COLUMNS = (Column("Step", 8, 2), Column("Why", 10, 3), Column("N", 2, right=True))
TEXTS = st.text(max_size=60).map(clean)


def lines(rows, width, colour=False):
    return list(grid_lines(COLUMNS, rows, width, colour))


def test_columns_are_as_wide_as_their_texts_where_there_is_room():
    assert lines([(cell("match"), cell("one way"), cell("7"))], 80) == [
        "Step   Why      N",
        "─────  ───────  ─",
        "match  one way  7",
    ]


def test_cells_are_folded_where_there_is_not():
    rows = [(cell("register it"), cell("done one way by all"), cell("12"))]
    assert lines(rows, 26) == [
        "Step       Why           N",
        "─────────  ───────────  ──",
        "register   done one     12",
        "it         way by all",
    ]


def test_a_heading_stands_between_rows_with_a_blank_line():
    rows = ["Pay", (cell("a"), cell("b"), cell("1")), "Receive", (cell("c"), cell("d"), cell("2"))]
    assert lines(rows, 40)[2:] == ["Pay", "a     b    1", "", "Receive", "c     d    2"]


def test_every_paragraph_of_a_cell_starts_a_line():
    rows = [(cell("match"), cell("rules", "", ("settled", Style.DIM)), cell())]
    assert lines(rows, 40)[2:] == ["match  rules", "       settled"]


def test_colours_change_no_column():
    row = (cell(("match", Style.BLUE)), cell("one way"), cell(("7", Style.DIM)))
    plain, coloured = lines([row], 40), lines([row], 40, colour=True)
    assert coloured[2] == "\x1b[1;34mmatch\x1b[0m  one way  \x1b[2m7\x1b[0m"
    assert plain[2] == "match  one way  7"


@given(
    st.lists(st.tuples(TEXTS, TEXTS, st.text("0123456789", max_size=5)), min_size=1, max_size=5),
    st.integers(28, 120),
)
def test_no_line_is_wider_than_the_page_and_columns_stand_upright(texts, width):
    rows = [(cell(first), cell(second), cell(third)) for first, second, third in texts]
    drawn = lines(rows, width)
    sizes = [len(part) for part in drawn[1].split("  ")]
    assert all(display_width(line) <= width for line in drawn)
    assert sum(sizes) + 4 <= width
    starts = [sizes[0], sizes[0] + 1]
    assert all(_column(line, at) == " " for line in drawn for at in starts)


def _column(line: str, at: int) -> str:
    """The character that starts at this column, a blank behind the end of the line."""
    used = 0
    for index in range(len(line) + 1):
        used = display_width(line[:index])
        if used >= at:
            return line[index : index + 1] or " "
    return " "
