"""`fitengine rules import` and `rules export`: decision tables of DMN and Excel, and packs of rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import ExitCode
from fitengine.cli.options import out_option, quiet_option, rules_option, setting_option
from fitengine.cli.output import note, page_width, wants_colour, write_result
from fitengine.errors import InputError, Problem
from fitengine.load.dmn.pack import EVERY_DECISION, DmnPack, read_pack
from fitengine.load.files import Contents, read_bytes
from fitengine.model.decision import RuleFinding
from fitengine.report.rules_text import rule_findings_text

__all__ = ["export_command", "import_command"]

_MARK = "# Imported from "


def _read_otherwise(
    ctx: click.Context | None, param: click.Parameter | None, texts: Sequence[str]
) -> dict[str, str]:
    """`OUTCOME` for every table with a gap, or `DECISION=OUTCOME` for one."""
    pairs = [text.rpartition("=") for text in texts]
    for (decision, equals, outcome), text in zip(pairs, texts, strict=True):
        if not outcome.strip() or (equals and not decision.strip()):
            raise click.BadParameter(f"`{text}` is neither OUTCOME nor DECISION=OUTCOME", ctx, param)
    return {decision.strip(): outcome.strip() for decision, _, outcome in pairs}


@click.command(
    cls=ExampleCommand,
    name="import",
    short_help="Turn decision tables from DMN or Excel into rules.",
    epilog="fitengine rules import loan.dmn -o loan-rules\n"
    "fitengine rules import loan.xlsx -o loan-rules\n"
    "fitengine rules import loan.dmn -o loan-rules --otherwise refer",
)
@click.argument("table", metavar="TABLE")
@click.option(
    "-o", "--out", "folder", metavar="FOLDER", required=True, help="Write the pack into this folder."
)
@click.option(
    "--otherwise",
    metavar="[DECISION=]OUTCOME",
    multiple=True,
    callback=_read_otherwise,
    help="The outcome of cases that no rule of the table decides; for one decision, or for all with such a gap; repeatable.",
)
@rules_option
@setting_option
@quiet_option
@click.pass_context
def import_command(
    ctx: click.Context,
    table: str,
    folder: str,
    otherwise: dict[str, str],
    rules: tuple[str, ...],
    settings: dict[str, str],
    quiet: bool,
) -> None:
    """Turn the decision tables of a DMN file or an Excel workbook into a pack of rules.

    TABLE is a file of DMN 1.1 to 1.5 or an .xlsx workbook, or - for standard input. A sheet holds a table where its first cell
    is a hit policy: U, F, P, A or C. What the rule language cannot express is refused by name, and nothing is written. Names
    that the rules have already (the shipped ones, and those of --rules) get a number. The exit code is 1 where the pack needs a
    look before it decides: a case that no rule decides, or two rules that conflict.
    """
    rulebook = api.load_rules(*rules, settings=settings)
    raw, source = read_bytes(table)  # standard input is read once
    named = {decision: outcome for decision, outcome in otherwise.items() if decision != EVERY_DECISION}
    pack = api.import_dmn(Contents(raw, source), rules=rulebook, otherwise=named)
    findings = _faults(pack)
    if (
        gaps := {one.decision for one in findings if one.code == "gap"}
        if EVERY_DECISION in otherwise
        else set()
    ):
        named = dict.fromkeys(gaps, otherwise[EVERY_DECISION]) | named
        pack = api.import_dmn(Contents(raw, source), rules=rulebook, otherwise=named)
        findings = _faults(pack)
    _write(pack, Path(folder), quiet)
    if findings:
        text = rule_findings_text(findings, width=page_width(), colour=wants_colour(None))
        write_result(text, None)
        if any(one.code == "gap" for one in findings):
            note("help: `--otherwise OUTCOME` adds an outcome for the cases that no rule decides", quiet)
        ctx.exit(ExitCode.FINDINGS)


@click.command(
    cls=ExampleCommand,
    name="export",
    short_help="Write decision tables as DMN.",
    epilog="fitengine rules export -o rules.dmn\nfitengine rules export ways -o ways.dmn",
)
@click.argument("decision", metavar="[DECISION]", required=False)
@rules_option
@setting_option
@out_option
@quiet_option
def export_command(
    decision: str | None, rules: tuple[str, ...], settings: dict[str, str], out: str | None, quiet: bool
) -> None:
    """Write the rules as DMN 1.3, for modelling tools and other engines.

    With DECISION only that table and those that it requires. What DMN has no word for stays behind: constraints are named in the
    description of the table, presumptions and tests are left out.
    """
    rulebook = api.load_rules(*rules, settings=settings)
    write_result(api.export_dmn(rulebook, decision=decision), out, quiet)


def _faults(pack: DmnPack) -> list[RuleFinding]:
    """What keeps the pack from deciding."""
    return [finding for finding in api.check_rules(read_pack(pack)) if finding.severity == "error"]


def _write(pack: DmnPack, folder: Path, quiet: bool) -> None:
    files = {folder / name: text for name, text in pack.files.items()}
    foreign = [path for path in files if path.exists() and not _is_ours(path)]
    if foreign:
        raise InputError([_not_ours(path) for path in foreign])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError.single("cannot-write", f"`{folder}` cannot be used: {reason}") from None
    for path, text in files.items():
        write_result(text, str(path), quiet=True)
    count = len(pack.decisions)
    note(f"wrote {count} decision table{'s' * (count != 1)} to {folder}", quiet)
    for line in pack.notes:
        note(f"check: {line}", quiet)


def _is_ours(path: Path) -> bool:
    try:
        return path.read_text(encoding="utf-8").startswith(_MARK)
    except (OSError, UnicodeDecodeError):
        return False


def _not_ours(path: PurePath) -> Problem:
    help_ = "choose another folder with `-o`, or move it"
    return Problem("not-ours", f"`{path}` was not made by `fitengine rules import`", help_)
