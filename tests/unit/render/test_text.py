"""Texts are made safe for drawing programs and XML, measured, wrapped and cut."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from fitengine.render.text import clean, replace_unfit, shorten, step_anchor, text_width, wrap


@pytest.mark.parametrize(
    "unfit", ["\x00", "\x0b", "\x1b", "\x7f", "\x9f", "\ud800", "\ufffe", "\uffff", "\U0001fffe"]
)
def test_characters_that_xml_does_not_take_are_replaced(unfit: str) -> None:
    assert clean(f"a{unfit}b") == "a\ufffdb"


@pytest.mark.parametrize("turn", ["\u202e", "\u2066", "\u200f"])
def test_marks_that_turn_the_writing_direction_are_replaced(turn: str) -> None:
    assert turn not in clean(f"pay {turn}moc.elgoog")


def test_every_cleaned_character_is_well_formed_xml() -> None:
    everything = "".join(map(chr, range(0x3000))) + "".join(map(chr, range(0xD800, 0xE000)))
    for start in range(0, len(everything), 300):
        text = replace_unfit(everything[start : start + 300]).replace("&", "").replace("<", "")
        ET.fromstring(f"<a>{text}</a>")


def test_blanks_and_line_ends_are_folded() -> None:
    assert clean("  check\r\n the\tinvoice ") == "check the invoice"


def test_a_text_of_a_million_characters_is_cut_quickly() -> None:
    assert len(clean("x" * 1_000_000)) == 400
    assert clean("x" * 1_000_000).endswith("…")


@pytest.mark.parametrize(
    ("text", "bold", "width"),
    [
        ("", False, 0),
        ("a", False, 5.56),
        ("iIl", False, 7.22),
        ("W", True, 9.44),
        ("é", False, 5.56),
        ("審", False, 10.0),
    ],
)
def test_widths_are_those_of_helvetica(text: str, bold: bool, width: float) -> None:
    assert text_width(text, 10, bold) == pytest.approx(width)


def test_marks_without_a_width_of_their_own_take_no_room() -> None:
    assert text_width("e\u0301", 10) == text_width("e", 10)
    assert text_width("a\u200d", 10) == text_width("a", 10)


@pytest.mark.parametrize(
    "text",
    [
        "Check the invoice",
        "RegisterIncomingInvoiceInTheSystem",
        "x" * 5000,
        "審査" * 40,
        "a/b-c_d.e" * 20,
        "",
        "   ",
    ],
)
def test_no_line_is_wider_than_asked(text: str) -> None:
    lines = wrap(text, 80, 11, bold=True, lines=3)
    assert 1 <= len(lines) <= 3 or not text.strip()
    assert all(text_width(line, 11, bold=True) <= 80 for line in lines)


def test_words_stay_whole_where_they_fit() -> None:
    assert wrap("Check the invoice against the order", 80, 11) == (
        "Check the",
        "invoice against",
        "the order",
    )


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrap("one two three four five six", 40, 11, lines=2)[-1].endswith("…")


def test_long_words_break_at_their_joints_first() -> None:
    assert wrap("validate_incoming_invoice", 60, 11)[0] == "validate_"


def test_a_text_that_fits_is_not_shortened() -> None:
    assert shorten("fits", 100, 9) == "fits"
    assert shorten("does not fit", 30, 9).endswith("…")


@pytest.mark.parametrize("step", ["a b", "ü", "<x>", '"', "javascript:alert(1)", "a#b", "..//"])
def test_anchors_hold_nothing_but_url_characters(step: str) -> None:
    anchor = step_anchor(step)
    assert anchor.startswith("#step-")
    assert set(anchor[1:]) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%")


def test_steps_with_different_ids_have_different_anchors() -> None:
    assert step_anchor("a b") != step_anchor("a_b") != step_anchor("a-b")
