"""Which activity is which step."""

from __future__ import annotations

from fitengine.facts.matching import match_activities, plain_name
from fitengine.model.measured import Precision
from fitengine.model.process import Process, Task


def process(**steps):
    return Process("p", "P", {id_: Task(id_, name) for id_, name in steps.items()})


def matched(activities, steps, *more, **settings):
    matching = match_activities(activities, process(**steps), *more, **settings)
    return {match.activity: (match.step, str(match.precision)) for match in matching.matches}, matching


def test_equal_names_and_equal_ids_are_exact():
    found, matching = matched(["Check invoice", "pay"], {"check": "Check invoice", "pay": "Pay it"})
    assert found == {"Check invoice": ("check", "exact"), "pay": ("pay", "exact")}
    assert (matching.activities, matching.steps, matching.proposals) == ((), (), ())


def test_a_name_goes_before_an_id():
    found, _ = matched(["pay"], {"a": "pay", "pay": "Something else"})
    assert found == {"pay": ("a", "exact")}


def test_capitals_spaces_and_punctuation_do_not_count():
    found, _ = matched(["CHECK  invoice_(1)"], {"check": "Check invoice 1"})
    assert found == {"CHECK  invoice_(1)": ("check", "spelling")}
    assert plain_name("Prüfung – STRASSE") == plain_name("prüfung  straße")


def test_several_activities_may_be_one_step():
    found, _ = matched(["Check", "check", "CHECK!"], {"c": "Check"})
    assert {step for step, _ in found.values()} == {"c"}


def test_a_name_that_two_steps_have_matches_none():
    found, matching = matched(["Check"], {"a": "Check", "b": "check"})
    assert found == {"Check": ("a", "exact")}
    found, matching = matched(["Check"], {"a": "Check", "b": "Check"})
    assert found == {}
    assert matching.activities == ("Check",)
    assert matching.steps == ("a", "b")


def test_similar_names_are_proposed_and_not_used():
    steps = {"a": "Analyse quotation", "b": "Pay invoice"}
    found, matching = matched(["Analyze quotations", "Archive"], steps)
    assert found == {}
    [proposal] = matching.proposals
    assert (proposal.activity, proposal.step, proposal.precision) == (
        "Analyze quotations",
        "a",
        Precision.SIMILAR,
    )
    assert 0.8 < proposal.likeness < 1
    assert matching.activities == ("Analyze quotations", "Archive")
    assert matching.steps == ("a", "b")


def test_similar_names_count_when_they_are_accepted():
    steps = {"a": "Analyse quotation", "b": "Pay invoice"}
    found, matching = matched(["Analyze quotations", "Archive"], steps, accept_similar=True)
    assert found == {"Analyze quotations": ("a", "similar")}
    assert (matching.proposals, matching.activities, matching.steps) == ((), ("Archive",), ("b",))


def test_the_likeliest_pairs_go_first_and_none_twice():
    steps = {"a": "Check order", "b": "Check orders"}
    _, matching = matched(["Check order s", "Check ordr"], steps)
    pairs = {proposal.activity: proposal.step for proposal in matching.proposals}
    assert pairs == {"Check order s": "b", "Check ordr": "a"}


def test_a_map_goes_before_names():
    steps = {"a": "Check", "b": "Pay"}
    found, matching = matched(
        ["Check", "Zahlen", "Noise"], steps, {"Check": "b", "Zahlen": "b", "Noise": None}
    )
    assert found == {"Check": ("b", "mapped"), "Zahlen": ("b", "mapped")}
    assert matching.activities == ()
    assert matching.steps == ("a",)


def test_matching_does_not_depend_on_the_order_of_the_steps():
    steps = {"a": "Check invoice one", "b": "Check invoice two", "c": "Check invoice six"}
    activities = ["Check invoice onn", "Check invoice twe", "Check invoice sir"]
    one = match_activities(activities, process(**steps)).proposals
    other = match_activities(activities[::-1], process(**dict(reversed(steps.items())))).proposals
    assert set(one) == set(other)
    assert len(one) == 3
