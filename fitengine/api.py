"""The public functions: what the command line and embedding tools call.

Everything returned is frozen; a rulebook and an assessment may be shared between threads and survive a fork.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from fitengine.decide.decider import Decider
from fitengine.errors import InputError, Problem
from fitengine.load.files import Source, open_process
from fitengine.load.rules.rulebook import load_rules as _load_rules
from fitengine.model.decision import Assessment, Finding, RuleFinding, RuleTestResult
from fitengine.model.process import Process, Task
from fitengine.model.rules import Rulebook

if TYPE_CHECKING:  # what only the signatures name is not imported: start-up counts
    from fitengine.assess.interview import Interview
    from fitengine.doctor import DoctorLine
    from fitengine.load.answers.file import AnswerFile
    from fitengine.load.dmn.pack import DmnPack
    from fitengine.load.logs import LogOptions
    from fitengine.load.process.sidecar_update import SidecarUpdate
    from fitengine.model.coverage import Coverage
    from fitengine.model.explanation import Comparison, Explanation, PackDiff
    from fitengine.model.inquiry import Answer, Inquiry
    from fitengine.model.measured import DiscoveredProcess, Measurement
    from fitengine.model.outlook import Outlook
    from fitengine.model.readiness import Readiness
    from fitengine.model.roadmap import Roadmap
    from fitengine.model.tracking import Tracking
    from fitengine.model.value import Value
    from fitengine.render.options import MapOptions
    from fitengine.report.html import DrawnMap, VerdictMark

__all__ = [
    "assess",
    "check_process",
    "check_rules",
    "compare",
    "compare_rules",
    "doctor",
    "draw_map",
    "draw_roadmap",
    "drawn_process",
    "explain",
    "export_bpmn",
    "export_dmn",
    "export_sidecar",
    "export_workbook",
    "import_dmn",
    "import_log",
    "import_workbook",
    "load_process",
    "load_rules",
    "measure_log",
    "measured_facts",
    "next_question",
    "open_answer_file",
    "open_questions",
    "problem_workbook",
    "process_schema",
    "process_text",
    "read_answers",
    "read_changes",
    "readiness",
    "roadmap",
    "rule_coverage",
    "rule_pages",
    "start_interview",
    "starter_process",
    "starter_sidecar",
    "test_rules",
    "track",
    "update_sidecar",
    "value",
    "what_if",
    "write_report",
]


_log = logging.getLogger("fitengine")
_log.addHandler(logging.NullHandler())  # silent until somebody asks

ReportFormat = Literal["html", "markdown", "xlsx", "pdf"]


def load_rules(*folders: Path | str, settings: Mapping[str, str] | None = None) -> Rulebook:
    """The shipped rules; each folder, or installed pack by its name, adds to them, extends or overrides them by id, `settings`
    choose by name. Raises RulesError."""
    rulebook = _load_rules([_rules_at(folder) for folder in folders], settings or {})
    _log.debug("rules: %s", ", ".join(f"{pack.name} {pack.version} {pack.digest}" for pack in rulebook.packs))
    return rulebook


def load_process(source: Source, *, rules: Rulebook | None = None, facts: Source | None = None) -> Process:
    """A process from a YAML, JSON or BPMN file, one of an ending that an installed distribution reads, an open file, or `-`.
    Facts of a model are read from `facts`, else from `NAME.facts.yaml` beside it. Raises InputError with every problem found."""
    rulebook = rules or _shipped_rules()
    process = open_process(source, rulebook.dictionary, _rateable(rulebook), facts)
    _log.debug("process `%s`: %d steps, %d warnings", process.id, len(process.tasks()), len(process.warnings))
    return process


def assess(
    process: Process, *, rules: Rulebook | None = None, strict: bool = False, executor: str = "auto"
) -> Assessment:
    """A verdict for every step with its reasons, blockers, findings and totals. `strict` presumes nothing; `executor` is
    `auto`, `rete` or `plain`. Raises RulesError for rules that leave gaps or conflict, EngineFault when the two ways of
    deciding disagree."""
    from fitengine.assess.process import assess_process

    assessment = assess_process(process, _sound_decider(rules, executor), strict=strict)
    _log.debug(
        "assessed `%s`: %s", process.id, {one.verdict: one.steps for one in assessment.totals if one.steps}
    )
    return assessment


def explain(
    process: Process, step: str | None = None, *, rules: Rulebook | None = None, strict: bool = False
) -> tuple[Explanation, ...]:
    """Why each step (or the one with this id or name) is decided as it is, why not otherwise, and what would change it. Raises
    InputError for an unknown step."""
    from fitengine.assess.process import FIT
    from fitengine.decide.explain import explain_case

    decider = _sound_decider(rules)
    tasks = process.tasks() if step is None else (_step(process, step),)
    return tuple(
        explain_case(decider, FIT, task.id, decider.case(task.facts, strict=strict)) for task in tasks
    )


def open_questions(
    process: Process,
    *,
    rules: Rulebook | None = None,
    rate: bool = False,
    confirm: bool = True,
    strict: bool = False,
) -> tuple[Inquiry, ...]:
    """Everything worth asking about the process, most telling first. `rate` also offers to answer sub-decisions directly,
    `confirm` asks by tick-list for what decided steps take for granted."""
    from fitengine.assess.questions import Questionnaire
    from fitengine.assess.standings import Standings

    standings = Standings(_sound_decider(rules), strict)
    return tuple(Questionnaire(process, standings, rate=rate, confirm=confirm).all())


def next_question(process: Process, *, rules: Rulebook | None = None, strict: bool = False) -> Inquiry | None:
    """The one question that is expected to settle most; None when every step is decided."""
    from fitengine.assess.questions import Questionnaire
    from fitengine.assess.standings import Standings

    return Questionnaire(process, Standings(_sound_decider(rules), strict), confirm=False).next()


def start_interview(
    process: Process,
    *,
    rules: Rulebook | None = None,
    rate: bool = True,
    confirm: bool = True,
    strict: bool = False,
    only: Collection[str] | None = None,
) -> Interview:
    """One sitting with the questions about the process, or about `only` some of its steps (ids): it knows what was put off, and
    goes back. `rate` and `confirm` as for `open_questions`."""
    from fitengine.assess.interview import Interview
    from fitengine.assess.questions import Questionnaire
    from fitengine.assess.standings import Standings

    standings = Standings(_sound_decider(rules), strict)
    return Interview(Questionnaire(process, standings, rate=rate, confirm=confirm, only=only))


def open_answer_file(
    source: Source, *, rules: Rulebook | None = None, facts: Path | str | None = None, keep: bool = True
) -> AnswerFile:
    """A process and the file that answers about it go into: the process file or, for a BPMN model, its sidecar. Without `keep`
    nothing is written. Raises InputError with every problem found."""
    from fitengine.load.answers.file import AnswerFile

    rulebook = rules or _shipped_rules()
    return AnswerFile(source, rulebook.dictionary, _rateable(rulebook), facts, keep)


def read_answers(source: Source, process: Process, *, rules: Rulebook | None = None) -> tuple[Answer, ...]:
    """The answers of a file `{steps: {id: {fact: value}}, lanes: {...}, process: {...}}`, YAML or JSON. Raises InputError with
    every problem of it."""
    from fitengine.load.answers.sheet import read_answers as read
    from fitengine.load.files import read_bytes

    rulebook = rules or _shipped_rules()
    return read(*read_bytes(source), process, rulebook.dictionary, _rateable(rulebook))


def read_changes(
    process: Process, texts: Iterable[str], *, rules: Rulebook | None = None
) -> tuple[Answer, ...]:
    """What to try in `what_if`, from texts such as `enter.rule_based=none`, `lane:Clerks.volume=40 a week` and
    `process.needed=no`. Raises InputError with every problem of every text."""
    from fitengine.load.answers.changes import read_changes as read

    rulebook = rules or _shipped_rules()
    return read(texts, process, rulebook.dictionary, _rateable(rulebook))


def what_if(
    process: Process,
    changes: Iterable[Answer],
    *,
    rules: Rulebook | None = None,
    strict: bool = False,
    executor: str = "auto",
) -> Comparison:
    """What the verdicts would be if these facts were so: a change for a lane or the process counts for each of its steps."""
    from fitengine.assess.answers import apply_answers, spread

    rulebook = rules or _shipped_rules()
    changed = apply_answers(process, spread(process, changes), _rateable(rulebook))
    return compare(process, changed, rules=rulebook, strict=strict, executor=executor)


def compare(
    old: Process,
    new: Process,
    *,
    rules: Rulebook | None = None,
    old_rules: Rulebook | None = None,
    strict: bool = False,
    executor: str = "auto",
) -> Comparison:
    """Two versions of a process, or one process under two rulebooks: which verdicts changed, by which fact, by which rule."""
    from fitengine.assess.compare import compare_assessments

    before = assess(old, rules=old_rules or rules, strict=strict, executor=executor)
    after = assess(new, rules=rules, strict=strict, executor=executor)
    return compare_assessments(before, after, _sound_decider(rules, executor))


def readiness(process: Process, *, rules: Rulebook | None = None) -> Readiness:
    """How ready the data of the pattern steps and the initiative are, and which phase gates pass; what nobody has answered is
    a result of its own."""
    from fitengine.assess.process import assess_process
    from fitengine.assess.readiness import assess_readiness

    decider = _sound_decider(rules)
    found = assess_process(process, decider)
    return found.readiness or assess_readiness(process, found.steps, decider)


def value(process: Process, *, rules: Rulebook | None = None) -> Value:
    """What changing the steps as their verdicts say is worth: a low, a likely and a high case, and which assumption matters
    most. What nobody gave stays unknown."""
    from fitengine.assess.process import assess_process
    from fitengine.assess.value import assess_value

    decider = _sound_decider(rules)
    found = assess_process(process, decider)
    return found.value or assess_value(process, found.steps, decider)


def roadmap(process: Process, *, rules: Rulebook | None = None) -> Roadmap:
    """The work that the verdicts ask for, in waves: what comes first, what waits for what, and why."""
    from fitengine.assess.process import assess_process
    from fitengine.assess.roadmap import assess_roadmap

    decider = _sound_decider(rules)
    return assess_roadmap(process, assess_process(process, decider).steps, decider)


def track(process: Process, *, on: date | None = None) -> Tracking:
    """How the measures of the initiative stand against their criteria on a day, today where none is given: on track, off track,
    or stop and think; and how far the review by people may taper."""
    from fitengine.assess.tracking import track_process

    return track_process(process, on or date.today())


def compare_rules(old: Rulebook, new: Rulebook, decision: str = "technology-fit") -> PackDiff:
    """How a decision differs between two rulebooks: share of cases per transition, an example each, the rule that took over."""
    from fitengine.decide.diff import compare_rulebooks

    for rulebook in (old, new):
        _sound_decider(rulebook)
    return compare_rulebooks(old, new, decision)


def check_process(process: Process) -> tuple[Finding, ...]:
    """What is weak in the structure: starts, ends, branches, shares, names."""
    from fitengine.assess.structure import check_structure
    from fitengine.facts.graph import process_graph

    return check_structure(process, process_graph(process))


def check_rules(rules: Rulebook) -> tuple[RuleFinding, ...]:
    """Gaps and conflicts with a witness each (errors), rules that do nothing (warnings), and decisions that are too large for a
    diagram (remarks)."""
    from fitengine.decide.proofs import check_rulebook
    from fitengine.decide.routes import solved_rules

    decider = _decider(rules, "plain")
    return (*check_rulebook(rules, decider.space), *solved_rules(decider))


def test_rules(rules: Rulebook) -> tuple[RuleTestResult, ...]:
    """Every test that travels with the rules."""
    from fitengine.decide.rule_tests import run_tests

    return run_tests(_decider(rules, "plain"))


test_rules.__test__ = False  # type: ignore[attr-defined] # its name is the user's word, not a test runner's


def rule_coverage(rules: Rulebook) -> Coverage:
    """Which rules, and which parts of them, those tests exercise."""
    from fitengine.decide.coverage import measure_coverage

    return measure_coverage(_decider(rules, "plain"))


def rule_pages(rules: Rulebook) -> Mapping[str, str]:
    """The rules and facts as Markdown pages, by their path from the folder they are to lie in."""
    from fitengine.report.rule_pages import rule_pages as make

    return make(_decider(rules, "plain"))


def draw_map(
    assessment: Assessment,
    options: MapOptions | None = None,
    *,
    format: Literal["svg", "png", "pdf", "dot"] = "svg",  # noqa: A002 - the field's name
    rules: Rulebook | None = None,
    before: Assessment | None = None,
    dot: Path | str | None = None,
) -> str | bytes:
    """The annotated process map, text for `svg` and `dot`, bytes for `png` and `pdf`; `options` are all in MapOptions. `rules`
    are those the process was assessed with; steps that are otherwise than `before` are marked. Raises DrawingFault without a
    drawing program, InputError for a stage or lane that is not there, and for an assessment made with other rules."""
    from fitengine.render import draw_map as draw
    from fitengine.render import gather_insights

    decider = _sound_decider(rules)
    _require_same_rules(assessment, decider)
    comparison = None
    if before is not None:
        from fitengine.assess.compare import compare_assessments

        comparison = compare_assessments(before, assessment, decider)
    insights = gather_insights(assessment, decider, comparison)
    program = Path(dot) if dot is not None else None
    return draw(assessment, options, format=format, insights=insights, dot=program)


def export_bpmn(assessment: Assessment, *, model: Source | None = None) -> bytes:
    """The assessed process as BPMN with the verdicts in it: the analyst's own file `model` coloured and otherwise byte for byte
    as it is, else a laid-out model. Raises InputError where the XML of `model` cannot be followed."""
    if model is None:
        from fitengine.render.bpmn.write import write_bpmn

        return write_bpmn(assessment)
    from fitengine.load.files import read_bytes
    from fitengine.render.bpmn.colour import colour_bpmn

    raw, name = read_bytes(model)
    return colour_bpmn(raw, name, assessment)


def export_sidecar(process: Process, model_name: str) -> str:
    """The facts file that goes beside the laid-out model of `export_bpmn` in the file `model_name`: all that is known of its
    steps and the initiative."""
    from fitengine.load.process.write import write_sidecar
    from fitengine.render.bpmn.write import as_written

    return write_sidecar(as_written(process), model_name)


@overload
def write_report(
    assessment: Assessment,
    *,
    rules: Rulebook | None = None,
    format: Literal["html", "markdown"] = "html",
    theme: Literal["auto", "light", "dark"] = "auto",
    fragment: bool = False,
    on: date | None = None,
) -> str: ...


@overload
def write_report(
    assessment: Assessment,
    *,
    rules: Rulebook | None = None,
    format: Literal["xlsx", "pdf"],
    on: date | None = None,
) -> bytes: ...


def write_report(
    assessment: Assessment,
    *,
    rules: Rulebook | None = None,
    format: ReportFormat = "html",  # noqa: A002 - as above
    theme: Literal["auto", "light", "dark"] = "auto",
    fragment: bool = False,
    on: date | None = None,
) -> str | bytes:
    """The report of an assessment: one HTML file that needs no network and in which facts can be tried out, Markdown, an Excel
    workbook (extra `excel`) or PDF (extra `pdf`). `rules` are those it was assessed with; `fragment` leaves out the frame of the
    HTML page; `on` is the day that measures are judged on, today where none is given. Raises DrawingFault without a drawing
    program, FitengineError without the extra."""
    from fitengine.assess.outlook import look_ahead

    decider = _sound_decider(rules)
    explanations = explain(assessment.process, rules=decider.rulebook, strict=assessment.strict)
    outlook = look_ahead(assessment, decider, on or date.today())
    if format == "markdown":
        return _markdown_report(assessment, explanations, outlook, decider.rulebook)
    if format != "html":
        return _paper(assessment, explanations, outlook, decider.rulebook, format)
    from fitengine.report.html import html_report

    drawn = _draw_for_page(assessment, decider.rulebook, outlook.roadmap)
    return html_report(assessment, explanations, outlook, decider, drawn, theme=theme, fragment=fragment)


def export_workbook(assessment: Assessment, *, rules: Rulebook | None = None) -> bytes:
    """The assessed process as an Excel workbook: steps with their facts to fill in, the initiative, the verdicts. Raises
    FitengineError without the extra `excel`."""
    from fitengine.report.workbook import write_sheets
    from fitengine.report.workbook_sheets import process_sheets

    rulebook = rules or _shipped_rules()
    return write_sheets(process_sheets(assessment, rulebook, _rateable(rulebook)))


def import_workbook(source: Source, *, rules: Rulebook | None = None) -> Process:
    """The process in a workbook as `export_workbook` writes it. Raises InputError with every problem and its cell,
    FitengineError without the extra `excel`."""
    from fitengine.load.files import read_bytes
    from fitengine.load.workbook.process import read_workbook

    rulebook = rules or _shipped_rules()
    raw, name = read_bytes(source)
    return read_workbook(raw, name, rulebook.dictionary, _rateable(rulebook))


def problem_workbook(problems: Iterable[Problem]) -> bytes:
    """What is wrong with a workbook as one of its own, with the sheet Problems: cell, code, problem, help."""
    from fitengine.report.workbook import write_sheets
    from fitengine.report.workbook_sheets import problem_sheet

    return write_sheets([problem_sheet(problems)])


def import_dmn(
    source: Source, *, rules: Rulebook | None = None, otherwise: Mapping[str, str] | None = None
) -> DmnPack:
    """The decision tables of a DMN file (1.1 to 1.5), or of an Excel workbook, as texts of a rule pack by file name. Names that
    `rules` have (the shipped ones, where none are given) get a number; `otherwise` gives the outcome where no rule holds, by the
    decision's id in the pack. Raises InputError with everything that the rule language cannot express, each at its place;
    FitengineError for a workbook without the extra `excel`."""
    from fitengine.load.dmn.pack import import_dmn as read
    from fitengine.load.files import read_bytes

    rulebook = rules or _shipped_rules()
    aliases = [alias for fact in rulebook.dictionary.values() for alias in fact.aliases]
    raw, name = read_bytes(source)
    return read(raw, name, taken={*rulebook.dictionary, *rulebook.tables, *aliases}, otherwise=otherwise)


def export_dmn(rules: Rulebook | None = None, *, decision: str | None = None) -> bytes:
    """The rules as DMN 1.3 in UTF-8: every table, or one `decision` with those that it requires. Raises InputError for a decision
    that is not there, RulesError where a table leaves a gap or conflicts."""
    from fitengine.report.dmn_output import write_dmn

    rulebook = rules or _shipped_rules()
    if decision is not None and decision not in rulebook.tables:
        from fitengine.load.suggest import near

        meant = near(decision, rulebook.tables)
        hint = f"did you mean `{meant}`?" if meant else "`fitengine rules list` shows the tables"
        raise InputError.single("unknown-decision", f"no table is called `{decision}`", hint)
    return write_dmn(rulebook, decision)


def process_text(process: Process) -> str:
    """A process as a process file, which loads to the same."""
    from fitengine.load.process.write import write_process

    return write_process(process)


def draw_roadmap(
    roadmap: Roadmap,
    *,
    format: Literal["svg", "png", "dot"] = "svg",  # noqa: A002 - the field's name
    theme: Literal["light", "dark", "print"] = "light",
    dot: Path | str | None = None,
) -> bytes:
    """The waves as a picture, a card a piece of work and an arrow a dependency. Raises DrawingFault without a drawing program."""
    from fitengine.render.roadmap import draw_roadmap as draw

    drawn = draw(roadmap, format=format, theme=theme, dot=Path(dot) if dot is not None else None)
    return drawn.encode() if isinstance(drawn, str) else drawn


def doctor() -> tuple[DoctorLine, ...]:
    """Versions, what is in use and what is missing on this machine."""
    from fitengine.doctor import examine

    return examine()


def starter_process(rules: Rulebook | None = None) -> str:
    """A commented process file to start from."""
    from fitengine.load.process.starter import starter_process as write

    return write((rules or _shipped_rules()).dictionary)


def starter_sidecar(process: Process, rules: Rulebook | None = None) -> str:
    """A commented file of facts for a process that was read from BPMN."""
    from fitengine.load.process.starter import starter_sidecar as write

    return write(process, (rules or _shipped_rules()).dictionary)


def update_sidecar(
    text: str, process: Process, *, rules: Rulebook | None = None, name: str = "the file"
) -> SidecarUpdate:
    """The text of a facts file brought up to date with its model, and what became of each entry: steps are known by id, then by
    name; new ones are added, and what fits no step is kept whole under `orphans`. All else stays byte for byte. Raises
    InputError."""
    from fitengine.load.process.sidecar_update import update_sidecar as update

    return update(text, process, (rules or _shipped_rules()).dictionary, name)


def process_schema(rules: Rulebook | None = None) -> Mapping[str, object]:
    """The JSON Schema of process files, generated from the fact dictionary."""
    from fitengine.load.process.schema import process_schema as make

    rulebook = rules or _shipped_rules()
    return make(rulebook.dictionary, _rateable(rulebook))


def measure_log(
    log: Source,
    process: Process,
    *,
    options: LogOptions | None = None,
    activities: Path | str | None = None,
    accept_similar: bool = False,
    software_users: Iterable[str] = (),
    max_bytes: int | None = None,
) -> Measurement:
    """Figures for the steps of a process from an event log in CSV or XES, plain or packed with gzip. `activities` is a YAML file
    of step ids by activity, where the names differ; `software_users` are resources that are programs. Raises InputError."""
    from fitengine.assess.measuring import measure_process
    from fitengine.load.logs import MAX_BYTES, LogOptions, read_log
    from fitengine.load.logs.activity_map import read_activity_map

    mapped = read_activity_map(activities, process) if activities is not None else {}
    events = read_log(log, options or LogOptions(), max_bytes or MAX_BYTES)
    return measure_process(events, process, mapped, accept_similar, frozenset(software_users))


def measured_facts(
    measurement: Measurement,
    process: Process,
    *,
    target: Path | str = "-",
    facts: Path | str | None = None,
    rules: Rulebook | None = None,
) -> str:
    """The text of the facts file, or process file, `target` with the measured facts in it; a file that is not there yet begins
    as the facts file that the process was read with. Nothing is written. Raises InputError."""
    from fitengine.load.process.measured_file import measured_file

    rulebook = rules or _shipped_rules()
    return measured_file(measurement, process, target, facts, rulebook.dictionary, _rateable(rulebook))


def import_log(
    log: Source,
    *,
    options: LogOptions | None = None,
    min_share: float = 0.05,
    software_users: Iterable[str] = (),
    max_bytes: int | None = None,
) -> DiscoveredProcess:
    """The process that an event log draws, with its figures; moves between steps that are rarer than `min_share` (0 to 1) of
    what leaves a step are left out. Raises InputError."""
    from fitengine.assess.measuring import draw_process
    from fitengine.load.logs import MAX_BYTES, LogOptions, read_log

    events = read_log(log, options or LogOptions(), max_bytes or MAX_BYTES)
    return draw_process(events, min_share, frozenset(software_users))


def drawn_process(drawn: DiscoveredProcess) -> str:
    """The process file, in YAML, of a process that an event log drew, with what was measured of each step."""
    from fitengine.load.process.drawn import drawn_process as write

    return write(drawn)


def _markdown_report(
    assessment: Assessment, explanations: Sequence[Explanation], outlook: Outlook, rulebook: Rulebook
) -> str:
    from fitengine.report.explanation_markdown import explanations_markdown
    from fitengine.report.markdown import assessment_markdown
    from fitengine.report.outlook_markdown import outlook_markdown

    texts = (
        assessment_markdown(assessment, rulebook),
        outlook_markdown(outlook, rulebook),
        explanations_markdown(assessment.process, explanations, rulebook),
    )
    return "\n".join(filter(None, texts))


def _paper(
    assessment: Assessment,
    explanations: Sequence[Explanation],
    outlook: Outlook,
    rulebook: Rulebook,
    form: Literal["xlsx", "pdf"],
) -> bytes:
    """The report as a workbook or as PDF; whether the extra is there is asked before anything is drawn."""
    from fitengine.report.parts import report_parts

    parts = report_parts(assessment, explanations, outlook, rulebook, _verdict_marks(rulebook))
    if form == "xlsx":
        from fitengine.report.report_sheets import report_sheets
        from fitengine.report.workbook import write_sheets

        return write_sheets(report_sheets(parts))
    from fitengine.render import MapOptions
    from fitengine.render import draw_map as draw
    from fitengine.report.pdf import pdf_report
    from fitengine.typeset import require_typesetter

    require_typesetter()
    svg = draw(assessment, MapOptions(unfold=True))
    assert isinstance(svg, str)
    return pdf_report(parts, svg)


def _verdict_marks(rulebook: Rulebook) -> Mapping[str, VerdictMark]:
    """How each verdict looks, in the order of the legend."""
    from fitengine.assess.process import FIT
    from fitengine.render.palette import THEMES, order_outcomes, verdict_style
    from fitengine.report.html import VerdictMark

    outcomes = rulebook.tables[FIT].outcomes if FIT in rulebook.tables else ()
    styles = {outcome: verdict_style(THEMES["light"], outcome) for outcome in order_outcomes(outcomes)}
    return {
        outcome: VerdictMark(
            style.word,
            style.phrase,
            style.icon,
            style.chip,
            style.chip_text,
            style.outline,
            style.tint,
            style.dashed,
        )
        for outcome, style in styles.items()
    }


def _require_same_rules(assessment: Assessment, decider: Decider) -> None:
    """Other rules would tell of other verdicts."""
    if assessment.packs != decider.rulebook.packs:
        raise InputError.single(
            "other-rules",
            f"the assessment of `{assessment.process.id}` was made with other rules",
            "pass those rules as `rules`",
        )


def _draw_for_page(assessment: Assessment, rulebook: Rulebook, roadmap: Roadmap | None) -> DrawnMap:
    """The whole map, every step with a card, what it takes to recolour it, and the roadmap where there is work on it."""
    from fitengine.render import MapOptions
    from fitengine.render import draw_map as draw
    from fitengine.render.recolour import dark_fills, dark_strokes, dark_texts
    from fitengine.render.text import step_anchor
    from fitengine.report.html import DrawnMap

    anchors = {step.step.id: step_anchor(step.step.id) for step in assessment.steps}
    whole, folded = MapOptions(unfold=True, columns=0), MapOptions(unfold=True)
    svg, printed = draw(assessment, whole), draw(assessment, folded)
    assert isinstance(svg, str)
    assert isinstance(printed, str)
    waves = draw_roadmap(roadmap).decode() if roadmap and roadmap.items else ""
    marks = _verdict_marks(rulebook)
    return DrawnMap(svg, printed, marks, dark_fills(), dark_strokes(), dark_texts(), anchors, waves)


def _rules_at(folder: Path | str) -> Path:
    path = Path(folder)
    if path.exists():
        return path
    from fitengine.load.plugins import pack_folder

    return pack_folder(folder)


def _rateable(rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    return rulebook.rateable()


@lru_cache(maxsize=1)
def _shipped_rules() -> Rulebook:
    return _load_rules([], {})


def _sound_decider(rules: Rulebook | None, executor: str = "auto") -> Decider:
    """A decider whose rules are proved. Raises RulesError with a witness for each gap and conflict."""
    decider = _decider(rules or _shipped_rules(), executor)
    decider.require_sound()
    return decider


def _step(process: Process, word: str) -> Task:
    from fitengine.load.answers.lookup import find_step

    found = find_step(process, word)
    if isinstance(found, Problem):
        raise InputError([found])
    return found


@lru_cache(maxsize=8)
def _decider(rulebook: Rulebook, executor: str) -> Decider:
    """The decider of a rulebook, kept while it is in use: compiling costs more than deciding."""
    return Decider(rulebook, executor)
