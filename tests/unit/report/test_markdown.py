"""The Markdown of an assessment."""

from dataclasses import replace

import pytest

from fitengine.report.markdown import assessment_markdown
from fitengine.report.markdown_parts import escape


def test_markdown_is_what_people_read_last(assessment, rulebook, check_golden):
    check_golden("assess/by-hand.md", assessment_markdown(assessment, rulebook))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Check | match", r"Check \| match"),
        ("*bold* _it_ `code`", r"\*bold\* \_it\_ \`code\`"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("<img src=x onerror=alert(1)>", r"\<img src=x onerror=alert(1)\>"),
        ("&lt;script&gt;", r"\&lt;script\&gt;"),
        ("- not a list", r"\- not a list"),
        ("12. not a list", r"12\. not a list"),
        ("12) not a list", r"12\) not a list"),
        ("# not a title", r"\# not a title"),
        ("two\nlines", "two lines"),
        ("see https://example.org", r"see https\://example.org"),
        ("see www.example.org", r"see www\.example.org"),
        (r"back\slash", r"back\\slash"),
        ("2.5 hours", "2.5 hours"),
    ],
)
def test_nothing_in_a_name_means_anything_to_markdown(text, escaped):
    assert escape(text) == escaped


def test_no_name_adds_a_cell_or_a_line(assessment, rulebook, rename):
    calm = assessment_markdown(rename(assessment, "calm"), rulebook)
    wild = assessment_markdown(rename(assessment, "a | b\n| c |\n\n# d"), rulebook)
    assert len(wild.splitlines()) == len(calm.splitlines())
    assert [cells(line) for line in wild.splitlines()] == [cells(line) for line in calm.splitlines()]


def cells(line: str) -> int:
    return line.replace(r"\|", "").count("|")


def test_sections_without_content_are_left_out(assessment, rulebook):
    bare = replace(assessment, steps=assessment.steps[3:], findings=(), totals=())
    titles = [line for line in assessment_markdown(bare, rulebook).splitlines() if line.startswith("##")]
    assert titles == ["## Steps"]
