"""How many questions it takes to decide a step about which nothing is known.

    python tests/benchmarks/questions.py

The archetypes are the judged steps in tests/conformance/realistic-steps (their open ones left out). What a step's notes leave
unsaid is answered as it goes without saying, else as it is most common. A question is answered from these facts; facts that go
for a whole process are known from the start, as they are asked once for all its steps. Ways of asking:

- declared order: fact by fact, as the dictionary lists them, nothing taken for granted, until settled
- most telling first: by expected information, nothing taken for granted, until settled
- with tick-lists: by expected information; what goes without saying is confirmed by tick-list at the end, until settled
- with ratings: the same, but a sub-decision is answered directly where that tells more
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

from fitengine.assess.standings import rating_gains
from fitengine.decide.case import Case
from fitengine.decide.decider import Decider, Grade
from fitengine.load.rules.rulebook import load_rules
from fitengine.load.values import read_value
from fitengine.load.yaml.events import read_yaml
from fitengine.model.decision import Certainty
from fitengine.model.facts import Facts

FIT = "technology-fit"
FOLDER = Path(__file__).parents[1] / "conformance" / "realistic-steps"
MOST = 60


class Subject:
    """One archetype with an answer to every question."""

    def __init__(self, decider: Decider, noted: Case) -> None:
        self.decider = decider
        grade = decider.grade(FIT, noted)
        point = grade.oracle.sample_point(grade.presumed, decider.priors(grade.oracle))
        assert point is not None
        self.truth = dict(zip(grade.oracle.names, point, strict=True))
        dictionary = decider.rulebook.dictionary
        shared = {name: 1 << cell for name, cell in self.truth.items() if dictionary[name].scope == "process"}
        self.start = Case(shared, {}, {}, (), strict=True)
        self.eased = decider.case(Facts())
        for name, mask in shared.items():
            self.eased = decider.presumptions.learn(self.eased, name, mask)

    def learn(self, case: Case, name: str) -> Case:
        return self.decider.presumptions.learn(case, name, 1 << self.truth[name])

    def confirm(self, case: Case, grade: Grade) -> Case:
        """A tick-list over everything the outcome takes for granted: as usual, or as it really is."""
        for level in grade.assumed:
            name, usual = grade.oracle.names[level], grade.used[level]
            mask = usual if usual >> self.truth[name] & 1 else 1 << self.truth[name]
            case = self.decider.presumptions.learn(case, name, mask)
        return case

    def rate(self, case: Case, name: str) -> Case:
        whole = self.decider.grade(
            name, Case({fact: 1 << cell for fact, cell in self.truth.items()}, {}, {}, (), True)
        )
        assert whole.outcome is not None
        return Case(case.known, case.presumed, {**case.ratings, name: whole.outcome}, (), case.strict)


def declared_order(subject: Subject) -> int:
    case, asked = subject.start, 0
    for name in subject.decider.rulebook.dictionary:
        grade = subject.decider.grade(FIT, case)
        if grade.certainty is Certainty.SETTLED:
            break
        if name in subject.truth and name not in case.known:
            case, asked = subject.learn(case, name), asked + 1
    return asked


def most_telling_first(subject: Subject) -> int:
    case, asked = subject.start, 0
    while (grade := subject.decider.grade(FIT, case)).certainty is Certainty.OPEN and asked < MOST:
        gain = subject.decider.gains(grade, case)[0]
        case, asked = subject.learn(case, grade.oracle.names[gain.level]), asked + 1
    return asked


def with_tick_lists(subject: Subject, rate: bool = False) -> int:
    case, asked = subject.eased, 0
    while asked < MOST:
        grade = subject.decider.grade(FIT, case)
        if grade.certainty is Certainty.SETTLED:
            break
        if grade.certainty is Certainty.PRESUMED:
            case = subject.confirm(case, grade)
        else:
            gain = subject.decider.gains(grade, case)[0]
            rated = rating_gains(subject.decider, grade, case)[:1] if rate else []
            if rated and rated[0][1].bits > gain.bits:
                case = subject.rate(case, rated[0][0])
            else:
                case = subject.learn(case, grade.oracle.names[gain.level])
        asked += 1
    return asked


def with_ratings(subject: Subject) -> int:
    return with_tick_lists(subject, rate=True)


def subjects(decider: Decider) -> Iterator[Subject]:
    dictionary = decider.rulebook.dictionary
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in read_yaml(path.read_bytes(), path.name).data.values():  # type: ignore[attr-defined]
            if case["verdict"] != "open":
                facts = {name: read_value(dictionary[name], raw) for name, raw in case["facts"].items()}
                yield Subject(decider, decider.case(Facts(facts)))


def main() -> None:
    decider = Decider(load_rules(), "plain")
    everyone = list(subjects(decider))
    ways: list[tuple[str, Callable[[Subject], int]]] = [
        ("declared order", declared_order),
        ("most telling first", most_telling_first),
        ("with tick-lists", with_tick_lists),
        ("with ratings", with_ratings),
    ]
    print(
        f"{len(everyone)} archetypes\n{'':22}{'mean':>7}{'median':>8}{'most':>6}{'settled in six':>16}{'against declared':>18}"
    )
    first = None
    for name, ask in ways:
        counts = [ask(subject) for subject in everyone]
        mean = statistics.mean(counts)
        first = first or mean
        six = sum(count <= 6 for count in counts) / len(counts)
        print(
            f"{name:22}{mean:7.1f}{statistics.median(counts):8.0f}{max(counts):6}{six:16.0%}{mean / first:18.2f}"
        )


if __name__ == "__main__":
    main()
