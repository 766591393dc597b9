"""What the colour stands for can be read by everyone: in words, by contrast, in grey, and by colour-blind eyes."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from fitengine.model.facts import Range
from fitengine.model.readiness import DataState
from fitengine.render.grades import (
    data_grade,
    grades_of,
    hours_grade,
    order_categories,
    stability_grade,
    style_of,
)
from fitengine.render.options import COLOURS, Colour
from fitengine.render.palette import THEMES, Theme
from tests.helpers.colours import EYES, contrast, distance, lightness, seen

GRADES: list[Colour] = [colour for colour in COLOURS if colour != "verdict"]
CASES = [(theme, key) for theme in THEMES for colour in GRADES for key in grades_of(colour)]


@pytest.mark.parametrize(("theme", "key"), CASES)
def test_words_can_be_read(theme: str, key: str) -> None:
    colours: Theme = THEMES[theme]  # type: ignore[index]
    style = style_of(colours, key)
    assert contrast(style.chip, style.chip_text) >= 5
    assert contrast(style.tint, colours.ink) >= 7
    assert contrast(style.tint, colours.mute) >= 4.5
    assert contrast(style.tint, colours.alert) >= 4.5
    assert contrast(style.tint, style.outline) >= 2


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("colour", GRADES)
@pytest.mark.parametrize("eye", EYES)
def test_no_two_grades_look_alike(theme: str, colour: Colour, eye: str) -> None:
    chips = [style_of(THEMES[theme], key).chip for key in grades_of(colour)]  # type: ignore[index]
    assert all(distance(seen(a, eye), seen(b, eye)) >= 8 for a, b in combinations(chips, 2))


@pytest.mark.parametrize("colour", ["hours", "stability"])
def test_the_more_there_is_to_look_at_the_darker(colour: Colour) -> None:
    greys = [lightness(style_of(THEMES["light"], key).chip) for key in grades_of(colour)[:-1]]
    assert all(lighter - darker >= 8 for lighter, darker in pairwise(greys))


@pytest.mark.parametrize("colour", GRADES)
def test_every_grade_has_an_icon_and_a_word_of_its_own(colour: Colour) -> None:
    styles = [style_of(THEMES["light"], key) for key in grades_of(colour)]
    assert len({style.icon for style in styles}) == len({style.word for style in styles}) == len(styles)


def test_hours_are_graded_by_their_middle() -> None:
    found = [hours_grade(Range(low, high)) for low, high in ((0, 8), (8, 9), (0, 80), (40, 90), (0, 400))]
    assert found == ["hours/least", "hours/few", "hours/few", "hours/many", "hours/most"]
    assert hours_grade(None) == "hours/unknown"


def test_stability_is_graded_by_the_house_default() -> None:
    assert [stability_grade(share) for share in (1.0, 0.9, 0.89, 0.7, 0.69, None)] == [
        "stability/firm",
        "stability/firm",
        "stability/mostly",
        "stability/mostly",
        "stability/fragile",
        "stability/open",
    ]


def test_data_is_graded_by_its_state() -> None:
    assert {data_grade(state) for state in (*DataState, None)} == set(grades_of("readiness"))


def test_the_legend_of_a_grade_lists_all_of_it_in_order() -> None:
    assert order_categories(["hours/most", "hours/least"]) == grades_of("hours")
    assert order_categories(["zebra", "rpa"]) == ["rpa", "zebra", "undetermined"]
