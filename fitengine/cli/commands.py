"""Commands whose help ends with examples, and groups whose commands are imported when they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

__all__ = ["CommandInfo", "ExampleCommand", "ExampleGroup", "LazyGroup"]


@dataclass(frozen=True, slots=True)
class CommandInfo:
    """Where a command lives (its module has it as `command`), and its short help."""

    module: str
    short_help: str


class ExampleCommand(click.Command):
    """A command whose epilog is a list of examples, one a line."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        _write_examples(self.epilog, formatter)


class ExampleGroup(click.Group):
    """A group whose epilog is a list of examples, one a line."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        _write_examples(self.epilog, formatter)


class LazyGroup(ExampleGroup):
    """A group that knows its commands by name and short help, and imports the one that runs."""

    def __init__(self, commands_info: Mapping[str, CommandInfo], **settings: Any) -> None:
        super().__init__(**settings)
        self._infos = commands_info

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self._infos)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        info = self._infos.get(cmd_name)
        if info is None:
            return None
        command = import_module(info.module).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a proposal for a name that nobody knows."""
        if args and args[0] not in self._infos and not args[0].startswith("-"):
            from fitengine.load.suggest import near

            meant = near(args[0], self._infos)
            hint = f"did you mean `{meant}`?" if meant else f"there are {', '.join(self._infos)}"
            raise click.UsageError(f"no command `{args[0]}`: {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section("Commands"):
            formatter.write_dl([(name, info.short_help) for name, info in self._infos.items()])


def _write_examples(examples: str | None, formatter: click.HelpFormatter) -> None:
    lines = (examples or "").splitlines()
    with formatter.section("Examples" if len(lines) > 1 else "Example"):
        for line in lines:
            formatter.write(f"{'':{formatter.current_indent}}{line}\n")
