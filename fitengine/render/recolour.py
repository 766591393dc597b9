"""Which colour of the light theme becomes which in the dark one, for a map that is shown in a page with both."""

from __future__ import annotations

from collections.abc import Callable

from fitengine.render.palette import THEMES, Theme, VerdictStyle

__all__ = ["dark_fills", "dark_strokes", "dark_texts"]


def dark_fills() -> dict[str, str]:
    """Colours that fill shapes; chips keep theirs, but for the one that is paper."""
    return _pairs(lambda theme: [theme.paper, theme.shape, *theme.band, *theme.head, theme.ink, theme.line, theme.alert,
                                 theme.note[0],
                                 *(style.tint for style in _styles(theme))])  # fmt: skip


def dark_strokes() -> dict[str, str]:
    """Colours of lines."""
    return _pairs(lambda theme: [theme.rule, theme.ink, theme.mute, theme.line, theme.alert, theme.note[1],
                                 *(style.outline for style in _styles(theme))])  # fmt: skip


def dark_texts() -> dict[str, str]:
    """Colours of text outside coloured chips."""
    return _pairs(lambda theme: [theme.ink, theme.mute, theme.line, theme.alert])


def _pairs(colours: Callable[[Theme], list[str]]) -> dict[str, str]:
    return dict(zip(colours(THEMES["light"]), colours(THEMES["dark"]), strict=True))


def _styles(theme: Theme) -> list[VerdictStyle]:
    return [*theme.verdicts.values(), theme.other]
