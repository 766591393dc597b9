"""Import every DMN file under a folder: `python tests/conformance/dmn_corpus.py FOLDER [--refused]`.

Prints for each subfolder how many files were imported, refused (by reason) or crashed, and what the proofs say of the imported.
Where test cases of the DMN TCK lie beside a model (`*-test-*.xml`), they are decided by the imported pack and compared: same,
different, or not expressible with the reason.
Exit code 1 when anything crashed or a case came out otherwise.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fitengine import api
from fitengine.decide.decider import Decider
from fitengine.errors import FitengineError, InputError
from fitengine.load.dmn.pack import DmnPack, import_dmn, read_pack
from fitengine.model.facts import Facts, Scalar
from fitengine.model.rules import FactType, HitPolicy, Rulebook

TCK = "{http://www.omg.org/spec/DMN/20160719/testcase}"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


@dataclass(slots=True)
class Tally:
    imported: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    crashed: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    same: int = 0
    different: list[str] = field(default_factory=list)
    inexpressible: Counter[str] = field(default_factory=Counter)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--refused", action="store_true", help="show every refusal in full")
    options = parser.parse_args()
    tallies: dict[str, Tally] = defaultdict(Tally)
    for path in sorted(options.folder.rglob("*.dmn")):
        if path.is_file():
            look_at(path, tallies[path.relative_to(options.folder).parts[0]], options.refused)
    for name, tally in tallies.items():
        show(name, tally)
    return int(any(tally.crashed or tally.different for tally in tallies.values()))


def look_at(path: Path, tally: Tally, tell: bool) -> None:
    """One model, with the test cases beside it."""
    try:
        pack = import_dmn(path.read_bytes(), path.name)
        rulebook = read_pack(pack)
        faults = {one.code for one in api.check_rules(rulebook) if one.severity == "error"}
    except InputError as error:
        codes = " ".join(sorted({problem.code for problem in error.problems}))
        tally.refused[codes] += 1
        tally.examples.setdefault(codes, f"{path.name}: {error.problems[0].message}")
        if tell:
            print(f"{path}\n{error}\n")
        for _ in results(path):
            tally.inexpressible[codes] += 1
        return
    except Exception:  # noqa: BLE001 - what this script is to find
        tally.crashed.append(f"{path}\n{traceback.format_exc()}")
        return
    tally.imported += 1
    tally.faults.update(faults or {"sound"})
    decider = Decider(rulebook)
    for case, decision, expected in results(path):
        try:
            found = decide(pack, rulebook, decider, case, decision)
        except (FitengineError, KeyError) as error:
            tally.different.append(f"{path.name} {case.get('id')} {decision}: {error!r}")
            continue
        if found == expected:
            tally.same += 1
        else:
            tally.different.append(f"{path.name} {case.get('id')} {decision}: {found} for {expected}")


def results(model: Path) -> Iterator[tuple[ET.Element, str, list[str]]]:
    """Every decision that a test case beside the model expects something of."""
    for path in sorted(model.parent.glob(f"{model.stem}-test-*.xml")):
        for case in ET.parse(path).getroot().iter(f"{TCK}testCase"):
            for node in case.iter(f"{TCK}resultNode"):
                yield case, node.get("name", ""), values(node.find(f"{TCK}expected"))


def values(expected: ET.Element | None) -> list[str]:
    """The values expected, as words; none for null."""
    found = [] if expected is None else list(expected.iter(f"{TCK}value"))
    return sorted(
        word(scalar(value)) for value in found if value.get(NIL) != "true" and value.text is not None
    )


def decide(pack: DmnPack, rulebook: Rulebook, decider: Decider, case: ET.Element, decision: str) -> list[str]:
    """The outcome, or for a collecting table the outcomes of all rules that hold; none where no rule does."""
    known = {}
    for name, value in inputs(case):
        if fact := pack.facts.get(name):
            definition = rulebook.dictionary[fact]
            given = value if definition.type is not FactType.CHOICE else word(value)
            known[fact] = (
                definition.values[-1] if definition.values and given not in definition.values else given
            )
    decided = decider.case(Facts(known), strict=True)
    table = rulebook.tables[pack.decisions[decision]]
    if table.hit_policy is HitPolicy.COLLECT:
        return sorted(one.id for one in decider.collect(table.id, decided, {}) if one.status == "holds")
    outcome = decider.grade(table.id, decided).outcome
    return [] if outcome is None else [outcome]


def inputs(case: ET.Element) -> Iterator[tuple[str, Scalar]]:
    """The inputs of a case by name; parts of a structure by their path."""
    waiting = [(node.get("name", ""), node) for node in case.iter(f"{TCK}inputNode")]
    while waiting:
        name, node = waiting.pop()
        waiting += [(f"{name}.{part.get('name')}", part) for part in node.findall(f"{TCK}component")]
        value = node.find(f"{TCK}value")
        if value is not None and value.text is not None:
            yield name, scalar(value)


def scalar(value: ET.Element) -> Scalar:
    kind = next((text for key, text in value.attrib.items() if key.endswith("}type")), "xsd:string")
    text = value.text or ""
    if kind.endswith("boolean"):
        return text == "true"
    return text if kind.endswith("string") else float(text)


def word(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def show(name: str, tally: Tally) -> None:
    print(
        f"{name}: {tally.imported} imported, {sum(tally.refused.values())} refused, {len(tally.crashed)} crashed"
    )
    print(
        "  the proofs say:", ", ".join(f"{code} {count}" for code, count in tally.faults.most_common()) or "-"
    )
    for codes, count in tally.refused.most_common():
        print(f"  {count:4} {codes}, as {tally.examples[codes]}")
    for text in tally.crashed:
        print(text)
    cases = tally.same + len(tally.different) + sum(tally.inexpressible.values())
    if cases:
        inexpressible = sum(tally.inexpressible.values())
        print(
            f"  {cases} expected results: {tally.same} same, {len(tally.different)} different, "
            f"{inexpressible} not expressible"
        )
        for codes, count in tally.inexpressible.most_common():
            print(f"  {count:4} {codes}")
    for text in tally.different:
        print(f"  different: {text}")


if __name__ == "__main__":
    sys.exit(main())
