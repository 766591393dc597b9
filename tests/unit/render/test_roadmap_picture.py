"""A roadmap as a picture: every piece of work and every dependency is in it, and nothing else gets in."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest

from fitengine.api import draw_roadmap, load_process, roadmap
from fitengine.data import examples_folder
from fitengine.render.svg import check_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def plan():
    return roadmap(load_process(examples_folder() / "accounts-payable.yaml"))


@pytest.fixture(scope="module")
def drawing(plan):
    return ET.fromstring(draw_roadmap(plan))


def titles(drawing, kind):
    return [
        group.findtext(f"{SVG}title")
        for group in drawing.iter(f"{SVG}g")
        if kind in group.get("class", "").split()
    ]


def test_every_piece_of_work_is_a_card_with_its_wave_in_words(plan, drawing):
    expected = [f"Wave {item.wave}: {item.title}" for item in plan.items]
    assert sorted(titles(drawing, "step")) == sorted(expected)


def test_every_dependency_is_an_arrow(plan, drawing):
    by_id = {item.id: item.title for item in plan.items}
    expected = [
        f"{by_id[before]} comes before {item.title}" for item in plan.items for before in item.depends_on
    ]
    assert expected
    assert sorted(titles(drawing, "flow")) == sorted(expected)


def test_waves_have_their_titles(plan, drawing):
    text = "\n".join("".join(element.itertext()) for element in drawing.iter(f"{SVG}text"))
    assert all(f"Wave {wave[0].wave}" in text for wave in plan.waves)


def test_cards_of_a_wave_stand_in_a_column_without_overlap(plan):
    dot = draw_roadmap(plan, format="dot").decode()
    places = re.findall(
        r'"i(\d+)" \[id="i\d+" .*?pos="([\d.]+),([\d.]+)" width="([\d.]+)" height="([\d.]+)"', dot
    )
    assert len(places) == len(plan.items)
    columns = {}
    for number, x, y, _, height in places:
        columns.setdefault(plan.items[int(number) - 1].wave, []).append(
            (float(x), float(y), 72 * float(height))
        )
    for cards in columns.values():
        assert len({x for x, _, _ in cards}) == 1
        for (_, upper, one), (_, lower, other) in pairwise(cards):
            assert upper - one / 2 > lower + other / 2


def test_the_same_plan_is_the_same_picture(plan):
    assert draw_roadmap(plan, format="dot") == draw_roadmap(plan, format="dot")
    assert draw_roadmap(plan) == draw_roadmap(plan)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_every_theme_gives_a_picture_that_is_safe_to_show(plan, theme):
    check_svg(draw_roadmap(plan, theme=theme).decode())


def test_hostile_titles_stay_text(plan):
    evil = '<script>alert(1)</script>" ]; evil [label="x\\N'
    items = tuple(replace(item, title=f"{evil} {number}") for number, item in enumerate(plan.items))
    process = replace(plan.process, name=evil)
    text = draw_roadmap(replace(plan, items=items, process=process)).decode()
    check_svg(text)
    assert "<script" not in text


def test_a_picture_of_nothing_has_a_heading(plan):
    text = draw_roadmap(replace(plan, items=())).decode()
    check_svg(text)
    assert "Roadmap: Accounts payable" in text


def test_a_png_is_one(plan):
    assert draw_roadmap(plan, format="png").startswith(b"\x89PNG")
