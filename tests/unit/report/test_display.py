"""Text as a terminal shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitengine.report.display import Style, clean, display_width, fold, pad, paint

LINES = st.text().map(clean)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("invoice", 7),
        ("請求書", 6),
        ("ｱ", 1),
        ("Ａ", 2),
        ("é", 1),
        ("e\u0301", 1),
        ("한국", 4),
        ("\u1112\u1161\u11ab", 2),
        ("🙂", 2),
        ("👩‍💻", 2),
        ("👍🏽", 2),
        ("❤\ufe0f", 2),
        ("❤", 1),
        ("🇩🇪", 2),
        ("─", 1),
    ],
)
def test_width_is_counted_in_columns(text, width):
    """Wide characters take two columns, marks none, and what is joined counts once."""
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\nlines\tand  blanks", "two lines and blanks"),
        ("\x1b[31mred\x07", "\ufffd[31mred\ufffd"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\ufeffbom\u00ad", "bom"),
        ("lone \ud800", "lone \ufffd"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\x9b31m", "\ufffd31m"),
    ],
)
def test_clean_leaves_nothing_that_drives_a_terminal(text, line):
    assert clean(text) == line


@given(st.text())
def test_clean_is_one_line_without_control_characters(text):
    line = clean(text)
    assert "\x1b" not in line
    assert line.splitlines() in ([], [line])
    assert clean(line) == line


@given(LINES, st.integers(2, 60))
def test_folded_lines_fit_and_lose_nothing_but_blanks(text, width):
    lines = fold(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), max_size=20), st.integers(9, 60))
def test_short_words_stay_whole(words, width):
    assert " ".join(fold(" ".join(words), width)).split() == words


def test_fold_breaks_a_long_word_after_a_dash_or_a_slash():
    assert fold("an e-mail/telefax arrives", 10) == ["an e-mail/", "telefax", "arrives"]


def test_a_word_that_fits_a_line_is_moved_there_whole():
    """A file name stays one word to copy."""
    assert fold("written in a-file.yaml", 14) == ["written in", "a-file.yaml"]


def test_fold_breaks_wide_text_anywhere_without_splitting_a_character():
    assert fold("請求書を登録する", 7) == ["請求書", "を登録", "する"]


def test_pad_counts_columns():
    assert pad("請求", 6) == "請求  "
    assert pad("12", 4, right=True) == "  12"


def test_paint_is_the_text_itself_without_colours():
    assert paint("RPA", Style.BLUE, colour=False) == "RPA"
    assert paint("RPA", Style.BLUE, colour=True) == "\x1b[1;34mRPA\x1b[0m"
    assert paint("RPA", Style.PLAIN, colour=True) == "RPA"
