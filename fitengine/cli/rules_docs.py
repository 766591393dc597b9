"""`fitengine rules docs`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import ExitCode
from fitengine.cli.options import quiet_option, rules_option, setting_option
from fitengine.cli.output import note, write_result
from fitengine.errors import InputError, Problem

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    name="docs",
    short_help="Write a page about every rule.",
    epilog="fitengine rules docs -o docs\nfitengine rules docs --rules my-rules -o my-docs --check",
)
@rules_option
@setting_option
@click.option(
    "-o",
    "--out",
    "folder",
    metavar="FOLDER",
    default="docs",
    show_default=True,
    help="Write into this folder.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing; exit with 1 where a page is not what it should be."
)
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    rules: tuple[str, ...],
    settings: dict[str, str],
    folder: str,
    check: bool,
    quiet: bool,
) -> None:
    """Write a Markdown page about every rule and decision table, and one about the facts.

    The pages go to FOLDER/rules and FOLDER/facts.md. Pages of rules that are gone are removed; files that were not made by
    this command are never touched.
    """
    pages = api.rule_pages(api.load_rules(*rules, settings=settings))
    try:
        plan = _Plan(Path(folder), pages)
        if not check:
            plan.carry_out(quiet)
        elif plan.differences:
            write_result("".join(f"{line}\n" for line in plan.differences), None)
            ctx.exit(ExitCode.FINDINGS)
    except (OSError, UnicodeDecodeError) as error:
        place = getattr(error, "filename", None) or folder
        reason = getattr(error, "strerror", None) or "it is not text"
        raise InputError.single("cannot-write", f"`{place}` cannot be used: {reason.lower()}") from error


class _Plan:
    """What there is to do so that a folder holds exactly these pages."""

    def __init__(self, folder: Path, pages: Mapping[str, str]) -> None:
        from fitengine.report.rule_pages import MARK, RULES_FOLDER

        self._pages = {folder / path: text for path, text in pages.items()}
        found = sorted((folder / RULES_FOLDER).rglob("*.md"))
        texts = {path: _read(path) for path in [*self._pages, *found]}
        foreign = [path for path in self._pages if texts[path] and not texts[path].startswith(MARK)]
        if foreign:
            raise InputError([_not_ours(path) for path in foreign])
        self._missing = [path for path in self._pages if not texts[path]]
        self._stale = [path for path, text in self._pages.items() if texts[path] and texts[path] != text]
        self._left_over = [path for path in found if path not in self._pages and texts[path].startswith(MARK)]

    @property
    def differences(self) -> list[str]:
        """One line for each page that is not what it should be."""
        kinds = (
            ("is missing", self._missing),
            ("is stale", self._stale),
            ("is about a rule that is gone", self._left_over),
        )
        return [f"{path} {what}" for what, paths in kinds for path in paths]

    def carry_out(self, quiet: bool) -> None:
        for path in [*self._missing, *self._stale]:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_result(self._pages[path], str(path), quiet=True)
        for path in self._left_over:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
        written = len(self._missing) + len(self._stale)
        note(f"{written} of {len(self._pages)} pages written, {len(self._left_over)} removed", quiet)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _not_ours(path: Path) -> Problem:
    help_ = "choose another folder with `-o`, or move it"
    return Problem("not-ours", f"`{path}` was not made by `fitengine rules docs`", help_)
