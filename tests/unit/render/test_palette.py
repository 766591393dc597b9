"""Verdicts are told apart by everyone: contrast on chips, distance between chips for colour-blind eyes and in grey."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from fitengine.model.decision import UNDETERMINED
from fitengine.render.palette import THEMES, VerdictStyle, order_outcomes, verdict_style
from tests.helpers.colours import EYES, contrast, distance, lightness, seen

STYLES = [(name, style) for name, theme in THEMES.items() for style in theme.verdicts.values()]
IDS = [f"{name}-{style.short}" for name, style in STYLES]


@pytest.mark.parametrize(("theme", "style"), STYLES, ids=IDS)
def test_words_on_chips_have_a_contrast_of_five_to_one(theme: str, style: VerdictStyle) -> None:
    assert contrast(style.chip, style.chip_text) >= 5


@pytest.mark.parametrize(("theme", "style"), STYLES, ids=IDS)
def test_words_on_cards_can_be_read(theme: str, style: VerdictStyle) -> None:
    colours = THEMES[theme]  # type: ignore[index]
    assert contrast(style.tint, colours.ink) >= 7
    assert contrast(style.tint, colours.mute) >= 4.5
    assert contrast(style.tint, colours.alert) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_arrows_and_labels_stand_out_from_every_band(theme: str) -> None:
    colours = THEMES[theme]  # type: ignore[index]
    for band in (*colours.band, *colours.head, colours.paper):
        assert contrast(band, colours.ink) >= 7
        assert contrast(band, colours.mute) >= 4.5
        assert contrast(band, colours.alert) >= 4.5
        assert contrast(band, colours.line) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", EYES)
def test_no_two_chips_look_alike(theme: str, eye: str) -> None:
    chips = [style.chip for style in THEMES[theme].verdicts.values()]  # type: ignore[index]
    for first, second in combinations(chips, 2):
        assert distance(seen(first, eye), seen(second, eye)) >= 13


@pytest.mark.parametrize("theme", ["light", "print"])
def test_chips_are_told_apart_in_grey(theme: str) -> None:
    greys = sorted(lightness(style.chip) for style in THEMES[theme].verdicts.values())  # type: ignore[index]
    assert all(second - first >= 8 for first, second in pairwise(greys))


@pytest.mark.parametrize("theme", THEMES)
def test_every_verdict_has_an_icon_and_a_word_of_its_own(theme: str) -> None:
    styles = list(THEMES[theme].verdicts.values())  # type: ignore[index]
    assert len({style.icon for style in styles}) == len({style.word for style in styles}) == len(styles) == 5


def test_only_the_open_verdict_is_dashed() -> None:
    assert [name for name, style in THEMES["light"].verdicts.items() if style.dashed] == [UNDETERMINED]


def test_an_outcome_of_another_pack_is_shown_by_its_name() -> None:
    style = verdict_style(THEMES["light"], "process-mining_first")
    assert (style.word, style.phrase) == ("PROCESS MINING FIRST", "process mining first")


def test_the_legend_lists_outcomes_in_a_fixed_order() -> None:
    usual = ["rpa", "ai-suitable", "standardise-first", "keep-human", "undetermined"]
    assert order_outcomes([]) == usual
    assert order_outcomes(["zebra", "rpa", "apple"]) == ["rpa", "apple", "zebra", "undetermined"]
