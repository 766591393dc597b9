"""The page about verdicts knows all of them, and every link between pages leads somewhere."""

from __future__ import annotations

import re

import pytest

from fitengine.assess.process import FIT, TECHNIQUE
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.decision import UNDETERMINED, Certainty
from fitengine.report.page_words import fact_anchor
from tests.helpers.docs import DOCS

FIRST_CELL = re.compile(r"^\| (?:\*\*([\w -]+)\*\*(?: \()?)?(?:`([a-z-]+)`)?", re.MULTILINE)
LINK = re.compile(r"(?<!!)(?<!\\)\[[^\]]*\]\(([^)\s]+)\)")
PAGES = [
    pytest.param(path, id=str(path.relative_to(DOCS)))
    for path in sorted([*DOCS.glob("*.md"), *DOCS.glob("how-to/*.md"), *DOCS.glob("decisions/*.md")])
]


def test_every_verdict_certainty_and_technique_is_explained_and_no_other() -> None:
    cells = FIRST_CELL.findall((DOCS / "verdicts.md").read_text(encoding="utf-8"))
    tables = load_rules().tables
    outcomes = {*tables[FIT].outcomes, UNDETERMINED, *tables[TECHNIQUE].outcomes}
    assert {code for _, code in cells if code} == outcomes
    assert {name for name, code in cells if name and not code} == {str(one) for one in Certainty}
    labels = {name for name, code in cells if name and code}
    assert {tables[FIT].label(outcome) for outcome in tables[FIT].outcomes} <= labels


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_pages_and_headings(page) -> None:
    text = page.read_text(encoding="utf-8")
    for link in LINK.findall(text):
        if "://" in link:
            continue
        target, _, anchor = link.partition("#")
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in [fact_anchor(heading) for heading in headings], link
