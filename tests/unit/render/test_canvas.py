"""Attributes cannot become structure."""

from __future__ import annotations

import pytest

from fitengine.errors import DrawingFault
from fitengine.render.dot.canvas import Canvas


@pytest.mark.parametrize("value", ['a"b', "<b>", "a\\N", "x]; evil [y", "a\nb", "(1)"])
@pytest.mark.parametrize("key", ["tooltip", "color", "pos", "URL", "label"])
def test_an_attribute_that_is_not_plain_is_refused(key: str, value: str) -> None:
    canvas = Canvas.new({}, {}, {})
    if key == "label" and value == "<b>":
        return
    with pytest.raises(DrawingFault, match="is not a plain attribute"):
        canvas.node("n1", {key: value})
    with pytest.raises(DrawingFault, match="is not a plain attribute"):
        canvas.edge("e1", "n1", "n2", {key: value})


@pytest.mark.parametrize("name", ["a:b", "a b", "node", "1", "a-b"])
def test_names_are_always_quoted(name: str) -> None:
    canvas = Canvas.new({}, {}, {})
    canvas.node(name, {})
    assert f'"{name}" [id="{name}"]' in canvas.source


def test_a_cluster_with_words_is_refused() -> None:
    canvas = Canvas.new({}, {}, {})
    with pytest.raises(DrawingFault), canvas.cluster("l1", {"tooltip": '<x>]; evil ["'}):
        pass
