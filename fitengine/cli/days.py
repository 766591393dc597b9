"""The day that measures are judged on."""

from __future__ import annotations

from datetime import date

import click

__all__ = ["on_option"]


def _read_date(ctx: click.Context, param: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"`{text}` is no date: write it as 2026-09-30", ctx, param) from None


on_option = click.option(
    "--on",
    metavar="DATE",
    callback=_read_date,
    help="The day to look at the measures on, as 2026-09-30; today where it is not given.",
)
