"""What a process lets come next."""

from __future__ import annotations

from fitengine.facts.following import following_steps
from fitengine.model.process import (
    Event,
    EventKind,
    Gateway,
    GatewayKind,
    Process,
    SequenceFlow,
    SubProcess,
    Task,
)


def process(flows, *gateways, **more):
    """Steps in capitals, gateways by their kind and number, `end` for an end event."""
    nodes = {}
    for word in dict.fromkeys(flows.replace(">", " ").split()):
        kind = next((kind for kind in GatewayKind if word.startswith(kind.value)), None)
        if kind:
            nodes[word] = Gateway(word, "", kind)
        elif word == "end":
            nodes[word] = Event(word, "", EventKind.END)
        else:
            nodes[word] = Task(word, word)
    pairs = [flow.split(">") for flow in flows.split()]
    return Process("p", "P", {**nodes, **more}, tuple(SequenceFlow(f"{a}-{b}", a, b) for a, b in pairs))


def following(flows, **more):
    return {step: "".join(sorted(found)) for step, found in following_steps(process(flows, **more)).items()}


def test_the_nearest_steps_behind_gateways():
    found = following("A>exclusive1 exclusive1>B exclusive1>C B>end C>end")
    assert found == {"A": "BC", "B": "", "C": ""}
    assert following_steps(process("A>exclusive1 exclusive1>B exclusive1>end"))["A"] == {"B", ""}


def test_a_step_that_leads_nowhere_ends_the_case():
    assert following_steps(process("A>B"))["B"] == {""}


def test_loops_lead_back():
    assert following("A>B B>exclusive1 exclusive1>A exclusive1>C") == {"A": "B", "B": "AC", "C": ""}


def test_branches_side_by_side_may_take_turns():
    found = following("A>parallel1 parallel1>B parallel1>C B>D C>parallel2 D>parallel2 parallel2>E E>end")
    assert found == {"A": "BC", "B": "CD", "C": "BDE", "D": "CE", "E": ""}


def test_exclusive_branches_do_not():
    found = following(
        "A>exclusive1 exclusive1>B exclusive1>C B>D C>exclusive2 D>exclusive2 exclusive2>E E>end"
    )
    assert found["C"] == "E"


def test_steps_inside_a_subprocess_lead_on():
    nodes = {
        "A": Task("A", "A"),
        "S": SubProcess("S", "S"),
        "B": Task("B", "B", parent="S"),
        "C": Task("C", "C"),
    }
    flows = (SequenceFlow("1", "A", "S"), SequenceFlow("2", "S", "C"))
    assert following_steps(Process("p", "P", nodes, flows)) == {"A": {"B"}, "B": {"C"}, "C": {""}}
