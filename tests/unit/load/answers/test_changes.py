"""What people write after `--set`, and what is made of it."""

import pytest

from fitengine.errors import InputError
from fitengine.load.answers.changes import read_changes
from fitengine.model.facts import OneOf, Range, Unknown
from fitengine.model.inquiry import Answer
from fitengine.model.process import Lane, Process, Task
from fitengine.model.rules import FactDefinition, FactRole, FactType

DICTIONARY = {
    definition.name: definition
    for definition in (
        FactDefinition("needed", FactType.BOOL, "Is it needed?"),
        FactDefinition(
            "standardised",
            FactType.LEVEL,
            "One way?",
            values=("ad_hoc", "varies", "mostly", "uniform"),
            aliases=("standard",),
        ),
        FactDefinition("volume", FactType.NUMBER, "How many?", unit="cases/month", high=1e9),
        FactDefinition("error_rate", FactType.NUMBER, "How many wrong?", unit="%", high=100),
        FactDefinition("hours", FactType.NUMBER, "How long in all?", role=FactRole.DERIVED),
        FactDefinition(
            "sponsor", FactType.BOOL, "Is there a sponsor?", subject="process", aliases=("sponsored",)
        ),
    )
}
OUTCOMES = {"nature": ("hands", "rules", "pattern")}
STEPS = (
    Task("scan", "Scan the letter"),
    Task("post.1", "Post  it"),
    Task("post.2", "Post it"),
    Task("process", "Process it"),
)
PROCESS = Process(
    "letters",
    "Letters",
    {step.id: step for step in STEPS},
    lanes={lane.id: lane for lane in (Lane("desk", "Front desk"), Lane("a=b", "Clerks"))},
)


def read(*texts):
    return read_changes(texts, PROCESS, DICTIONARY, OUTCOMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("scan.needed=no", Answer("step", "scan", "needed", False)),
        ("scan.standard=mostly", Answer("step", "scan", "standardised", "mostly")),
        ("scan.standardised=[mostly, varies]", Answer("step", "scan", "standardised", OneOf(("varies", "mostly")))),
        ("scan.error_rate=2% to 5%", Answer("step", "scan", "error_rate", Range(2, 5))),
        ("scan.volume=12/year", Answer("step", "scan", "volume", 1)),
        ("scan.volume=unknown", Answer("step", "scan", "volume", Unknown.UNKNOWN)),
        ("scan.nature=pattern", Answer("step", "scan", "nature", "pattern")),
        (" scan . needed = yes ", Answer("step", "scan", "needed", True)),
        ("Scan the letter.needed=no", Answer("step", "scan", "needed", False)),
        ("post.1.needed=no", Answer("step", "post.1", "needed", False)),
        ("lane:desk.volume=40", Answer("lane", "desk", "volume", 40)),
        ("lane:Front desk.volume=40", Answer("lane", "desk", "volume", 40)),
        ("lane:a=b.volume=40", Answer("lane", "a=b", "volume", 40)),
        ("process.needed=no", Answer("process", "", "needed", False)),
        ("process.sponsor=yes", Answer("process", "", "sponsor", True, initiative=True)),
        ("process.sponsored=yes", Answer("process", "", "sponsor", True, initiative=True)),
        ("step:process.needed=no", Answer("step", "process", "needed", False)),
    ],
)  # fmt: skip
def test_a_change_is_read_as_a_process_file_would_have_it(text, expected):
    assert read(text) == (expected,)


def test_changes_keep_their_order():
    assert [answer.value for answer in read("scan.volume=1", "scan.volume=2")] == [1, 2]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("scan", "1:1", "no-change `scan` changes no fact"),
        ("scan=yes", "1:1", "no-change `scan=yes` changes no fact"),
        ("", "1:1", "no-change"),
        ("scna.needed=no", "1:1", "unknown-step `letters` has no step `scna`"),
        ("Scan the lettre.needed=no", "1:1", "did you mean `Scan the letter`?"),
        ("Post it.needed=no", "1:1", "ambiguous-step `Post it` is the name of 2 steps"),
        ("lane:dsk.needed=no", "1:1", "did you mean `desk`?"),
        ("lane:xyz.needed=no", "1:1", "the lanes are `desk`, `a=b`"),
        ("scan.neded=no", "1:6", "did you mean `needed`?"),
        ("scan.needed=maybe", "1:13", "wrong-type `needed` is yes or no, not `maybe`"),
        ("scan.needed=", "1:13", "no-value"),
        ("scan.standardised=[mostly, never]", "1:19", "illegal-value `never` is not a value of `standardised`"),
        ("scan.standardised=[]", "1:19", "empty-list"),
        ("scan.nature=patern", "1:13", "did you mean `pattern`?"),
        ("scan.error_rate=200", "1:17", "out-of-range"),
        ("scan.hours=3", "1:6", "derived-fact"),
        ("scan.sponsor=yes", "1:6", "misplaced-fact"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(text, place, words):
    with pytest.raises(InputError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert problem.format().startswith(f"--set:{place}: ")
    assert words in problem.format()


def test_all_problems_of_all_changes_are_said_at_once():
    with pytest.raises(InputError) as caught:
        read("scan.needed=no", "scna.neded=no", "scan.needed=maybe")
    assert [(problem.code, problem.span.line) for problem in caught.value.problems] == [
        ("unknown-step", 2),
        ("unknown-fact", 2),
        ("wrong-type", 3),
    ]


def test_a_process_without_lanes_says_so():
    with pytest.raises(InputError) as caught:
        read_changes(["lane:desk.needed=no"], Process("p", "", {}), DICTIONARY, {})
    assert caught.value.problems[0].help == "it has no lanes at all"
