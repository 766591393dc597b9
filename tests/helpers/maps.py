"""Assessments for drawing tests, made by hand: invented processes, and random ones from a seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from fitengine.model.decision import (
    UNDETERMINED,
    Assessment,
    Blocker,
    Certainty,
    Decision,
    StepAssessment,
    Technique,
    Totals,
)
from fitengine.model.facts import Facts, Known, Range
from fitengine.model.process import (
    Event,
    EventKind,
    Gateway,
    GatewayKind,
    Lane,
    Node,
    Process,
    SequenceFlow,
    SubProcess,
    Task,
    TaskKind,
)
from fitengine.model.rules import PackInfo
from fitengine.render.frames import place_frames
from fitengine.render.layout import Box, Layout, Link, Outline, Point, Rect, Size
from fitengine.render.scene import Part

__all__ = [
    "Blemishes",
    "MapBuilder",
    "accounts_payable",
    "assess_blindly",
    "boundary_process",
    "check_frames",
    "claims_process",
    "find_blemishes",
    "random_process",
    "rework_process",
]

PACKS = (PackInfo("technology-fit", "1.0.0", "9f2c41d07a1b"),)
A = TypeVar("A")
B = TypeVar("B")
VERDICTS = ("rpa", "ai-suitable", "standardise-first", "keep-human")


class MapBuilder:
    """Collects nodes, flows and verdicts, and makes an assessment of them."""

    def __init__(
        self, name: str, lanes: Iterable[Lane] = (), version: str = "3", key: str = "process-1"
    ) -> None:
        self.id, self.name, self.version = key, name, version
        self.lanes = {lane.id: lane for lane in lanes}
        self.nodes: dict[str, Node] = {}
        self.flows: list[SequenceFlow] = []
        self.steps: list[StepAssessment] = []

    def add(self, node: Node) -> None:
        self.nodes[node.id] = node

    def task(
        self,
        key: str,
        name: str,
        lane: str | None = None,
        verdict: str = "rpa",
        certainty: Certainty | None = None,
        volume: Known | None = None,
        exceptions: Known | None = None,
        blockers: Iterable[str] = (),
        possible: Iterable[tuple[str, float]] = (),
        kind: TaskKind = TaskKind.TASK,
        parent: str | None = None,
        stage: str | None = None,
    ) -> None:
        values: dict[str, Known] = {}
        if volume is not None:
            values["volume"] = volume
        if exceptions is not None:
            values["exception_rate"] = exceptions
        task = Task(key, name, kind, lane, stage, parent, Facts(values))
        self.add(task)
        certainty = certainty or (Certainty.OPEN if verdict == UNDETERMINED else Certainty.SETTLED)
        self.steps.append(
            StepAssessment(
                task,
                lane or "",
                decision(key, verdict, certainty, possible),
                None,
                tuple(map(blocker, blockers)),
                None,
            )
        )

    def gateway(
        self,
        key: str,
        name: str,
        lane: str | None = None,
        kind: GatewayKind = GatewayKind.EXCLUSIVE,
        parent: str | None = None,
    ) -> None:
        self.add(Gateway(key, name, kind, lane, None, parent))

    def event(self, key: str, name: str, kind: EventKind, lane: str | None = None, **rest: object) -> None:
        self.add(Event(key, name, kind, lane=lane, **rest))  # type: ignore[arg-type]

    def flow(
        self,
        source: str,
        target: str,
        condition: str = "",
        share: float | Range | None = None,
        default: bool = False,
    ) -> None:
        self.flows.append(SequenceFlow(f"f{len(self.flows) + 1}", source, target, condition, share, default))

    def path(self, *names: str) -> None:
        for source, target in pairwise(names):
            self.flow(source, target)

    def build(self) -> Assessment:
        counts = Counter(step.decision.outcome for step in self.steps)
        totals = tuple(
            Totals(verdict, count, Range(0, 0), count) for verdict, count in sorted(counts.items())
        )
        process = Process(self.id, self.name, self.nodes, tuple(self.flows), self.lanes, self.version)
        return Assessment(process, tuple(self.steps), (), totals, PACKS)


def decision(
    subject: str, outcome: str, certainty: Certainty, possible: Iterable[tuple[str, float]] = ()
) -> Decision:
    found = tuple(possible) or ((outcome, 1.0),)
    return Decision(subject, outcome, certainty, (), found, (), (), (), (), None, (), ())


def blocker(label: str) -> Blocker:
    return Blocker("B1", "blocker", label, "holds", "because", "do something", (), ())


def accounts_payable() -> Assessment:
    """18 steps in 4 lanes."""
    b = MapBuilder(
        "Accounts payable: invoice to payment",
        [
            Lane("intake", "Invoice intake (shared services)"),
            Lane("ap", "AP accounting"),
            Lane("appr", "Cost-centre approvers"),
            Lane("tre", "Treasury"),
        ],
        key="accounts-payable",
    )
    presumed = Certainty.PRESUMED
    b.event("start", "Invoice arrives", EventKind.START, "intake", trigger="message")
    b.task("s1", "Register incoming invoice", "intake", "rpa", volume=9600, exceptions=2)
    b.task(
        "s2",
        "Capture invoice fields from PDF",
        "intake",
        "ai-suitable",
        presumed,
        volume=9600,
        exceptions=Range(8, 14),
    )
    b.task(
        "s3",
        "Validate VAT, IBAN and duplicates",
        "intake",
        "rpa",
        volume=9600,
        exceptions=6,
        kind=TaskKind.SERVICE,
    )
    b.gateway("g1", "Data complete?", "intake")
    b.task(
        "s4",
        "Request missing data from supplier",
        "intake",
        "standardise-first",
        volume=580,
        exceptions=35,
        blockers=["no template"],
    )
    b.task("s5", "Route PO / non-PO", "ap", "rpa", presumed, volume=9020, exceptions=3)
    b.gateway("g2", "PO invoice?", "ap")
    b.task(
        "s6",
        "Three-way match PO, receipt, invoice",
        "ap",
        "rpa",
        volume=6300,
        exceptions=9,
        kind=TaskKind.BUSINESS_RULE,
    )
    b.task(
        "s7",
        "Investigate price or quantity mismatch",
        "ap",
        "standardise-first",
        volume=570,
        exceptions=40,
        blockers=["9 ways of working", "no owner"],
    )
    b.task(
        "s8",
        "Code to GL account and cost centre",
        "ap",
        "ai-suitable",
        presumed,
        volume=2720,
        exceptions=18,
        blockers=["no labels"],
    )
    b.task(
        "s9",
        "Determine approver",
        "ap",
        "standardise-first",
        volume=2720,
        exceptions=22,
        blockers=["no approval matrix"],
    )
    b.task(
        "s10",
        "Review and approve invoice",
        "appr",
        "keep-human",
        volume=2720,
        exceptions=12,
        kind=TaskKind.USER,
    )
    b.gateway("g3", "Approved?", "appr")
    b.task(
        "s11",
        "Resolve dispute with supplier",
        "appr",
        "keep-human",
        presumed,
        volume=330,
        exceptions=60,
        kind=TaskKind.MANUAL,
    )
    b.task("s12", "Post invoice in ERP", "ap", "rpa", volume=8690, exceptions=1)
    b.task(
        "s13",
        "Book period-end accrual",
        "ap",
        UNDETERMINED,
        volume=640,
        possible=[("rpa", 0.6), ("standardise-first", 0.4)],
    )
    b.task("s14", "Propose payment run", "tre", "rpa", volume=8690, exceptions=2)
    b.task(
        "s15",
        "Choose early-payment discounts",
        "tre",
        "ai-suitable",
        presumed,
        volume=1450,
        exceptions=15,
        blockers=["no baseline"],
    )
    b.task(
        "s16",
        "Release payment run (four eyes)",
        "tre",
        "keep-human",
        volume=22,
        exceptions=0,
        kind=TaskKind.USER,
    )
    b.task("s17", "Send payment file to bank", "tre", "rpa", volume=22, exceptions=1, kind=TaskKind.SEND)
    b.task("s18", "Reconcile bank statement", "tre", "rpa", volume=8690, exceptions=7)
    b.event("end", "Invoice settled", EventKind.END, "tre")
    b.path("start", "s1", "s2", "s3", "g1")
    b.flow("g1", "s5", "yes", 0.94)
    b.flow("g1", "s4", "no", 0.06)
    b.flow("s4", "s1", "resubmitted")
    b.flow("s5", "g2")
    b.flow("g2", "s6", "yes", 0.7)
    b.flow("g2", "s8", "no", 0.3)
    b.flow("s6", "s12", "matched", 0.91)
    b.flow("s6", "s7", "mismatch", 0.09)
    b.flow("s7", "s12", "cleared")
    b.path("s8", "s9", "s10", "g3")
    b.flow("g3", "s12", "yes", 0.88)
    b.flow("g3", "s11", "no", 0.12)
    b.flow("s11", "s10", "corrected")
    b.flow("s12", "s13", "open at month end", Range(0.05, 0.09))
    b.flow("s12", "s14", default=True)
    b.flow("s13", "s14")
    b.flow("s14", "s15", "discount offered", 0.17)
    b.flow("s14", "s16")
    b.path("s15", "s16", "s17", "s18", "end")
    return b.build()


def rework_process() -> Assessment:
    """Many gateways of all kinds, and loops of several lengths."""
    b = MapBuilder(
        "Credit decision with rework",
        [Lane("front", "Front office"), Lane("risk", "Risk"), Lane("legal", "Legal and contracts")],
    )
    b.event("start", "Application received", EventKind.START, "front", trigger="message")
    b.task("check", "Check the application for completeness", "front", "rpa", volume=1200)
    b.gateway("complete", "Complete?", "front")
    b.task(
        "ask",
        "Ask the customer for missing papers",
        "front",
        "standardise-first",
        blockers=["4 ways of working"],
    )
    b.gateway("fork", "", "front", GatewayKind.PARALLEL)
    b.task(
        "score", "Score creditworthiness", "risk", "ai-suitable", Certainty.PRESUMED, blockers=["no labels"]
    )
    b.task("id", "Verify identity and sanctions lists", "front", "rpa")
    b.task("value", "Value the collateral", "risk", "keep-human")
    b.gateway("join", "", "risk", GatewayKind.PARALLEL)
    b.gateway("limit", "Within the limit of the team?", "risk")
    b.task("committee", "Decide in the credit committee", "risk", "keep-human")
    b.gateway("ok", "Approved?", "risk", GatewayKind.INCLUSIVE)
    b.task("conditions", "Agree conditions with the customer", "front", "keep-human")
    b.task("draft", "Draft the contract", "legal", "ai-suitable", blockers=["no template", "no review"])
    b.task("legal", "Review the contract", "legal", "keep-human")
    b.gateway("contract-ok", "Contract accepted?", "legal")
    b.gateway("wait", "", "front", GatewayKind.EVENT_BASED)
    b.event("signed", "Signed contract arrives", EventKind.CATCH, "front", trigger="message")
    b.event("late", "30 days without an answer", EventKind.CATCH, "front", trigger="timer")
    b.task("pay", "Pay out", "front", "rpa")
    b.task("close", "Close the file", "front", "rpa")
    b.event("declined", "Declined", EventKind.END, "risk", trigger="message")
    b.event("done", "Paid out", EventKind.END, "front")
    b.event("lapsed", "Lapsed", EventKind.END, "front", trigger="terminate")
    b.path("start", "check", "complete")
    b.flow("complete", "fork", "yes", 0.8)
    b.flow("complete", "ask", "no", 0.2)
    b.flow("ask", "check", "papers arrive")
    b.path("fork", "score", "join")
    b.path("fork", "id", "join")
    b.path("fork", "value", "join")
    b.path("join", "limit")
    b.flow("limit", "ok", "yes", 0.75)
    b.flow("limit", "committee", "no", 0.25)
    b.flow("committee", "ok")
    b.flow("ok", "draft", "yes")
    b.flow("ok", "conditions", "with conditions", Range(0.1, 0.2))
    b.flow("ok", "declined", default=True)
    b.flow("conditions", "score", "new figures")
    b.path("draft", "legal", "contract-ok")
    b.flow("contract-ok", "draft", "changes needed", 0.3)
    b.flow("contract-ok", "wait", "yes", 0.7)
    b.path("wait", "signed", "pay", "done")
    b.path("wait", "late", "close", "lapsed")
    b.flow("close", "check", "customer comes back")
    b.flow("score", "score", "data refreshed")
    return b.build()


def boundary_process() -> Assessment:
    """Boundary events on steps and on a subprocess, two pools, and a lane that nothing stands in."""
    b = MapBuilder(
        "Order handling",
        [
            Lane("sales", "Sales", "Webshop"),
            Lane("stock", "Warehouse", "Webshop"),
            Lane("spare", "Returns desk", "Webshop"),
            Lane("bank", "", "Payment provider"),
        ],
    )
    b.event("start", "Order placed", EventKind.START, "sales", trigger="message")
    b.task("confirm", "Confirm the order", "sales", "rpa", kind=TaskKind.SEND, volume=4200)
    b.event(
        "timeout",
        "after 2 days",
        EventKind.BOUNDARY,
        attached_to="confirm",
        trigger="timer",
        interrupting=False,
    )
    b.task("remind", "Remind the customer of the open payment", "sales", "rpa", Certainty.PRESUMED)
    b.add(SubProcess("pick", "Pick and pack", lane="stock"))
    b.task("find", "Find the goods", "stock", "keep-human", parent="pick")
    b.task("scan", "Scan and book out", "stock", "rpa", parent="pick")
    b.task("wrap", "Wrap", "stock", "keep-human", parent="pick")
    b.event("in", "", EventKind.START, "stock", parent="pick")
    b.event("out", "", EventKind.END, "stock", parent="pick")
    b.event("short", "goods missing", EventKind.BOUNDARY, attached_to="pick", trigger="error")
    b.event("cancelled", "order cancelled", EventKind.BOUNDARY, attached_to="pick", trigger="message")
    b.task(
        "reorder",
        "Reorder from the supplier",
        "stock",
        "standardise-first",
        blockers=["no agreed supplier list"],
    )
    b.task("refund", "Refund the customer", "sales", "keep-human", kind=TaskKind.USER)
    b.task(
        "ship",
        "Ship",
        "stock",
        UNDETERMINED,
        possible=[("rpa", 0.5), ("keep-human", 0.3), ("standardise-first", 0.2)],
    )
    b.event("done", "Order delivered", EventKind.END, "stock")
    b.event("refunded", "Order cancelled", EventKind.END, "sales", trigger="cancel")
    b.event("pay-start", "Payment requested", EventKind.START, "bank", trigger="message")
    b.task("charge", "Charge the card", "bank", "rpa")
    b.event("pay-end", "Payment booked", EventKind.END, "bank", trigger="signal")
    b.path("start", "confirm", "pick", "ship", "done")
    b.path("timeout", "remind", "refund")
    b.path("short", "reorder", "pick")
    b.path("cancelled", "refund", "refunded")
    b.path("in", "find", "scan", "wrap", "out")
    b.path("pay-start", "charge", "pay-end")
    return b.build()


_VERBS = [
    "Receive",
    "Register",
    "Check",
    "Match",
    "Verify",
    "Approve",
    "Post",
    "Reconcile",
    "Classify",
    "Extract",
    "Review",
    "Notify",
    "Archive",
    "Escalate",
    "Assign",
    "Calculate",
    "Assess",
    "Compare",
    "Schedule",
    "Draft",
]
_NOUNS = [
    "first notice",
    "claim form",
    "policy cover",
    "loss report",
    "repair estimate",
    "medical bill",
    "reserve",
    "liability",
    "fraud score",
    "customer record",
    "supplier quote",
    "settlement offer",
    "payment",
    "recovery",
    "subrogation file",
    "audit sample",
]


def claims_process(steps: int = 60, seed: int = 7, lanes: int = 4) -> Assessment:
    """A long process with branches that join again, handovers and rework."""
    r = random.Random(seed)
    names = [
        "Customer service",
        "Claims handling",
        "Assessors",
        "Finance",
        "Legal",
        "Operations",
        "IT support",
    ][:lanes]
    b = MapBuilder(
        "Motor claims: notice to settlement",
        [Lane(f"l{i}", name) for i, name in enumerate(names)],
        key="claims",
    )
    b.event("start", "Claim notified", EventKind.START, "l0", trigger="message")
    previous, lane, volume, number = ["start"], 0, 12000, 0
    while number < steps:
        if r.random() < 0.22:
            lane = max(0, min(lanes - 1, lane + r.choice([-1, 1])))
        number += 1
        name = f"s{number}"
        _random_task(b, r, name, f"l{lane}", volume, _stage(number, steps))
        for source in previous:
            b.flow(source, name, "yes" if source.startswith("g") else "")
        previous = [name]
        if number % 6 == 4 and number < steps - 3:
            gate = f"g{number}"
            b.gateway(
                gate,
                r.choice(
                    ["Complete?", "Covered by the policy?", "Within the limit?", "Suspicious?", "Agreed?"]
                ),
                f"l{lane}",
            )
            b.flow(name, gate)
            previous = [gate]
            if r.random() < 0.35:
                b.flow(gate, f"s{max(1, number - r.randint(1, 3))}", "no", round(r.uniform(0.04, 0.3), 2))
            else:
                number += 1
                side = f"s{number}"
                aside = f"l{max(0, min(lanes - 1, lane + r.choice([-1, 0, 1])))}"
                _random_task(b, r, side, aside, volume // 5, _stage(number, steps))
                b.flow(gate, side, "no", round(r.uniform(0.04, 0.3), 2))
                previous.append(side)
    b.event("end", "Claim settled", EventKind.END, f"l{lane}")
    for source in previous:
        b.flow(source, "end")
    return b.build()


def _stage(number: int, steps: int) -> str:
    return ("Notify", "Triage", "Assess", "Settle", "Recover")[min(4, 5 * (number - 1) // steps)]


def random_process(nodes: int, seed: int, lanes: int = 3) -> Assessment:
    """Any graph at all: all kinds of nodes, loops, parts that are not connected, nodes without a lane."""
    r = random.Random(seed)
    b = MapBuilder(f"Random {seed}", [Lane(f"l{i}", f"Lane {i}") for i in range(lanes)])
    names = []
    for number in range(nodes):
        name, lane = f"x{number}", (f"l{r.randrange(lanes)}" if lanes and r.random() < 0.97 else None)
        names.append(name)
        kind = r.random()
        if kind < 0.2:
            b.gateway(
                name,
                r.choice(["", "Yes or no?", "Which of the many ways shall we take?"]),
                lane,
                r.choice(list(GatewayKind)),
            )
        elif kind < 0.32:
            event = r.choice([EventKind.START, EventKind.END, EventKind.CATCH, EventKind.THROW])
            b.event(
                name,
                r.choice(["", "Something happens"]),
                event,
                lane,
                trigger=r.choice(["", "timer", "message"]),
            )
        else:
            _random_task(b, r, name, lane, r.choice([None, 10, 5000]))
            if r.random() < 0.08:
                b.event(
                    f"b{number}",
                    r.choice(["", "too late"]),
                    EventKind.BOUNDARY,
                    attached_to=name,
                    trigger="timer",
                )
                names.append(f"b{number}")
    for number in range(1, len(names)):
        if r.random() < 0.85:
            b.flow(
                names[max(0, number - r.choice([1, 1, 1, 2, 3]))], names[number], r.choice(["", "", "yes"])
            )
    for _ in range(nodes // 4):
        source, target = r.randrange(len(names)), r.randrange(len(names))
        if abs(source - target) < 25:
            b.flow(
                names[source],
                names[target],
                r.choice(["", "no", "if the amount is too large"]),
                r.choice([None, 0.1]),
            )
    b.flows = [flow for flow in b.flows if not flow.target.startswith("b")]
    return b.build()


def _random_task(
    b: MapBuilder,
    r: random.Random,
    name: str,
    lane: str | None,
    volume: Known | None,
    stage: str | None = None,
) -> None:
    verdict = r.choices([*VERDICTS, UNDETERMINED], [38, 18, 22, 17, 5])[0]
    words = f"{r.choice(_VERBS)} {r.choice(_NOUNS)}"
    blockers = (
        [r.choice(["no labels", "no baseline", "4 ways of working", "no owner"])] if r.random() < 0.3 else []
    )
    certainty = None if verdict == UNDETERMINED else r.choice([Certainty.SETTLED, Certainty.PRESUMED])
    possible: Mapping[str, float] = {"rpa": 0.6, "standardise-first": 0.4} if verdict == UNDETERMINED else {}
    b.task(
        name,
        words,
        lane,
        verdict,
        certainty,
        volume,
        round(r.uniform(1, 40)),
        blockers,
        possible.items(),
        stage=stage,
    )


@dataclass(frozen=True, slots=True)
class Blemishes:
    """What is wrong with a layout: each entry names the two things that meet."""

    through_boxes: tuple[tuple[str, str], ...]
    on_each_other: tuple[tuple[str, str], ...]
    labels_on_boxes: tuple[tuple[str, str], ...]
    labels_on_labels: tuple[tuple[str, str], ...]
    labels_on_lines: tuple[tuple[str, str], ...]
    outside: tuple[str, ...]
    out_of_lane: tuple[str, ...]


def find_blemishes(scene: Part, placed: Layout) -> Blemishes:
    """Checks every route and label against everything else on the map."""
    boxes = _solid_parts(scene, placed)
    lines = [
        (link, _segment_rect(start, end))
        for link in scene.links
        for start, end in pairwise(placed.routes[link.id].points)
    ]
    labels = {
        link.id: Rect.around(centre, link.label)
        for link in scene.links
        if link.label and (centre := placed.routes[link.id].label)
    }
    page = Rect(-0.01, -0.01, placed.width + 0.01, placed.height + 0.01)
    everything = [*boxes, *labels.items(), *((link.id, rect) for link, rect in lines)]
    slanted = {box.id for box in scene.boxes if box.outline is not Outline.RECTANGLE}
    return Blemishes(
        tuple(
            (link.id, name)
            for (link, _), (name, _) in _meetings(lines, boxes, 1.5)
            if not (name in slanted and name in (link.source, link.target))
        ),
        tuple(_overlaid(lines)),
        tuple((a, b) for (a, _), (b, _) in _meetings(labels.items(), boxes, 0.5)),
        tuple((a, b) for (a, _), (b, _) in _meetings(labels.items(), labels.items(), 0.5) if a < b),
        tuple((a, b.id) for (a, _), (b, _) in _meetings(labels.items(), lines, 0.5)),
        tuple(sorted({name for name, rect in everything if not _inside(rect, page)})),
        tuple(box.id for box in scene.boxes if not _inside(_box_rect(box, placed), _band_rect(box, placed))),
    )


def _solid_parts(scene: Part, placed: Layout) -> list[tuple[str, Rect]]:
    parts = [(f"{name} caption", rect) for name, rect in placed.captions.items()]
    for box in scene.boxes:
        parts.append((box.id, _box_rect(box, placed)))
        parts += [
            (guest.id, Rect.around(placed.guests[guest.id], Size(2 * guest.radius, 2 * guest.radius)))
            for guest in box.guests
        ]
    return parts


def _box_rect(box: Box, placed: Layout) -> Rect:
    return Rect.around(placed.boxes[box.id], box.size)


def _band_rect(box: Box, placed: Layout) -> Rect:
    band = placed.bands[box.lane]
    return Rect(0, band.top, placed.width, band.bottom)


def _segment_rect(start: Point, end: Point) -> Rect:
    return Rect(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))


def _meetings(
    first: Iterable[tuple[A, Rect]], second: Iterable[tuple[B, Rect]], slack: float
) -> Iterator[tuple[tuple[A, Rect], tuple[B, Rect]]]:
    """Pairs that share more than `slack` points in both directions; lines have no thickness of their own."""
    index: dict[tuple[int, int], list[tuple[B, Rect]]] = {}
    for item in second:
        for square in _squares(item[1]):
            index.setdefault(square, []).append(item)
    for one in first:
        seen: set[int] = set()
        for square in _squares(one[1]):
            for other in index.get(square, ()):
                if id(other) not in seen and _meet(one[1], other[1], slack):
                    seen.add(id(other))
                    yield one, other


def _meet(a: Rect, b: Rect, slack: float) -> bool:
    """Whether `a` reaches more than `slack` into `b`, or the other way round where `b` is a line."""
    if b.left == b.right or b.top == b.bottom:
        a, b = b, a
    return (
        a.left < b.right - slack
        and b.left + slack < a.right
        and a.top < b.bottom - slack
        and b.top + slack < a.bottom
    )


def _overlaid(lines: Sequence[tuple[Link, Rect]]) -> Iterator[tuple[str, str]]:
    """Links that run on top of each other although they neither leave one place nor come to one."""
    across: dict[tuple[bool, float], list[tuple[float, float, Link]]] = {}
    for link, rect in lines:
        is_across = rect.top == rect.bottom
        span = (rect.left, rect.right) if is_across else (rect.top, rect.bottom)
        across.setdefault((is_across, round(rect.top if is_across else rect.left, 2)), []).append(
            (*span, link)
        )
    for spans in across.values():
        spans.sort(key=lambda span: (span[0], span[1], span[2].id))
        for number, (_, end, link) in enumerate(spans):
            for start, other_end, other in spans[number + 1 :]:
                if start >= end:
                    break
                shared = min(end, other_end) - start
                if (
                    shared > 2
                    and (link.source, link.guest) != (other.source, other.guest)
                    and link.target != other.target
                ):
                    yield link.id, other.id


def _inside(rect: Rect, page: Rect) -> bool:
    return (
        page.left <= rect.left
        and rect.right <= page.right
        and page.top <= rect.top
        and rect.bottom <= page.bottom
    )


def _squares(rect: Rect) -> Iterator[tuple[int, int]]:
    for x in range(int(rect.left // 100), int(rect.right // 100) + 1):
        for y in range(int(rect.top // 100), int(rect.bottom // 100) + 1):
            yield x, y


def _technique(verdict: str) -> Technique | None:
    """What hangs below a step as a note, where insights are given."""
    if verdict != "standardise-first":
        return None
    return Technique("agree", "agree one way of doing it and write it down", "", (), ("agree",))


def assess_blindly(process: Process) -> Assessment:
    """A verdict for every step, in turn: enough to draw any process."""
    steps = []
    for number, task in enumerate(process.tasks()):
        verdict = (*VERDICTS, UNDETERMINED)[number % 5]
        certainty = Certainty.OPEN if verdict == UNDETERMINED else Certainty.SETTLED
        blockers = (blocker("no agreed way of working"),) if number % 3 == 0 else ()
        steps.append(
            StepAssessment(
                task,
                task.lane or "",
                decision(task.id, verdict, certainty),
                _technique(verdict),
                blockers,
                None,
            )
        )
    return Assessment(process, tuple(steps), (), (), PACKS)


def check_frames(part: Part, placed: Layout) -> None:
    """Every box of a frame is inside one of its pieces, no other box touches that, and names touch nothing."""
    rooms = {box.id: _box_rect(box, placed) for box in part.boxes}
    labels = [
        Rect.around(centre, link.label)
        for link in part.links
        if link.label and (centre := placed.routes[link.id].label)
    ]
    page = Rect(-0.01, -0.01, placed.width + 0.01, placed.height + 0.01)
    titles: list[Rect] = []
    for mark in part.frames:
        alone = replace(part, frames=(mark,))
        left = set(mark.boxes)
        for frame in place_frames(alone, placed):
            held = {name for name, rect in rooms.items() if rect.overlap(frame.rect)}
            assert held <= left
            left -= held
            assert all(_inside(rooms[name], frame.rect) for name in held)
            assert _inside(frame.rect, page)
        assert not left
    for frame in place_frames(part, placed):
        if frame.title:
            assert not any(frame.title.overlap(other) for other in (*titles, *labels, *rooms.values()))
            titles.append(frame.title)
